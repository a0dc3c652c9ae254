import type { Markup } from '@ganreg/study/drawing';

/** What markup describes, as a part of the page. */
export const element = <Kind extends Element = HTMLElement>(content: Markup): Kind => {
  const template = document.createElement('template');
  template.innerHTML = content.text.trim();
  const first = template.content.firstElementChild;
  if (first === null) throw new RangeError('markup of nothing');
  return first as Kind;
};

/** Puts other content into an element, unless it is what is there already. */
export const fill = (target: Element, content: Markup): void => {
  if (written.get(target) === content.text) return;
  written.set(target, content.text);
  target.innerHTML = content.text;
};

const written = new WeakMap<Element, string>();

/** A part of an element that is known to be there. */
export const part = <Kind extends Element = HTMLElement>(within: ParentNode, selector: string): Kind => {
  const found = within.querySelector<Kind>(selector);
  if (found === null) throw new RangeError(`no ${selector}`);
  return found;
};

/** Says something to whoever does not see the page. */
export const tell = (text: string): void => {
  part(document, '#told').textContent = text;
};
