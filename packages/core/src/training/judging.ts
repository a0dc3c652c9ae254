import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { ModelDescription } from '../models/description.ts';
import type { Tools } from '../models/family.ts';
import type { Head } from '../models/heads/head.ts';
import type { Generated, Discriminator, Observations, Parameters, Verdict } from '../models/types.ts';
import type { Domain } from '../plugin/types.ts';

/** The images of one half and what belongs to them. */
export interface HalfImages {
  readonly real?: Tensor4D | undefined;
  readonly fake?: (Generated & { readonly latents: Tensor2D }) | undefined;
}

/** A head bound to its parameters. */
export interface BoundHead {
  readonly head: Head;
  readonly parameters: Parameters;
}

/**
 * The forward cache of one half: the discriminator's verdict and each head's output are computed once per set of images, on the
 * half's own tape and before any term runs, so that no inner tidy can dispose them.
 */
export class Judging {
  readonly #verdicts = new Map<Domain, Verdict>();
  readonly #heads = new Map<string, unknown>();
  readonly #images: HalfImages;
  readonly #discriminator: Discriminator;
  readonly #bound: ReadonlyMap<string, BoundHead>;
  readonly #tools: Tools;
  readonly #model: ModelDescription;

  constructor(given: {
    readonly images: HalfImages;
    readonly discriminator: Discriminator;
    readonly heads: ReadonlyMap<string, BoundHead>;
    readonly tools: Tools;
    readonly model: ModelDescription;
  }) {
    this.#images = given.images;
    this.#discriminator = given.discriminator;
    this.#bound = given.heads;
    this.#tools = given.tools;
    this.#model = given.model;
  }

  imagesOf(domain: Domain): Tensor4D {
    const images = domain === 'real' ? this.#images.real : this.#images.fake?.images;
    if (images === undefined) throw new Error(`there are no ${domain} images in this half`);
    return images;
  }

  get fake(): Generated & { readonly latents: Tensor2D } {
    if (this.#images.fake === undefined) throw new Error('there are no fake images in this half');
    return this.#images.fake;
  }

  /** Runs the discriminator on these images unless it has been. */
  verdict(domain: Domain, observe?: Observations): Verdict {
    const known = this.#verdicts.get(domain);
    if (known !== undefined) return known;
    const verdict = this.#discriminator.judge(this.imagesOf(domain), { observe });
    this.#verdicts.set(domain, verdict);
    return verdict;
  }

  /** The output of a head on these images. */
  head(name: string, domain: Domain): unknown {
    const key = `${domain}:${name}`;
    if (this.#heads.has(key)) return this.#heads.get(key);
    const bound = this.#bound.get(name);
    if (bound === undefined) throw new Error(`the plan has no head ${name}`);
    const verdict = this.verdict(domain);
    const output = bound.head.forward({
      ...this.#tools,
      model: this.#model,
      parameters: bound.parameters,
      features: verdict.features,
      verdict,
      head: <Output>(used: { readonly name: string }) => this.head(used.name, domain) as Output,
    });
    this.#heads.set(key, output);
    return output;
  }

  /** A forward on any images; the half's own are served from the cache. */
  judge(images: Tensor4D): Verdict {
    for (const domain of ['real', 'fake'] as const) {
      const own = domain === 'real' ? this.#images.real : this.#images.fake?.images;
      if (own === images) return this.verdict(domain);
    }
    return this.#discriminator.judge(images);
  }
}
