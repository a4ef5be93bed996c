// Windows over the page: the command palette and the help.

import { button, h } from '../dom.js';
import { matches } from '../match.js';

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
  let found = commands;
  let at = 0;
  const list = h('ul', { class: 'found', role: 'listbox', id: 'found', 'aria-label': 'Commands' });
  const input = h('input', {
    type: 'text', placeholder: 'Go to, show, filter…', 'aria-label': 'Search for a command', role: 'combobox', 'aria-expanded': true,
    'aria-controls': 'found', autocomplete: 'off', spellcheck: 'false',
  });
  const draw = () => {
    list.replaceChildren(...found.slice(0, 12).map((command, place) => h('li', {
      role: 'option', id: `found-${place}`, 'aria-selected': place === at, onclick: () => run(command),
    }, h('span', {}, command.name), command.hint ? h('kbd', {}, command.hint) : null)),
    ...(found.length ? [] : [h('li', { class: 'quiet' }, 'Nothing is called so.')]));
    input.setAttribute('aria-activedescendant', found.length ? `found-${at}` : '');
  };
  const run = (command) => {
    dialog.close();
    command.run();
  };
  input.addEventListener('input', () => {
    found = matches(commands, input.value, (command) => command.name);
    at = 0;
    draw();
  });
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      at = (at + step + Math.min(found.length, 12)) % Math.max(1, Math.min(found.length, 12));
      draw();
    } else if (event.key === 'Enter' && found[at]) {
      event.preventDefault();
      run(found[at]);
    }
  });
  const dialog = open('palette', 'Commands', input, list);
  draw();
  input.focus();
}

/** Opens the help, which stands in the page. */
export function help() {
  const dialog = open('help', 'Help', document.getElementById('help').content.cloneNode(true));
  dialog.querySelector('button').addEventListener('click', () => dialog.close());
}
