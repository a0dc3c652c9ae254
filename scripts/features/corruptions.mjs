// Ways to spoil 32×32 RGB images, each at three rising levels; each takes { images, labels } and a random source.
const side = 32;
const each =
  (change) =>
  ({ images }, random) =>
    images.slice(0, 600).map((image) => change(image, random));
const clamp = (values) => new Uint8Array(Uint8ClampedArray.from(values).buffer);

const noise = (sigma) =>
  each((image, random) =>
    clamp(
      Array.from(
        image,
        (value) => value + sigma * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
      ),
    ),
  );

const blur = (sigma) => {
  const reach = Math.ceil(3 * sigma);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)));
  const total = kernel.reduce((a, b) => a + b);
  const pass = (values, stepX, stepY) =>
    values.map((_, at) => {
      const c = at % 3;
      const x = Math.floor(at / 3) % side;
      const y = Math.floor(at / 3 / side);
      return kernel.reduce((sum, weight, i) => {
        const sx = Math.min(side - 1, Math.max(0, x + stepX * (i - reach)));
        const sy = Math.min(side - 1, Math.max(0, y + stepY * (i - reach)));
        return sum + (weight / total) * values[(sy * side + sx) * 3 + c];
      }, 0);
    });
  return each((image) => clamp(pass(pass(Array.from(image), 1, 0), 0, 1)));
};

const rectangle = (size) =>
  each((image, random) => {
    const copy = Uint8Array.from(image);
    const top = Math.floor(random() * (side - size));
    const left = Math.floor(random() * (side - size));
    for (let y = top; y < top + size; y++) copy.fill(127, (y * side + left) * 3, (y * side + left + size) * 3);
    return copy;
  });

const grey = (amount) =>
  each((image) =>
    clamp(
      Array.from(image, (value, at) => {
        const pixel = at - (at % 3);
        const luma = 0.299 * image[pixel] + 0.587 * image[pixel + 1] + 0.114 * image[pixel + 2];
        return (1 - amount) * value + amount * luma;
      }),
    ),
  );

const shuffle = (blocks) =>
  each((image, random) => {
    const size = side / blocks;
    const order = Array.from({ length: blocks ** 2 }, (_, i) => i);
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return Uint8Array.from(image, (_, at) => {
      const x = Math.floor(at / 3) % side;
      const y = Math.floor(at / 3 / side);
      const from = order[Math.floor(y / size) * blocks + Math.floor(x / size)];
      const sx = (from % blocks) * size + (x % size);
      const sy = Math.floor(from / blocks) * size + (y % size);
      return image[(sy * side + sx) * 3 + (at % 3)];
    });
  });

/** As many images as otherwise, but of fewer classes: repeats fill up, as in a generator that lost modes. */
const classes =
  (kept) =>
  ({ images, labels }) => {
    const chosen = images.filter((_, i) => labels[i] < kept);
    return Array.from({ length: 600 }, (_, i) => chosen[i % chosen.length]);
  };

export const corruptions = {
  noise: [noise(8), noise(20), noise(50)],
  blur: [blur(0.5), blur(0.9), blur(1.6)],
  rectangle: [rectangle(6), rectangle(12), rectangle(20)],
  grey: [grey(0.3), grey(0.6), grey(1)],
  shuffle: [shuffle(2), shuffle(4), shuffle(8)],
  classes: [classes(7), classes(4), classes(1)],
};
