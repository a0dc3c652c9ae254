"""Writes the network that FID is defined by as ONNX, for `ganreg evaluate --space onnx:FILE`.

    pip install torch torchvision onnx pytorch-fid && python scripts/features/export-fid-inception.py fid-inception.onnx

pytorch-fid fetches its published weights, whose file is named after the first letters of its SHA-256. FILE.json, written beside the
network, says which weights it was exported from and which file came out: by it ganreg knows that a distance is FID.
"""
import hashlib
import json
import pathlib
import sys

import torch
from pytorch_fid.inception import InceptionV3

published = "6726825d"


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


target = pathlib.Path(sys.argv[1])
# Images are resized before they come here; from [0, 1] to [-1, 1] they are brought by the network.
network = InceptionV3([InceptionV3.BLOCK_INDEX_BY_DIM[2048]], resize_input=False, normalize_input=True).eval()


class Pooled(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.network = network

    def forward(self, images):
        return self.network(images)[0].flatten(1)


weights = pathlib.Path(torch.hub.get_dir()) / "checkpoints" / f"pt_inception-2015-12-05-{published}.pth"
if not sha256(weights).startswith(published):
    sys.exit(f"{weights} is not the published file")
torch.onnx.export(
    Pooled(),
    torch.zeros(1, 3, 299, 299),
    str(target),
    input_names=["images"],
    output_names=["features"],
    dynamic_axes={"images": {0: "n"}, "features": {0: "n"}},
)
origin = {"weights": sha256(weights), "onnx": sha256(target)}
pathlib.Path(f"{target}.json").write_text(json.dumps(origin, indent=2) + "\n")
