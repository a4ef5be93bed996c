// A card: a heading, a picture, and behind it the table and the CSV of the same rows.

import { csv, download } from '../csv.js';
import { button, h, lazy, quiet } from '../dom.js';
import { plural } from '../format.js';
import * as state from '../state.js';
import { table } from './table.js';

/** What every picture depends on besides its answer: colours, the zone, and what time it is. */
let world = 0;
export const turn = () => { world += 1; };

/**
 * Makes a card. `data()` is `{columns, rows}` of the table behind the picture, `body()` the picture; both are asked for in a slice
 * of work, and only when what the card is made `of` or the address has changed.
 */
export function card({ id, title, says, body, of, height, data, actions, className = '', table: always }) {
  const asTable = state.read().query.getAll('table').includes(id);
  const toggle = () => {
    const now = state.read().query.getAll('table').filter((one) => one !== id);
    state.set({ table: asTable ? now : [...now, id] }, { replace: true });
  };
  const tabled = data && (always || asTable);
  return h('section', { class: `card ${className}`, 'aria-labelledby': `card-${id}` },
    h('header', { class: 'card-head' },
      h('h2', { id: `card-${id}` }, title),
      h('div', { class: 'card-actions' }, actions,
        data && !always ? button({ class: 'small', 'aria-pressed': asTable, onclick: toggle, title: 'The rows behind the picture' }, 'Table') : null,
        data ? button({ class: 'small', title: 'Download these rows as CSV', 'aria-label': `CSV of ${title}`, onclick: () => save(id, data()) }, 'CSV') : null)),
    says ? h('p', { class: 'says' }, says) : null,
    lazy(h('div', { class: 'card-body', vars: { height: `${height ?? 80}px` } }), [...of, location.hash, world], () => (tabled ? table({ id, label: title, ...data() }) : body())));
}

const save = (id, { columns, rows }) => download(`scopeon-${id}.csv`, csv(columns, rows));

/** What stands where an answer is not there: not yet, not for this caller, not at all. */
export function missing(part, { height = 160, what = 'This' } = {}) {
  if (part?.data) return null;
  if (!part || part.waiting) {
    return h('div', { class: 'skeleton', 'aria-hidden': true, vars: { height: `${height}px` } });
  }
  const { problem } = part;
  if (problem.status === 403 && problem.tier !== undefined) {
    return h('div', { class: 'not-told' }, h('b', 'Not at this tier'),
      h('p', `${what} is told from tier ${problem.tier} on. Start the server with `, h('code', `scopeon serve ${problem.option ?? `--tier ${problem.tier}`}`), '.'));
  }
  return h('div', { class: 'not-told bad-news' }, h('b', problem.status ? `No answer (${problem.status})` : 'The server does not answer'),
    h('p', problem.detail ?? 'It is asked again in a moment.'), (problem.hints ?? []).map((hint) => quiet(hint)));
}

/** Shows a part when it is there, and else what is the matter. */
export const when = (part, show, options) => (part?.data ? show(part.data) : missing(part, options));

/** A card of one part: `show` draws it, `rows` makes the table behind it where there are `some`; `of` is what else they read. */
export const panel = (part, { show, rows, some = () => true, height, what, of = [], ...more }) =>
  card({ body: () => (show ? when(part, show, { height, what }) : missing(part, { height, what })), data: part?.data && rows && some(part.data) ? () => rows(part.data) : null,
    of: [part?.data, part?.problem, ...of], height, ...more });

/** How cards lie: in a grid of twelve columns, and below each other in one of them. */
export const grid = (...cards) => h('div', { class: 'grid' }, cards);
export const stack = (wide, ...cards) => h('div', { class: `stack ${wide}` }, cards);

/** What a view says first, or that it waits, or cannot. */
export const lead = (part, text, draw) => (part?.data ? draw(part.data) : answer(part?.problem ? '–' : '…', text));

/** A sentence in place of an empty picture. */
export const empty = (text, ...more) => h('div', { class: 'empty' }, h('p', text), ...more);

/** The first line of a view: its answer in one number and words, and what else is to be said. */
export const answer = (figure, text, ...more) =>
  h('div', { class: 'answer' }, h('h1', h('span', { class: 'figure' }, figure), text,
    more.flat().filter(Boolean).map((one) => [h('i', { class: 'sep' }, ' · '), one])));

/** What the marks in this view mean, once, where they occur. */
export function legendOfMarks(row, { hatched, estimated, previous, likely } = {}) {
  const [partial, floor] = row ? [row.unpriced_calls, row.floor_calls + row.unfinished_calls] : [];
  const marks = [
    partial && ['*', `without ${plural(partial, 'call')} whose cost is not known`],
    floor && ['≥', 'a lower bound'],
    estimated && ['~', 'an estimate'],
    hatched && [h('i', { class: 'key hatch' }), 'no price known for some calls'],
    previous && [h('i', { class: 'key outline' }), 'the period before'],
    likely && [h('i', { class: 'key dashed' }), 'likely in the end'],
  ].filter(Boolean);
  return marks.length ? h('ul', { class: 'marks' }, marks.map(([mark, text]) => h('li', h('span', { class: 'mark' }, mark), text))) : null;
}

export const stat = (label, value, note, title) =>
  h('div', { class: 'stat', title }, h('dt', label), h('dd', value, note ? h('small', note) : null));

/** A chooser of one among a few words, kept in the address. */
export function choose(name, options, current, label) {
  return h('div', { class: 'choose', role: 'group', 'aria-label': label }, options.map(([value, text]) =>
    button({ 'aria-pressed': value === current, onclick: () => state.set({ only: name === 'by' ? null : state.read().query.get('only'), [name]: value === options[0][0] ? null : value }, { replace: true }) }, text)));
}

/** A legend whose entries isolate one series; isolated again, all are back. */
export function legend(entries, isolated) {
  return h('ul', { class: 'legend', 'aria-label': 'Series; choose one to see it alone' }, entries.map(({ key, mark, text, title }) => h('li',
    button({ 'aria-pressed': isolated === key, class: isolated && isolated !== key ? 'faded' : '', title,
      onclick: () => state.set({ only: isolated === key ? null : key }, { replace: true }) },
    h('i', { class: `dot ${mark}` }), key === '' ? 'other' : key, text ? h('b', text) : null))));
}
