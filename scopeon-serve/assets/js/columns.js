// Columns that several tables share.

import { h } from './dom.js';
import { amount, bytes, cost, count, dollars, duration, instant, isPartial, percent, prompt, short, tokens } from './format.js';
import { share } from './charts/small.js';

/** A cost whose mark hangs beside the column, so that digits stand below digits. */
export function costCell(row) {
  const text = cost(row);
  return text.endsWith('*') ? [text.slice(0, -1), h('span', { class: 'hang' }, '*')] : text;
}

export const shareCell = (ratio, text = percent(ratio)) => [share(ratio), h('span', { class: 'at' }, text)];

/** A column of words; what it reads is a path such as `usage.output`, or a function. */
export const col = (label, name, read = name, show = undefined, title = undefined) => ({ key: name, name, label, value: reader(read), show, title });

export const at = (label, name, now) => col(label, name, name, (row) => instant(row[name], now));

/** A column that a narrow screen has no room for; the CSV has it. */
const minor = (column) => ({ ...column, minor: true });

/** A column of numbers; `write` writes the value, or `show` the row. */
export function num(label, name, read = name, write = count, show = undefined) {
  const value = reader(read);
  return { key: name, name, label, number: true, value, show: show ?? ((row) => write(value(row))) };
}

export function usd(label, name, read = name) {
  const value = reader(read);
  return { ...num(label, name, (row) => amount(value(row)), (sum) => dollars(sum)) };
}

const reader = (read) => (typeof read === 'function' ? read : (row) => read.split('.').reduce((value, part) => value?.[part], row));

export const COST = num('Cost', 'cost_usd', (row) => amount(row.cost_usd), undefined, costCell);

/** Calls, and all tokens. */
export const CALLS = minor(num('Calls', 'calls'));
export const TOKENS = num('Tokens', 'tokens', (row) => tokens(row.usage), short);

/** The share of a row's prompts that came from a cache. */
export const CACHED = minor(num('From cache', 'hit_rate', (row) => hitRate(row.usage), percent));

/** The figures of a row: calls, tokens, cost, and its share of the whole. */
export function figures(total) {
  const all = amount(total?.cost_usd);
  return [
    CALLS, TOKENS,
    CACHED,
    minor(num('Unpriced', 'unpriced_calls', 'unpriced_calls', undefined, (row) => (isPartial(row) ? count(row.unpriced_calls) : ''))),
    COST,
    ...(all ? [num('Share', 'cost_ratio', (row) => (amount(row.cost_usd) ?? 0) / all, shareCell)] : []),
  ];
}

/** The share of prompts that was read from a cache. */
export function hitRate(usage) {
  const all = prompt(usage);
  return all ? usage.cache_read / all : null;
}

export const uses = (most) => [
  num('Uses', 'uses', 'uses', undefined, (row) => shareCell(row.uses / most, count(row.uses))),
  num('Failed', 'failures', 'failures', undefined, (row) => (row.failures ? count(row.failures) : '')),
  num('Size', 'bytes', (row) => row.input_bytes + row.output_bytes, bytes),
  num('Time', 'duration_ms', 'duration_ms', undefined, (row) => (row.duration_ms ? duration(row.duration_ms) : '')),
];
