/** What a canvas shows: images in a grid, or points of a toy. */
export interface Painted {
  readonly values: Float32Array;
  readonly resolution: number;
  readonly channels: number;
  readonly columns: number;
}

const side = 220;
const half = 3;

const paintPoints = (canvas: HTMLCanvasElement, values: Float32Array): void => {
  [canvas.width, canvas.height] = [side, side];
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.fillStyle = getComputedStyle(canvas).color;
  context.globalAlpha = 0.7;
  for (let at = 0; at < values.length; at += 2) {
    const [x, y] = [values[at] ?? 0, values[at + 1] ?? 0];
    context.beginPath();
    context.arc(((x + half) / (2 * half)) * side, ((half - y) / (2 * half)) * side, 2.2, 0, 2 * Math.PI);
    context.fill();
  }
};

/** A value in [-1, 1] as a byte, as `ganreg` writes pictures. */
const toByte = (value: number): number => Math.min(255, Math.max(0, Math.round((value + 1) * 127.5)));

const paintImages = (canvas: HTMLCanvasElement, { values, resolution, channels, columns }: Painted): void => {
  const count = values.length / (resolution * resolution * channels);
  const cell = resolution + 1;
  canvas.width = columns * cell + 1;
  canvas.height = Math.ceil(count / columns) * cell + 1;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const picture = context.createImageData(canvas.width, canvas.height);
  for (let image = 0; image < count; image += 1) {
    const [left, top] = [1 + (image % columns) * cell, 1 + Math.floor(image / columns) * cell];
    for (let pixel = 0; pixel < resolution * resolution; pixel += 1) {
      const [x, y] = [left + (pixel % resolution), top + Math.floor(pixel / resolution)];
      const to = 4 * (y * canvas.width + x);
      const from = (image * resolution * resolution + pixel) * channels;
      for (let channel = 0; channel < 3; channel += 1)
        picture.data[to + channel] = toByte(values[from + Math.min(channel, channels - 1)] ?? 0);
      picture.data[to + 3] = 255;
    }
  }
  context.putImageData(picture, 0, 0);
};

export const paint = (canvas: HTMLCanvasElement, painted: Painted): void => {
  if (painted.resolution === 1) paintPoints(canvas, painted.values);
  else paintImages(canvas, painted);
};
