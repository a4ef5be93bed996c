// Columns that several tables share.

import { h } from './dom.js';
import { amount, bytes, cost, count, duration, isPartial, percent, prompt, short, tokens } from './format.js';
import { share } from './charts/small.js';

/** A cost whose mark hangs beside the column, so that digits stand below digits. */
export function costCell(row) {
  const text = cost(row);
  return text.endsWith('*') ? [text.slice(0, -1), h('span', { class: 'hang' }, '*')] : text;
}

/** A share as a bar and a number. */
export const shareCell = (ratio, text = percent(ratio)) => [share(ratio), h('span', { class: 'at' }, text)];

/** The figures of a row: calls, tokens, cost, and its share of the whole. */
export function figures(total) {
  const all = amount(total?.cost_usd);
  return [
    { key: 'calls', label: 'Calls', number: true, value: (row) => row.calls, show: (row) => count(row.calls) },
    { key: 'tokens', label: 'Tokens', number: true, value: (row) => tokens(row.usage), show: (row) => short(tokens(row.usage)), title: (row) => count(tokens(row.usage)) },
    { key: 'cached', label: 'From cache', number: true, name: 'cache_read_ratio', value: (row) => hitRate(row.usage), show: (row) => percent(hitRate(row.usage)) },
    { key: 'unpriced', label: 'Unpriced', number: true, name: 'unpriced_calls', value: (row) => row.unpriced_calls, show: (row) => (isPartial(row) ? count(row.unpriced_calls) : '') },
    { key: 'cost', label: 'Cost', number: true, name: 'cost_usd', value: (row) => amount(row.cost_usd), show: costCell },
    ...(all ? [{ key: 'share', label: 'Share', number: true, name: 'cost_ratio', value: (row) => (amount(row.cost_usd) ?? 0) / all,
      show: (row) => shareCell((amount(row.cost_usd) ?? 0) / all) }] : []),
  ];
}

/** The share of prompts that was read from a cache. */
export function hitRate(usage) {
  const all = prompt(usage);
  return all ? usage.cache_read / all : null;
}

/** Uses of tools. */
export const uses = (most) => [
  { key: 'uses', label: 'Uses', number: true, value: (row) => row.uses, show: (row) => shareCell(row.uses / most, count(row.uses)) },
  { key: 'failures', label: 'Failed', number: true, value: (row) => row.failures, show: (row) => (row.failures ? count(row.failures) : '') },
  { key: 'size', label: 'Size', number: true, name: 'bytes', value: (row) => row.input_bytes + row.output_bytes, show: (row) => bytes(row.input_bytes + row.output_bytes) },
  { key: 'time', label: 'Time', number: true, name: 'duration_ms', value: (row) => row.duration_ms, show: (row) => (row.duration_ms ? duration(row.duration_ms) : '') },
];
