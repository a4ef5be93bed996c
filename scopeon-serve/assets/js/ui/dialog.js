// Windows over the page: the command palette and the help.

import { h } from '../dom.js';
import { matches } from '../match.js';
import { options } from './options.js';

/** Opens a window; it closes with Escape, and focus goes back where it was. */
export function open(className, label, ...content) {
  document.querySelector('dialog[open]')?.close();
  const dialog = h('dialog', { class: className, 'aria-label': label }, ...content);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Opens the palette; `commands` are `{name, hint, run}`. */
export function palette(commands) {
  const input = h('input', { type: 'text', placeholder: 'Go to, show, filter…', 'aria-label': 'Search for a command' });
  const none = h('p', { class: 'quiet none', hidden: true }, 'Nothing is called so.');
  const { list, show } = options({ id: 'found', label: 'Commands', input, draw: ({ name, hint }) => [h('span', name), hint ? h('kbd', hint) : null],
    take: (command) => { dialog.close(); command.run(); } });
  const look = () => {
    const found = matches(commands, input.value, (command) => command.name).slice(0, 12);
    show(found, found.length ? 0 : -1);
    none.hidden = found.length > 0;
  };
  input.addEventListener('input', look);
  const dialog = open('palette', 'Commands', input, list, none);
  look();
  input.focus();
}

/** Opens the help, which stands in the page. */
export function help() {
  const dialog = open('help', 'Help', document.getElementById('help').content.cloneNode(true));
  dialog.querySelector('button').addEventListener('click', () => dialog.close());
}
