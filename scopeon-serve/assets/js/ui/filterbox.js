// The box in which sessions are filtered, with completion.

import { h, whole } from '../dom.js';
import { complete } from '../filter.js';

/** The box stays as it is while somebody types; what it asks is always of the last state. */
const latest = {};

/** Makes the box; `apply(text)` is called when the text is settled, `values(key)` tells what a key may be. */
export function filterbox({ text, values, apply, wrong }) {
  Object.assign(latest, { values, apply });
  let options = [];
  let start = 0;
  let at = -1;
  let later = null;
  const list = h('ul', { class: 'completions', role: 'listbox', id: 'completions', 'aria-label': 'Completions', hidden: true });
  const input = h('input', {
    id: 'filter', type: 'text', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'completions', 'aria-autocomplete': 'list', 'aria-label': 'Filter sessions',
    placeholder: 'Filter: agent:codex  project:shop  cost>1  any words', autocomplete: 'off', spellcheck: 'false', value: text,
  });
  const close = () => { list.hidden = true; at = -1; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); };
  const draw = () => {
    list.replaceChildren(...options.map((one, place) => h('li', { role: 'option', id: `completion-${place}`, 'aria-selected': place === at,
      onpointerdown: (event) => { event.preventDefault(); take(place); } }, h('code', {}, one.text.trim()), h('span', {}, one.about))));
    list.hidden = options.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    if (at >= 0) input.setAttribute('aria-activedescendant', `completion-${at}`); else input.removeAttribute('aria-activedescendant');
  };
  const look = () => {
    const found = complete(input.value, input.selectionStart ?? input.value.length, latest.values);
    ({ options, start } = found);
    at = -1;
    draw();
  };
  const settle = (wait) => { clearTimeout(later); later = setTimeout(() => latest.apply(input.value.trim()), wait); };
  const take = (place) => {
    const cursor = input.selectionStart ?? input.value.length;
    input.value = input.value.slice(0, start) + options[place].text + input.value.slice(cursor).replace(/^\s+/, '');
    const end = start + options[place].text.length;
    input.setSelectionRange(end, end);
    look();
    settle(0);
  };
  input.addEventListener('input', () => { look(); settle(250); });
  input.addEventListener('focus', look);
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !list.hidden) { event.preventDefault(); at = (at + step + options.length) % options.length; draw(); }
    else if ((event.key === 'Enter' || event.key === 'Tab') && at >= 0) { event.preventDefault(); take(at); }
    else if (event.key === 'Enter') { close(); settle(0); }
    else if (event.key === 'Escape') { if (!list.hidden) { event.stopPropagation(); close(); } else input.blur(); }
  });
  return h('div', { class: 'filterbox' }, whole(['filterbox', text], h('div', { class: 'filter-in', id: 'filter-in', 'data-hold': true }, input, list)),
    wrong.length ? h('p', { class: 'wrong', role: 'alert' }, wrong.join('; ')) : null);
}
