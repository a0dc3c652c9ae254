/** Sorts tables, filters arms and metrics. Without it everything is shown, in the order of the configuration. */
export const script = `'use strict';
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const tell = (text) => { document.getElementById('told').textContent = text; };
const compare = (one, other) => {
  if (one === '' || other === '') return (one === '') - (other === '');
  const [a, b] = [Number(one), Number(other)];
  return Number.isNaN(a) || Number.isNaN(b) ? one.localeCompare(other) : a - b;
};
for (const table of all('table.sortable')) {
  const heads = all('thead th', table);
  heads.forEach((head, column) => head.querySelector('button').addEventListener('click', () => {
    const direction = head.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
    for (const each of heads) each.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', direction);
    const body = table.tBodies[0];
    const value = (row) => row.cells[column].dataset.value;
    const rows = [...body.rows].sort((one, other) => {
      const [a, b] = [value(one), value(other)];
      const order = compare(a, b);
      return direction === 'ascending' || a === '' || b === '' ? order : -order;
    });
    body.append(...rows);
    tell('Sorted by ' + head.textContent + ', ' + direction);
  }));
}
const controls = document.getElementById('controls');
controls.hidden = false;
controls.addEventListener('submit', (event) => event.preventDefault());
const boxes = all('input[data-filter]');
const filter = () => {
  const hidden = new Set(boxes.filter((box) => !box.checked).map((box) => box.dataset.filter));
  for (const element of all('[data-arm]')) element.classList.toggle('off', hidden.has(element.dataset.arm));
  tell(boxes.length - hidden.size + ' of ' + boxes.length + ' arms shown');
};
for (const box of boxes) box.addEventListener('change', filter);
for (const [id, checked] of [['every-arm', true], ['no-arm', false]])
  document.getElementById(id).addEventListener('click', () => {
    for (const box of boxes) box.checked = checked;
    filter();
  });
const metric = document.getElementById('metric');
metric.addEventListener('change', () => {
  for (const section of all('section.metric'))
    section.classList.toggle('off', metric.value !== '' && section.id !== metric.value);
});
const load = document.getElementById('load-generators');
if (load !== null)
  load.addEventListener('click', () => {
    load.disabled = true;
    const sampler = document.createElement('script');
    sampler.src = load.dataset.script;
    sampler.addEventListener('error', () => {
      document.querySelector('#generators [role=status]').textContent = sampler.src + ' is not beside this page';
    });
    document.head.append(sampler);
  });
`;
