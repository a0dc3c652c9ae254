/** A stretch of one number: where it ends, in images, the mean, lowest and highest of it, and how many values it holds. */
export type Bucket = readonly [images: number, mean: number, low: number, high: number, count: number];

const merged = (one: Bucket, other: Bucket): Bucket => {
  const count = one[4] + other[4];
  return [
    other[0],
    (one[1] * one[4] + other[1] * other[4]) / count,
    Math.min(one[2], other[2]),
    Math.max(one[3], other[3]),
    count,
  ];
};

const inPairs = (buckets: readonly Bucket[]): Bucket[] => {
  const result: Bucket[] = [];
  for (let at = 0; at < buckets.length; at += 2) {
    const [one, other] = [buckets[at], buckets[at + 1]];
    if (one !== undefined) result.push(other === undefined ? one : merged(one, other));
  }
  return result;
};

/** One number over a run of any length, in a bounded number of stretches: the longer the run, the longer a stretch. */
export class Trace {
  #buckets: Bucket[];
  readonly #limit: number;
  #width: number;

  constructor(limit: number, buckets: readonly Bucket[] = []) {
    this.#limit = limit;
    this.#buckets = [...buckets];
    this.#width = Math.max(1, ...buckets.map((bucket) => bucket[4]));
  }

  get buckets(): readonly Bucket[] {
    return this.#buckets;
  }

  add(images: number, value: number): void {
    const last = this.#buckets.at(-1);
    const next: Bucket = [images, value, value, value, 1];
    if (last === undefined || last[4] >= this.#width) this.#buckets.push(next);
    else this.#buckets[this.#buckets.length - 1] = merged(last, next);
    if (this.#buckets.length <= this.#limit) return;
    this.#buckets = inPairs(this.#buckets);
    this.#width *= 2;
  }

  /** The same in at most so many stretches. */
  within(limit: number): readonly Bucket[] {
    let buckets: readonly Bucket[] = this.#buckets;
    while (buckets.length > limit) buckets = inPairs(buckets);
    return buckets;
  }
}

/** A line of `metrics.jsonl`. */
export type Line = { readonly step: number } & Readonly<Record<string, unknown>>;

/** Every number of a run, by name. */
export class Traces {
  readonly #limit: number;
  readonly #traces = new Map<string, Trace>();

  constructor(limit: number, known: Readonly<Record<string, readonly Bucket[]>> = {}) {
    this.#limit = limit;
    for (const [name, buckets] of Object.entries(known)) this.#traces.set(name, new Trace(limit, buckets));
  }

  get names(): readonly string[] {
    return [...this.#traces.keys()];
  }

  of(name: string): readonly Bucket[] {
    return this.#traces.get(name)?.buckets ?? [];
  }

  add(line: Line): void {
    const { images } = line;
    if (typeof images !== 'number') return;
    for (const [name, value] of Object.entries(line)) {
      if (typeof value !== 'number' || name === 'step' || name === 'images') continue;
      let trace = this.#traces.get(name);
      if (trace === undefined) this.#traces.set(name, (trace = new Trace(this.#limit)));
      trace.add(images, value);
    }
  }

  clear(): void {
    this.#traces.clear();
  }

  /** As JSON that {@link Traces} can be made from. */
  within(limit: number): Readonly<Record<string, readonly Bucket[]>> {
    return Object.fromEntries([...this.#traces].map(([name, trace]) => [name, trace.within(limit)]));
  }
}
