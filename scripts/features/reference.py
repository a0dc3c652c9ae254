"""Runs network.json + weights.bin in PyTorch, float64: the oracle for the TypeScript interpreter.

    python scripts/features/reference.py packages/core/assets/features/NAME > test/core/perceptual/fixtures/NAME.json

Writes a random image, the spatial mean and a few values of each tap, the embedding, and the gradient in the image of
the sum of all tap values times cos(0, 1, 2, ...).
"""
import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F


def same_padding(x, size, stride, value=0.0):
    height, width = x.shape[2:]
    rows = max(0, (-(-height // stride) - 1) * stride + size - height)
    columns = max(0, (-(-width // stride) - 1) * stride + size - width)
    return F.pad(x, (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2), value=value)


def load(folder):
    description = json.loads((folder / "network.json").read_text())
    data = (folder / "weights.bin").read_bytes()
    convolutions = [layer for layer in description["layers"] if "kernel" in layer]
    channels = {layer["name"]: layer["kernel"][2 if layer["op"] == "depthwise" else 3] for layer in convolutions}
    at, weights = 0, {}
    for layer in convolutions:
        count = channels[layer["name"]]
        weights[layer["name"]] = np.frombuffer(data, "<f4", 3 * count, at).reshape(3, count).astype(np.float64)
        at += 12 * count
    for layer in convolutions:
        count = int(np.prod(layer["kernel"]))
        scale, offset, bias = weights[layer["name"]]
        kernel = (np.frombuffer(data, f"<u{layer['bits'] // 8}", count, at).reshape(-1, len(scale)) * scale + offset).reshape(layer["kernel"])
        at += count * layer["bits"] // 8
        # The interpreter keeps kernels as float32.
        kernel = torch.from_numpy(kernel.astype(np.float32).astype(np.float64))
        kernel = kernel.permute(2, 3, 0, 1) if layer["op"] == "depthwise" else kernel.permute(3, 2, 0, 1)
        weights[layer["name"]] = (kernel, torch.from_numpy(bias))
    assert at == len(data)
    return description, weights


def run(description, weights, images):
    """images [B, H, W, 3] in [-1, 1]; returns a dict of [B, C, h, w]."""
    outputs = {"image": images.permute(0, 3, 1, 2) * description["input"]["scale"] + description["input"]["shift"]}
    for layer in description["layers"]:
        inputs = [outputs[name] for name in layer["from"]]
        x, op = inputs[0], layer["op"]
        if op in ("convolution", "depthwise"):
            kernel, bias = weights[layer["name"]]
            if layer["padding"] == "same":
                x = same_padding(x, kernel.shape[2], layer["stride"])
            x = F.conv2d(x, kernel, bias, layer["stride"], groups=x.shape[1] if op == "depthwise" else 1)
            x = {"none": lambda y: y, "relu": F.relu, "relu6": F.relu6}[layer["activation"]](x)
        elif op == "max-pool":
            x = F.max_pool2d(same_padding(x, layer["size"], layer["stride"], -np.inf) if layer["padding"] == "same" else x, layer["size"], layer["stride"])
        elif op == "average-pool":
            padding = layer["size"] // 2 if layer["padding"] == "same" else 0
            x = F.avg_pool2d(x, layer["size"], layer["stride"], padding, count_include_pad=False)
        else:
            x = torch.cat(inputs, 1) if op == "concat" else sum(inputs)
        outputs[layer["name"]] = x
    return outputs


def main():
    description, weights = load(pathlib.Path(sys.argv[1]))
    side = description["minimumSide"] + 1
    image = np.random.default_rng(7).integers(-100, 101, (2, side, side, 3)) / 100
    images = torch.from_numpy(image).requires_grad_()
    outputs = run(description, weights, images)
    maps = [outputs[name].permute(0, 2, 3, 1) for name in description["taps"]]
    loss = sum((map.reshape(-1) * torch.cos(torch.arange(map.numel(), dtype=torch.float64))).sum() for map in maps)
    loss.backward()
    print(json.dumps({
        "shape": list(image.shape),
        "hundredths": np.rint(image * 100).astype(int).reshape(-1).tolist(),
        "taps": [{"shape": list(map.shape), "mean": map.mean().item(), "first": map.reshape(-1)[:8].tolist()} for map in maps],
        "embedding": torch.cat([outputs[name].mean((2, 3)) for name in description["embedding"]], 1)[0][:16].tolist(),
        "loss": loss.item(),
        "gradientNorm": images.grad.norm().item(),
        "gradient": images.grad.reshape(-1)[::173].tolist(),
    }))


if __name__ == "__main__":
    main()
