import { markup, type Markup } from '../markup.ts';
import type { Material, Picture } from '../material.ts';
import { realnessPlot, scoreRange } from '../plots/realness.ts';
import { scatterPlot } from '../plots/scatter.ts';
import { swatch } from '../swatch.ts';

const drawn = (picture: Picture, label: string): Markup => {
  if (picture.kind === 'points') return scatterPlot(label, picture.values);
  const scale = Math.max(1, Math.round(260 / picture.width));
  return markup`<img
    class="pixels"
    alt="${label}"
    width="${picture.width * scale}"
    height="${picture.height * scale}"
    src="data:image/png;base64,${picture.base64}"
  />`;
};

const figuresOf = (
  { results }: Material,
  pictures: ReadonlyMap<string, Picture>,
  label: (arm: string) => string,
): readonly Markup[] =>
  results.arms.flatMap(({ name }, arm) => {
    const picture = pictures.get(name);
    if (picture === undefined) return [];
    return [
      markup`<figure data-arm="${arm}">
        <figcaption>${swatch(arm)} ${name}</figcaption>
        ${drawn(picture, label(name))}
      </figure>`,
    ];
  });

/** Real images as the generator redraws them from what the discriminator sees. */
export const redrawnSection = (material: Material): Markup | null => {
  if (material.redrawn.size === 0) return null;
  return markup`<section id="redrawn" aria-labelledby="redrawn-title">
    <h2 id="redrawn-title">Reconstructions</h2>
    <p>
      Above, real images; below, what the generator of seed ${material.samples.seed} redraws from what its discriminator
      sees of them. The same images in every arm that learns to.
    </p>
    <div class="panels">
      ${figuresOf(material, material.redrawn, (arm) => `Real images and their redrawings by ${arm}`)}
    </div>
  </section>`;
};

/** The same latents through the averaged generator of every arm. */
export const samplesSection = (material: Material): Markup | null => {
  const { samples } = material;
  if (samples.pictures.size === 0) return null;
  return markup`<section id="samples" aria-labelledby="samples-title">
    <h2 id="samples-title">Samples from the same latents</h2>
    <p>
      The averaged generators of seed ${samples.seed} after the last step; the ${samples.count} latents are the same in
      every arm, in the same places.
    </p>
    <div class="panels">${figuresOf(material, samples.pictures, (arm) => `${samples.count} samples of ${arm}`)}</div>
  </section>`;
};

/** What each arm's discriminator thought of real and of generated images. */
export const realnessSection = ({ results, realness }: Material): Markup | null => {
  const all = [...realness.values()].filter(({ real }) => real.length > 0);
  if (all.length === 0) return null;
  const range = scoreRange(all);
  const figures = results.arms.flatMap(({ name }, arm) => {
    const scores = realness.get(name);
    if (scores === undefined || scores.real.length === 0) return [];
    return [
      markup`<figure data-arm="${arm}">
        <figcaption>${swatch(arm)} ${name}</figcaption>
        ${realnessPlot(`Mean logits of ${name} on real and on generated images`, scores, range)}
      </figure>`,
    ];
  });
  return markup`<section id="realness" aria-labelledby="realness-title">
    <h2 id="realness-title">Realness scores</h2>
    <p>
      Mean logit of the discriminator on <span class="key real">real images (solid)</span> and on
      <span class="key fake">generated images (dashed)</span>, over all seeds. The closer the two, the harder the
      discriminator finds its task.
    </p>
    <div class="panels">${figures}</div>
  </section>`;
};
