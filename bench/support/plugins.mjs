// The plugins that come with ganreg, by name.
import adaptivemix from '@ganreg/plugin-adaptivemix';
import advas from '@ganreg/plugin-advas';
import * as classics from '@ganreg/plugin-classics';
import ggdr from '@ganreg/plugin-ggdr';
import glead from '@ganreg/plugin-glead';

export const builtInPlugins = Object.fromEntries(
  [adaptivemix, advas, ggdr, glead, ...Object.values(classics)].map((plugin) => [plugin.name, plugin]),
);
