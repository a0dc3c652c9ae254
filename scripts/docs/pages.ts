import adaptivemix from '@ganreg/plugin-adaptivemix';
import advas from '@ganreg/plugin-advas';
import * as classics from '@ganreg/plugin-classics';
import ggdr from '@ganreg/plugin-ggdr';
import glead from '@ganreg/plugin-glead';
import { apiPage } from './api-page.ts';
import { hooksPage } from './hooks-page.ts';
import { optionsPage } from './options-page.ts';

/** Every generated page: its path in the repository and its text. */
export const pages = async (): Promise<Readonly<Record<string, string>>> => ({
  'docs/reference/hooks.md': await hooksPage(),
  'docs/reference/numerics.md': await apiPage(),
  'docs/reference/options.md': optionsPage([glead, ggdr, adaptivemix, advas, ...Object.values(classics)]),
});
