// The options below a box that is typed into: one is chosen by keys or by the pointer.

import { h } from '../dom.js';

/** Makes the list for a box; `draw(option)` shows one, `take(option)` is called with the one that is chosen. */
export function options({ id, label, input, draw, take }) {
  let found = [];
  let at = -1;
  const list = h('ul', { class: id, role: 'listbox', id, 'aria-label': label });
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-controls': id, 'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false' })) input.setAttribute(name, value);
  const show = (next, place = -1) => {
    [found, at] = [next, place];
    list.replaceChildren(...found.map((option, one) => h('li', { role: 'option', id: `${id}-${one}`, 'aria-selected': one === at,
      onpointerdown: (event) => { event.preventDefault(); take(option); } }, draw(option))));
    list.hidden = found.length === 0;
    input.setAttribute('aria-expanded', !list.hidden);
    if (at >= 0) input.setAttribute('aria-activedescendant', `${id}-${at}`); else input.removeAttribute('aria-activedescendant');
  };
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) show(found, (at + step + found.length) % found.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && at >= 0) take(found[at]);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  show([]);
  return { list, show };
}
