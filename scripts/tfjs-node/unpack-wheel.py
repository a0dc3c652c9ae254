"""Unpack from a TensorFlow wheel what tfjs-node's addon needs: the two shared objects and the C API's headers."""

import pathlib
import shutil
import sys
import zipfile

LIBRARIES = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2")
INCLUDE = "tensorflow/include/"
# The C API's headers include a few of the platform layer's, which moved between these folders over the versions.
HEADERS = ("tensorflow/c/", "tensorflow/core/platform/", "tensorflow/tsl/", "tsl/", "xla/tsl/")


def destination(name: str) -> str | None:
    if name in LIBRARIES:
        return "lib/" + name.rsplit("/", 1)[1]
    if name.startswith(tuple(INCLUDE + folder for folder in HEADERS)) and name.endswith(".h"):
        return "include/" + name[len(INCLUDE) :]
    return None


def main(wheel: str, target: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name: destination(name) for name in archive.namelist()}
        missing = [name for name in LIBRARIES if name not in names]
        if missing:
            raise SystemExit(f"{wheel} has no {' and no '.join(missing)}: wheels from 2.12 on have them")
        for name, place in names.items():
            if place is None:
                continue
            path = pathlib.Path(target, place)
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(path.name + ".part")
            with archive.open(name) as source, part.open("wb") as sink:
                shutil.copyfileobj(source, sink)
            part.rename(path)  # an interrupted run leaves nothing that looks complete


main(*sys.argv[1:])
