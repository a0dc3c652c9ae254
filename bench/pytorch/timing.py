"""The training step that both programs of this folder time: non-saturating loss, alternating, R1 where asked for."""
import json
import time

import torch
import torch.nn.functional as F


def time_steps(generator, discriminator, optimizers, images, latent_size, r1, steps):
    """Prints the wall and processor milliseconds of every step but the first, which prepares. `optimizers`: generator's, discriminator's."""
    batch = len(images)

    def step():
        with torch.no_grad():
            fake = generator(torch.randn(batch, latent_size))
        real = images.clone().requires_grad_(r1)
        logits = discriminator(real)
        loss = F.softplus(-logits).mean() + F.softplus(discriminator(fake)).mean()
        if r1:
            (gradient,) = torch.autograd.grad(logits.sum(), real, create_graph=True)
            loss = loss + 5 * gradient.square().sum((1, 2, 3)).mean()
        optimizers[1].zero_grad()
        loss.backward()
        optimizers[1].step()
        loss.item()
        loss = F.softplus(-discriminator(generator(torch.randn(batch, latent_size)))).mean()
        # only the generator's gradients, as in the other program
        gradients = torch.autograd.grad(loss, list(generator.parameters()))
        for parameter, gradient in zip(generator.parameters(), gradients):
            parameter.grad = gradient
        optimizers[0].step()
        loss.item()

    samples = []
    for index in range(steps + 1):
        start, before = time.perf_counter(), time.process_time()
        step()
        if index > 0:
            samples.append([(time.perf_counter() - start) * 1e3, (time.process_time() - before) * 1e3])
    print(json.dumps(samples))
