// What could be wrong with GLeaD and GGDR without any shape being wrong. Each change must make the named test fail.
const core = 'packages/core/src';
const ggdr = 'packages/plugin-ggdr/src/index.ts';

/** `replace` is a list of [file, text that occurs once, text instead]. */
export const mutations = [
  {
    name: 'heads detached from the encoder',
    replace: [
      [
        `${core}/models/heads/unet-decoder.ts`,
        'const skip = features.at(from);',
        'const skip = ops.stopGradient(features.at(from));',
      ],
    ],
    test: ['test/plugins/glead/gradients.test.ts', 'reaches heads, decoder and the whole encoder'],
  },
  {
    name: 'redrawn by the averaged generator',
    replace: [
      [
        `${core}/training/trainer.ts`,
        'generator: forwards.generator(bind(generatorNetwork)),',
        `generator: {
        ...forwards.generator(bind(generatorNetwork)),
        resume: forwards.generator(bind(this.#average ?? generatorNetwork)).resume,
      },`,
      ],
    ],
    test: ['test/plugins/glead/phases.test.ts', 'is the live one'],
  },
  {
    name: 'generator updated by the reconstruction loss',
    replace: [
      [
        `${core}/training/discriminator-half.ts`,
        'differentiate(trainable.discriminator, () => {',
        'differentiate(new Map([...trainable.discriminator, ...trainable.generator]), () => {',
      ],
      [
        `${core}/training/discriminator-half.ts`,
        `optimizers.discriminator.apply(
      trainable.discriminator,`,
        `optimizers.discriminator.apply(
      new Map([...trainable.discriminator, ...trainable.generator]),`,
      ],
    ],
    test: ['test/plugins/glead/gradients.test.ts', 'changes no bit of the generator'],
  },
  {
    name: 'style tiled one slot short',
    replace: [
      [
        `${core}/models/families/stylegan2/synthesis.ts`,
        'perLayer(style, stylesAfter(resolution, side))',
        'perLayer(style, stylesAfter(resolution, side) - 1)',
      ],
    ],
    test: ['test/plugins/glead/reentry.test.ts', 'uses one style for every remaining layer'],
  },
  {
    name: 'generator features before activation',
    replace: [
      [
        `${core}/models/families/stylegan2/synthesis.ts`,
        'features.set(side, state.features);',
        'features.set(side, tf.div(tf.minimum(state.features, tf.mul(state.features, 5)), Math.SQRT2));',
      ],
    ],
    test: ['test/core/models/stylegan2-behaviour.test.ts', 'are block outputs after activation'],
  },
  {
    name: 'cosine distance summed, not averaged',
    replace: [
      ['packages/numerics/src/ops/cosine-distance.ts', 'tf.sub(1, tf.mean(cosine))', 'tf.sum(tf.sub(1, cosine))'],
    ],
    test: ['test/plugins/ggdr/distance.test.ts', 'is a mean over batch and places'],
  },
  {
    name: 'augmented image against features left as they were',
    replace: [
      [
        `${core}/training/granted.ts`,
        'at: (resolution) => geometry(granted.at(resolution))',
        'at: (resolution) => granted.at(resolution)',
      ],
    ],
    test: ['test/plugins/ggdr/distance.test.ts', 'predicts features moved as the images were'],
  },
  {
    name: 'GGDR on reals instead of fakes',
    replace: [
      [ggdr, "on: 'fake', weight: 10", "on: 'both', weight: 10"],
      [ggdr, "(head, 'fake')", "(head, 'real')"],
    ],
    test: ['test/plugins/ggdr/distance.test.ts', 'predicts features moved as the images were'],
  },
  {
    name: 'GGDR on reals beside fakes',
    replace: [
      [ggdr, "on: 'fake', weight: 10", "on: 'both', weight: 10"],
      [ggdr, 'const predicted =', "step.head(head, 'real');\n          const predicted ="],
    ],
    test: ['test/plugins/glead/phases.test.ts', 'neither looks at the other kind of image'],
  },
];
