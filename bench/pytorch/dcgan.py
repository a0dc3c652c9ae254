"""The DCGAN step of bench/support/dcgan.ts in PyTorch: the same nets, batch and updates. Prints samples as JSON.

    dcgan.py THREADS STEPS [r1] [unnormalised]

`unnormalised` leaves batch norm out of the discriminator, as R1 does.
"""

import sys

import torch
import torch.nn.functional as F

from timing import time_steps

threads, steps, r1 = int(sys.argv[1]), int(sys.argv[2]), "r1" in sys.argv
plain = r1 or "unnormalised" in sys.argv
torch.set_num_threads(threads)
torch.manual_seed(1)
channels, latent_size, batch = 256, 128, 32


class Generator(torch.nn.Module):
    def __init__(self):
        super().__init__()
        c = channels
        self.dense = torch.nn.Linear(latent_size, 16 * c, bias=False)
        self.norms = torch.nn.ModuleList(torch.nn.BatchNorm2d(size) for size in (c, c // 2, c // 4))
        self.ups = torch.nn.ModuleList(
            torch.nn.ConvTranspose2d(a, b, 4, 2, 1, bias=b == 3)
            for a, b in ((c, c // 2), (c // 2, c // 4), (c // 4, 3))
        )

    def forward(self, latents):
        x = self.dense(latents).view(-1, channels, 4, 4)
        for norm, up in zip(self.norms, self.ups):
            x = up(F.relu(norm(x)))
        return torch.tanh(x)


class Discriminator(torch.nn.Module):
    def __init__(self):
        super().__init__()
        c = channels
        self.first = torch.nn.Conv2d(3, c // 4, 4, 2, 1)
        self.downs = torch.nn.ModuleList(
            torch.nn.Conv2d(a, b, 4, 2, 1, bias=plain) for a, b in ((c // 4, c // 2), (c // 2, c))
        )
        between = torch.nn.Identity if plain else torch.nn.BatchNorm2d
        self.norms = torch.nn.ModuleList(between(size) for size in (c // 2, c))
        self.dense = torch.nn.Linear(16 * c, 1)

    def forward(self, x):
        x = F.leaky_relu(self.first(x), 0.2)
        for down, norm in zip(self.downs, self.norms):
            x = F.leaky_relu(norm(down(x)), 0.2)
        return self.dense(x.flatten(1))


generator, discriminator = Generator(), Discriminator()
optimizers = [torch.optim.Adam(net.parameters(), 2e-4, (0.5, 0.999)) for net in (generator, discriminator)]
images = torch.rand(batch, 3, 32, 32) * 2 - 1
time_steps(generator, discriminator, optimizers, images, latent_size, r1, steps)
