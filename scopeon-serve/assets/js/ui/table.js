// Tables: sorted by their heads, rows that lead on, and the same rows as CSV.

import { button, h, quiet, whole } from '../dom.js';
import { day } from '../format.js';
import { later } from '../jobs.js';
import * as state from '../state.js';

const MOST = 200;
/** As many rows are made in one piece. */
const PART = 20;

/** Makes a table. `open(row)` leads on from a row. How it is sorted stands in the address. */
export function table({ id, label, columns, rows, open }) {
  const [by, order] = sortOf(id);
  const column = columns.find((one) => one.key === by);
  const sorted = column ? [...rows].sort((a, b) => compare(column.value(a), column.value(b), order)) : rows;
  const shown = sorted.slice(0, MOST);
  const node = h('div', { class: 'table-box', id: `table-${id}`, 'data-hold': true, tabindex: 0, role: 'region', 'aria-label': label },
    h('table',
      h('caption', { class: 'sr' }, label),
      h('thead', h('tr', columns.map((one) => head(id, one, by, order)))),
      fill(h('tbody'), shown, columns, open)),
    rows.length ? null : quiet('No rows.'),
    shown.length < rows.length ? quiet(`The first ${MOST} of ${rows.length}; the CSV has all.`) : null);
  // How times are written depends on which day it is.
  return whole([id, by, order, day(new Date()), columns.map((one) => one.label), shown.map((row) => columns.map((one) => one.value(row)))], node);
}

/** Makes rows, some at a time. */
function fill(body, rows, columns, open) {
  body.append(...rows.slice(0, PART).map((row) => line(row, columns, open)));
  if (rows.length > PART) later(body, () => fill(body, rows.slice(PART), columns, open));
  return body;
}

function sortOf(id) {
  const [of, by, order] = (state.read().query.get('sort') ?? '').split(':');
  return of === id ? [by, order] : [null, null];
}

function compare(a, b, order) {
  // What is not known comes last, whatever the order.
  const empty = (value) => value === null || value === undefined || value === '';
  if (empty(a) || empty(b)) return Number(empty(a)) - Number(empty(b));
  const less = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true });
  return order === 'up' ? less : -less;
}

function head(id, column, by, order) {
  const isBy = column.key === by;
  const next = isBy && order === 'down' ? 'up' : isBy ? null : column.number ? 'down' : 'up';
  return h('th', { scope: 'col', class: classOf(column), 'aria-sort': isBy ? (order === 'up' ? 'ascending' : 'descending') : 'none' },
    button({ onclick: () => state.set({ sort: next && `${id}:${column.key}:${next}` }, { replace: true }) },
      column.number ? sign(isBy, order) : null, column.label, column.number ? null : sign(isBy, order)));
}

const classOf = (column) => `${column.number ? 'number' : ''}${column.minor ? ' minor' : ''}`;

const sign = (isBy, order) => (isBy ? h('span', { class: 'sort', 'aria-hidden': true }, order === 'up' ? '▲' : '▼') : null);

function line(row, columns, open) {
  const cells = columns.map((column, at) => {
    const text = column.show ? column.show(row) : column.value(row);
    const content = at === 0 && open ? button({ class: 'link', onclick: () => open(row) }, text) : text ?? '–';
    return h(at === 0 ? 'th' : 'td', { class: classOf(column), ...(at === 0 ? { scope: 'row' } : {}), title: column.title?.(row) }, content);
  });
  return h('tr', { class: open ? 'opens' : '', onclick: open && ((event) => { if (!event.target.closest('button,a')) open(row); }) }, cells);
}
