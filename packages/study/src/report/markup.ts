/** Text that is markup already. Made by {@link markup}, or around a constant of ours; never around what a person wrote. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Child = Markup | string | number | null | undefined | false | readonly Child[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/gu, (character) => entities[character] ?? character);

const written = (child: Child): string => {
  if (child === null || child === undefined || child === false) return '';
  if (child instanceof Markup) return child.text;
  if (typeof child === 'string') return escaped(child);
  if (typeof child === 'number') return String(child);
  return child.map(written).join('');
};

/** Line breaks of the source are layout of the source. What is put in keeps its own. */
const joined = (part: string): string => part.replaceAll(/\s*\n\s*/gu, ' ');

/** HTML or SVG; whatever is put into it is escaped, unless it was made by this function too. */
export const markup = (parts: TemplateStringsArray, ...children: readonly Child[]): Markup =>
  new Markup(parts.map((part, index) => joined(part) + written(children[index])).join(''));

/** A coordinate in tenths of a pixel. */
export const px = (value: number): number => Math.round(value * 10) / 10;
