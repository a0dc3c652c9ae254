"""A StyleGAN2 step of bench/engines.ts in PyTorch: the nets of packages/core/src/models/families/stylegan2 with the defaults of that
bench, their shared convolutions between scaled activations, and the trainer's two updates. Prints samples as JSON.

    stylegan2.py THREADS STEPS [r1]
"""

import math
import sys

import torch
import torch.nn.functional as F

from timing import time_steps

threads, steps, r1 = int(sys.argv[1]), int(sys.argv[2]), "r1" in sys.argv
torch.set_num_threads(threads)
torch.manual_seed(1)
side_of_images, latent_size, style_size, batch, group = 32, 64, 64, 16, 4
taps = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 8


def channels_at(side):
    return min(2048 // side, 128)


def fir(x, gain, low, high):
    """Both axes one after the other, as depthwise convolutions."""
    channels = x.shape[1]
    x = F.pad(x, (low, high, low, high))
    kernel = (taps * gain).view(1, 1, 4, 1).expand(channels, 1, 4, 1)
    x = F.conv2d(x, kernel, groups=channels)
    return F.conv2d(x, kernel.reshape(channels, 1, 1, 4), groups=channels)


def fir_up(x):
    batch, channels, height, width = x.shape
    zeros = torch.zeros(batch, channels, height, 2, width, 2)
    zeros[:, :, :, 0, :, 0] = x
    return fir(zeros.view(batch, channels, 2 * height, 2 * width), 2, 2, 1)


def fir_down(x):
    return fir(x, 1, 1, 2)[:, :, ::2, ::2]


class Dense(torch.nn.Module):
    def __init__(self, inputs, outputs, rate=1.0, gain=1.0, bias=0.0):
        super().__init__()
        self.kernel = torch.nn.Parameter(torch.randn(outputs, inputs) / rate)
        self.bias = torch.nn.Parameter(torch.full((outputs,), bias))
        self.factor = rate * gain

    def forward(self, x):
        scale = self.factor / math.sqrt(self.kernel.shape[1])
        return F.linear(x, self.kernel * scale, self.bias * self.factor)


class Modulated(torch.nn.Module):
    def __init__(self, inputs, outputs, size, doubles=False, to_image=False):
        super().__init__()
        shape = (inputs, outputs, size, size) if doubles else (outputs, inputs, size, size)
        self.kernel = torch.nn.Parameter(torch.randn(shape))
        self.bias = torch.nn.Parameter(torch.zeros(outputs))
        self.noise = None if to_image else torch.nn.Parameter(torch.zeros(()))
        self.style = Dense(style_size, inputs, bias=1.0)
        self.doubles, self.to_image = doubles, to_image

    def forward(self, x, style):
        factors = self.style(style)
        if self.to_image:
            factors = factors / math.sqrt(factors.shape[1])
            return F.conv2d(x * factors[:, :, None, None], self.kernel, self.bias)
        energy = self.kernel.square().sum((2, 3))
        lengths = factors.square() @ (energy if self.doubles else energy.t())
        x = x * factors[:, :, None, None]
        if self.doubles:
            x = fir(F.conv_transpose2d(x, self.kernel, stride=2), 2, 1, 1)
        else:
            x = F.conv2d(x, self.kernel, padding=1)
        x = x * (torch.rsqrt(lengths + 1e-8) * math.sqrt(2))[:, :, None, None]
        x = x + torch.randn(x.shape[0], 1, *x.shape[2:]) * (self.noise * math.sqrt(2))
        return F.leaky_relu(x + (self.bias * math.sqrt(2))[None, :, None, None], 0.2)


class Generator(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.mapping = torch.nn.ModuleList(
            Dense(size, style_size, 0.01, math.sqrt(2)) for size in (latent_size, style_size)
        )
        self.constant = torch.nn.Parameter(torch.randn(1, channels_at(4), 4, 4))
        self.refines, self.images, self.ups = (torch.nn.ModuleList() for _ in range(3))
        side = 4
        while side <= side_of_images:
            width = channels_at(side)
            if side > 4:
                self.ups.append(Modulated(channels_at(side // 2), width, 3, doubles=True))
            self.refines.append(Modulated(width, width, 3))
            self.images.append(Modulated(width, 3, 1, to_image=True))
            side *= 2

    def forward(self, latents):
        style = latents * torch.rsqrt(latents.square().mean(1, True) + 1e-8)
        for layer in self.mapping:
            style = F.leaky_relu(layer(style), 0.2)
        x = self.refines[0](self.constant.expand(latents.shape[0], -1, -1, -1), style)
        image = self.images[0](x, style)
        for up, refine, to_image in zip(self.ups, self.refines[1:], self.images[1:]):
            x = refine(up(x, style), style)
            image = fir_up(image) + to_image(x, style)
        return image


class Kernel(torch.nn.Module):
    def __init__(self, inputs, outputs, size, gain, bias=True):
        super().__init__()
        self.kernel = torch.nn.Parameter(torch.randn(outputs, inputs, size, size))
        self.bias = torch.nn.Parameter(torch.zeros(outputs)) if bias else None
        self.scale, self.gain = gain / math.sqrt(inputs * size * size), gain

    def forward(self, x, stride=1, padding=0):
        x = F.conv2d(x, self.kernel * self.scale, None, stride, padding)
        if self.bias is None:
            return x
        bias = self.bias if self.gain == 1 else self.bias * self.gain
        return F.leaky_relu(x + bias[None, :, None, None], 0.2)


class Discriminator(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.image = Kernel(3, channels_at(side_of_images), 1, math.sqrt(2))
        self.keeps, self.downs, self.skips = (torch.nn.ModuleList() for _ in range(3))
        side = side_of_images
        while side > 4:
            width, next_width = channels_at(side), channels_at(side // 2)
            self.keeps.append(Kernel(width, width, 3, math.sqrt(2)))
            self.downs.append(Kernel(width, next_width, 3, 1))
            self.skips.append(Kernel(width, next_width, 1, math.sqrt(0.5), bias=False))
            side //= 2
        last = channels_at(4)
        self.last = Kernel(last + 1, last, 3, math.sqrt(2))
        self.dense = Dense(16 * last, last, gain=math.sqrt(2))
        self.logit = Dense(last, 1)

    def forward(self, x):
        x = self.image(x)
        for keep, down, skip in zip(self.keeps, self.downs, self.skips):
            x = down(fir(keep(x, padding=1), 1, 2, 2), stride=2) + skip(fir_down(x))
        count = x.shape[0]
        members = x.reshape(group, count // group, -1)
        deviation = ((members - members.mean(0, True)).square().mean(0) + 1e-8).sqrt().mean(1)
        spread = deviation.view(1, -1, 1, 1, 1).expand(group, -1, 1, 4, 4).reshape(count, 1, 4, 4)
        x = self.last(torch.cat((x, spread), 1), padding=1)
        return self.logit(F.leaky_relu(self.dense(x.flatten(1)), 0.2))


generator, discriminator = Generator(), Discriminator()
optimizers = [torch.optim.Adam(net.parameters(), 2e-3, (0.0, 0.99)) for net in (generator, discriminator)]
images = torch.rand(batch, 3, side_of_images, side_of_images) * 2 - 1
time_steps(generator, discriminator, optimizers, images, latent_size, r1, steps)
