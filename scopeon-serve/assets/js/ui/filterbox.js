// The box in which sessions are filtered, with completion.

import { h, whole } from '../dom.js';
import { complete, isWhole } from '../filter.js';
import { options } from './options.js';

/** The box stays while somebody types; what it asks is of the last state. */
const latest = {};

/** Makes the box; `apply(text)` is called when the text is settled, `values(key)` tells what a key may be. */
export function filterbox({ text, values, apply, wrong }) {
  Object.assign(latest, { values, apply });
  let start = 0;
  let later = null;
  const input = h('input', { id: 'filter', type: 'text', 'aria-label': 'Filter sessions', placeholder: 'Filter: agent:codex  project:shop  cost>1  any words', value: text });
  const cursor = () => input.selectionStart ?? input.value.length;
  const settle = (wait) => { clearTimeout(later); later = setTimeout(() => latest.apply(input.value.trim()), wait); };
  const take = (one) => {
    const end = start + one.text.length;
    input.value = input.value.slice(0, start) + one.text + input.value.slice(cursor()).replace(/^\s+/, '');
    input.setSelectionRange(end, end);
    look();
    settle(0);
  };
  const { list, show } = options({ id: 'completions', label: 'Completions', input, take, draw: (one) => [h('code', one.text.trim()), h('span', one.about)] });
  const close = () => show([]);
  const look = () => {
    const found = complete(input.value, cursor(), latest.values);
    start = found.start;
    show(found.options);
  };
  // Half of a name is not asked for, nor what is half said.
  input.addEventListener('input', () => { look(); settle(isWhole(input.value) && (list.hidden || !/:\S*$/.test(input.value.slice(0, cursor()))) ? 250 : 1e9); });
  input.addEventListener('focus', look);
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') { close(); settle(0); }
    else if (event.key === 'Escape') { if (!list.hidden) { event.stopPropagation(); close(); } else input.blur(); }
  });
  return h('div', { class: 'filterbox' }, whole(['filterbox', text], h('div', { class: 'filter-in', id: 'filter-in', 'data-hold': true }, input, list)),
    wrong ? h('p', { class: 'wrong', role: 'alert' }, wrong) : null);
}
