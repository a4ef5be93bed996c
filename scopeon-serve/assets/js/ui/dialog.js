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

const KEYS = [
  ['1 … 7', 'go to a view'], ['Ctrl K', 'command palette'], ['/', 'filter sessions'], ['t', 'choose the time'],
  ['d', 'light or dark'], ['?', 'this help'], ['Esc', 'close what is open'], ['← →', 'move along a chart, or in a list with ↑ ↓'],
  ['Shift ← →', 'select a span in a chart; Enter zooms to it'],
];
const MARKS = [
  ['≥', 'a lower bound: of some calls the logs hold less than all'], ['*', 'without calls whose cost is not known'], ['~', 'an estimate'],
  ['–', 'not known, which is not zero'], ['hatched', 'calls that no price is known for'], ['dashed', 'today is not over: its likely end'],
];

/** Opens the help. */
export function help() {
  const list = (rows) => h('dl', {}, rows.map(([key, text]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, text)]));
  const dialog = open('help', 'Help',
    h('header', {}, h('h2', {}, 'Keys and marks'), button({ class: 'small', onclick: () => dialog.close() }, 'Close')),
    h('h3', {}, 'Keys'), list(KEYS), h('h3', {}, 'Marks'), list(MARKS),
    h('p', { class: 'quiet' }, 'Drag over bars to zoom in. Click an entry of a legend to see it alone.'));
}
