"""One process of main.mjs: the same metrics by NumPy and SciPy in float64, as JSON."""
import json
import pathlib
import resource
import sys
import time

import numpy as np
import scipy
from scipy.linalg import sqrtm

folder, count, dimension = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
real, fake = (np.fromfile(folder / name, "<f4").reshape(count, dimension).astype(np.float64) for name in ("real", "fake"))


def frechet(a, b):
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = sqrtm(first @ second)
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(first) + np.trace(second) - 2 * np.trace(root).real


def kernel(a, b, size=1000):
    blocks = max(1, len(a) // size)
    each = len(a) // blocks
    k = lambda x, y: (x @ y.T / x.shape[1] + 1) ** 3
    off = lambda m: (m.sum() - np.trace(m)) / (each * (each - 1))
    parts = [(a[i * each : (i + 1) * each], b[i * each : (i + 1) * each]) for i in range(blocks)]
    return float(np.mean([off(k(x, x)) + off(k(y, y)) - 2 * k(x, y).mean() for x, y in parts]))


def distances(x, y):
    return (x**2).sum(1)[:, None] + (y**2).sum(1)[None] - 2 * (x @ y.T)


def chunks(x, size=2000):
    return (slice(start, min(len(x), start + size)) for start in range(0, len(x), size))


def radii(x, k):
    return np.concatenate([np.partition(distances(x[part], x), k, 1)[:, k] for part in chunks(x)])


def precision_recall(real, fake, k=3):
    of_real, of_fake = radii(real, k), radii(fake, k)
    in_real, in_fake = np.zeros(len(fake), bool), []
    for part in chunks(real):
        d = distances(real[part], fake)
        in_real |= (d <= of_real[part][:, None]).any(0)
        in_fake.append((d <= of_fake[None]).any(1))
    return float(in_real.mean()), float(np.concatenate(in_fake).mean())


seconds = {}


def timed(name, measure):
    begin = time.perf_counter()
    value = measure()
    seconds[name] = time.perf_counter() - begin
    return value


values = {"fd": float(timed("fd", lambda: frechet(real, fake))), "kid": timed("kid", lambda: kernel(real, fake))}
values["precision"], values["recall"] = timed("precision and recall", lambda: precision_recall(real, fake))
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"seconds": seconds, "values": values, "numpy": np.__version__, "scipy": scipy.__version__, "memory": memory}))
