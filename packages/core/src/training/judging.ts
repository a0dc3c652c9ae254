import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { stopGradient } from '@ganreg/numerics';
import type { ModelDescription } from '../models/description.ts';
import type { Tools } from '../models/family.ts';
import type { Head } from '../models/heads/head.ts';
import type { Generated, Discriminator, Observations, Parameters, Verdict } from '../models/types.ts';
import type { Augmented } from '../plugin/hooks.ts';
import type { Domain } from '../plugin/steps.ts';
import type { ImageHooks, Replaced } from './image-hooks.ts';

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

interface Given {
  readonly images: HalfImages;
  readonly discriminator: Discriminator;
  readonly hooks: ImageHooks;
  readonly heads: ReadonlyMap<string, BoundHead>;
  readonly tools: Tools;
  readonly model: ModelDescription;
}

/**
 * The forward cache of one half: augmented images, the discriminator's verdict and each head's output are computed once per set
 * of images, on the half's own tape and before any term runs, so that no inner tidy can dispose them.
 */
export class Judging {
  readonly #given: Given;
  readonly #shown = new Map<Domain, Augmented>();
  readonly #verdicts = new Map<Domain, Verdict>();
  readonly #replaced = new Map<Domain, Replaced>();
  readonly #heads = new Map<string, unknown>();

  constructor(given: Given) {
    this.#given = given;
  }

  /** Before augmentation. */
  originalOf(domain: Domain): Tensor4D {
    const { real, fake } = this.#given.images;
    const images = domain === 'real' ? real : fake?.images;
    if (images === undefined) throw new Error(`there are no ${domain} images in this half`);
    return images;
  }

  /** As the discriminator is shown them. */
  shown(domain: Domain): Augmented {
    const known = this.#shown.get(domain);
    if (known !== undefined) return known;
    const shown = this.#given.hooks.augment(this.originalOf(domain), domain);
    this.#shown.set(domain, shown);
    return shown;
  }

  get fake(): Generated & { readonly latents: Tensor2D } {
    const { fake } = this.#given.images;
    if (fake === undefined) throw new Error('there are no fake images in this half');
    return fake;
  }

  /** Runs the discriminator on these images unless it has been. */
  verdict(domain: Domain, observe?: Observations): Verdict {
    const known = this.#verdicts.get(domain);
    if (known !== undefined) return known;
    const verdict = this.#given.discriminator.judge(this.shown(domain).images, { observe });
    this.#verdicts.set(domain, verdict);
    return verdict;
  }

  /** What the adversarial loss sees: the verdict's logits unless a plugin replaces them. */
  adversarial(domain: Domain): Replaced {
    const { replace } = this.#given.hooks;
    if (replace === undefined) return this.verdict(domain);
    const known = this.#replaced.get(domain);
    if (known !== undefined) return known;
    const replaced = replace(this.shown(domain).images, domain, {
      judge: (images) => this.judge(images),
      conclude: (smallest) => this.#given.discriminator.conclude(smallest),
    });
    this.#replaced.set(domain, replaced);
    return replaced;
  }

  /** The output of a head on these images. */
  head(name: string, domain: Domain): unknown {
    const key = `${domain}:${name}`;
    if (this.#heads.has(key)) return this.#heads.get(key);
    const bound = this.#given.heads.get(name);
    if (bound === undefined) throw new Error(`the plan has no head ${name}`);
    const verdict = this.verdict(domain);
    const output = bound.head.forward({
      ...this.#given.tools,
      model: this.#given.model,
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
    for (const domain of ['real', 'fake'] as const)
      if (this.#shown.get(domain)?.images === images) return this.verdict(domain);
    return this.#given.discriminator.judge(images);
  }

  /** The same images before another discriminator. */
  before(discriminator: Discriminator): Judging {
    const other = new Judging({ ...this.#given, discriminator });
    for (const [domain, shown] of this.#shown) other.#shown.set(domain, shown);
    return other;
  }

  /** The same half with fakes that no gradient leaves through; what is known of the reals is kept. */
  withConstantFakes(): Judging {
    const { images } = this.#given;
    const fake = images.fake && { ...images.fake, images: stopGradient(images.fake.images) };
    const other = new Judging({ ...this.#given, images: { ...images, fake } });
    const [shown, verdict] = [this.#shown.get('real'), this.#verdicts.get('real')];
    if (shown !== undefined) other.#shown.set('real', shown);
    if (verdict !== undefined) other.#verdicts.set('real', verdict);
    return other;
  }
}
