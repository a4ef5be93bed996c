// The time that is looked at: presets, two dates, and a step back and forward.

import { button, h } from '../dom.js';
import { addDays, isDay, shortDay } from '../format.js';
import * as state from '../state.js';

export const PRESETS = [
  ['today', 'Today'], ['7d', '7 days'], ['30d', '30 days'], ['90d', '90 days'], ['this-month', 'This month'],
  ['last-month', 'Last month'], ['365d', 'A year'], ['all', 'All'],
];
const USUAL = '30d';

/** Returns the parameters of a question for the time in the address. */
export function time(query) {
  const since = query.get('since') ?? USUAL;
  const until = query.get('until');
  return since === 'all' ? { all: 'true' } : { since, until };
}

/** The same for reports, which cover all of history unless told. */
export function since(query) {
  const { all, ...rest } = time(query);
  return all ? {} : rest;
}

export function named(query) {
  const from = query.get('since') ?? USUAL;
  const until = query.get('until');
  if (!until) {
    const preset = PRESETS.find(([value]) => value === from)?.[1].toLowerCase();
    if (preset) return /^(\d|a)/.test(preset) ? `in ${preset}` : preset;
    return `since ${shortDay(from)}`;
  }
  return from === until ? `on ${shortDay(from)}` : `${shortDay(from)} to ${shortDay(until)}`;
}

/** The days of the period before one of known length; nothing where all of history is meant. */
export function before(first, last) {
  const length = Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1;
  return { since: addDays(first, -length), until: addDays(first, -1), length };
}

/** Makes the chooser of the time. What it unfolds is made when it is unfolded: boxes for dates take long to be made. */
export function picker(query) {
  const until = query.get('until');
  const preset = until ? null : PRESETS.find(([value]) => value === (query.get('since') ?? USUAL));
  const text = preset ? preset[1] : named(query).replace(/^(in|on) /, '');
  const isOpen = document.getElementById('range')?.open;
  return h('details', { class: 'range', id: 'range', open: isOpen, ontoggle: ({ target }) => target.open && unfold(target) },
    h('summary', { 'aria-label': `Time: ${text}`, title: 'Time (t)' }, h('span', text)), isOpen ? choices(query) : null);
}

/** Unfolds the chooser, or folds it. */
export function toggleRange() {
  const box = document.getElementById('range');
  if (!box) return;
  box.open = !box.open;
  if (box.open) unfold(box).querySelector('.presets button').focus();
}

function unfold(box) {
  if (!box.querySelector('.pop')) box.append(choices(state.read().query));
  return box;
}

function choices(query) {
  const from = query.get('since') ?? USUAL;
  const until = query.get('until');
  const shift = (by) => {
    if (!isDay(from) || !isDay(until)) return;
    const { length } = before(from, until);
    state.set({ since: addDays(from, by * length), until: addDays(until, by * length) });
  };
  const first = h('input', { type: 'date', name: 'since', 'aria-label': 'First day', value: isDay(from) ? from : '' });
  const last = h('input', { type: 'date', name: 'until', 'aria-label': 'Last day', value: until && isDay(until) ? until : '' });
  return h('div', { class: 'pop' },
    h('div', { class: 'presets' }, PRESETS.map(([value, name]) => button({ 'aria-pressed': !until && value === from,
      onclick: () => { close(); state.set({ since: value === USUAL ? null : value, until: null }); },
    }, name))),
    h('form', { class: 'dates', onsubmit: (event) => {
      event.preventDefault();
      const [a, b] = [...event.target.querySelectorAll('input')].map((input) => input.value);
      if (!a && !b) return;
      close();
      state.set({ since: a || 'all', until: b || null });
    } }, h('label', 'From', first), h('label', 'to', last), h('button', { type: 'submit' }, 'Show')),
    until ? h('div', { class: 'steps' },
      button({ onclick: () => shift(-1) }, '← Before'), button({ onclick: () => shift(1) }, 'After →')) : null);
}

function close() {
  document.getElementById('range').open = false;
}

/** Filters in the address, each with a way out. */
export function chips(query) {
  const chips = ['project', 'model', 'agent', 'branch'].flatMap((name) => query.getAll(name).map((value) => button({ class: 'chip', 'aria-label': `Remove the filter ${name} ${value}`,
    onclick: () => state.set({ [name]: query.getAll(name).filter((one) => one !== value) }),
  }, h('span', `${name}: `), value, h('span', { 'aria-hidden': true }, ' ✕'))));
  return chips.length ? h('div', { class: 'chips' }, chips) : null;
}

export const filters = (query) => Object.fromEntries(['project', 'model', 'agent', 'branch'].map((name) => [name, query.getAll(name)]));
