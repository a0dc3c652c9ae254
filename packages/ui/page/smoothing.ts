import { markup } from '@ganreg/study/drawing';
import { element, part } from './element.ts';

/** How much of a smoothed value comes from the one before: a slider. */
export const smoothingControl = (
  changed: () => void,
): { readonly element: HTMLElement; readonly value: () => number } => {
  const control = element(
    markup`<label>Smoothing <input type="range" min="0" max="0.98" step="0.02" value="0.6" /><output>0.6</output></label>`,
  );
  const input = part<HTMLInputElement>(control, 'input');
  input.addEventListener('input', () => {
    part(control, 'output').textContent = input.value;
    changed();
  });
  return { element: control, value: () => Number(input.value) };
};
