const window = 10_000;

/** How fast images go by, from when their lines came. */
export class Speed {
  readonly #seen: (readonly [at: number, images: number])[] = [];

  add(images: number): void {
    const now = performance.now();
    if (images < (this.#seen.at(-1)?.[1] ?? 0)) this.#seen.length = 0;
    this.#seen.push([now, images]);
    while (this.#seen.length > 2 && now - (this.#seen[0]?.[0] ?? now) > window) this.#seen.shift();
  }

  /** Nothing until there is something to compare. */
  imagesPerSecond(): number | undefined {
    const [first, last] = [this.#seen[0], this.#seen.at(-1)];
    if (first === undefined || last === undefined || last[0] - first[0] < 500) return undefined;
    return ((last[1] - first[1]) * 1000) / (last[0] - first[0]);
  }
}
