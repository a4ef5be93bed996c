// Rows by time and name, made into at most six series and what is left over.

import { leading, slots } from './colours.js';
import { addDays, amount, cost, day, isPartial, lastPart } from './format.js';
import { longName, placeOf, places, tickName } from './grains.js';

/** Returns the series of an answer by time, the largest first; the rest is `''`. */
export function series(data, kind, measure, within = (row) => row.breakdown ?? []) {
  const totals = new Map();
  for (const row of data.rows) for (const part of within(row)) totals.set(part.key, (totals.get(part.key) ?? 0) + measure(part));
  const { names, others } = leading(totals);
  const mark = slots(names);
  const is = new Set(names);
  const all = names.filter((name) => totals.get(name) > 0).map((name) => ({ key: name, name: kind === 'project' ? lastPart(name) : name, mark: mark(name), total: totals.get(name), has: (one) => one === name }));
  const rest = [...totals].filter(([name]) => !is.has(name)).reduce((sum, [, value]) => sum + value, 0);
  if (others && rest > 0) all.push({ key: '', name: 'other', mark: 'co', total: rest, has: (one) => !is.has(one) });
  return all;
}

/** Makes the bars of a chart over time. */
series.columns = ({ data, shown, only, by, measure, isCost, prior, first, last, now, write, likely }) => {
  const rows = new Map(data.rows.map((row) => [placeOf(by, row.key), row]));
  const start = first ?? data.rows[0]?.key.slice(0, 10);
  const keys = places(by, start, last, data.rows);
  const old = prior && prior.rows.length ? new Map(prior.rows.map((row) => [placeOf(by, row.key), row])) : null;
  return keys.map((key, at) => {
    const row = rows.get(key);
    const parts = shown.map((one) => ({
      key: one.key, mark: one.mark, name: one.name, value: (row?.breakdown ?? []).filter((part) => one.has(part.key)).reduce((sum, part) => sum + measure(part), 0),
    }));
    const total = only === null ? (row ? measure(row) : 0) : parts.reduce((sum, part) => sum + part.value, 0);
    const past = old && series.past({ old, by, at, prior });
    return {
      key, name: longName(by, key), tick: tickName(by, key, at, keys.length), parts, total,
      text: only === null && isCost && row ? cost(row) : write(total),
      hatched: isCost && only === null && row ? isPartial(row) : false,
      before: past ? measure(past) : old ? 0 : null,
      likely: likely && key === now ? likely : undefined,
      foot: isCost && only === null && row && isPartial(row) ? `without ${row.unpriced_calls} calls whose cost is not known` : null,
    };
  });
};

series.past = ({ old, by, at, prior }) => old.get(by === 'daily' ? addDays(day(prior.since), at) : [...old.keys()][at]);

/** Adds up rows within rows by their name, the most expensive first. */
series.sums = (data) => {
  const sums = new Map();
  for (const row of data.rows) {
    for (const part of row.breakdown ?? []) {
      const sum = sums.get(part.key);
      if (!sum) { sums.set(part.key, { ...part, usage: { ...part.usage } }); continue; }
      for (const name of ['calls', 'unpriced_calls', 'floor_calls', 'unfinished_calls']) sum[name] += part[name];
      for (const name of Object.keys(sum.usage)) sum.usage[name] += part.usage[name];
      if (part.cost_usd !== null) sum.cost_usd = String((amount(sum.cost_usd) ?? 0) + amount(part.cost_usd));
    }
  }
  return [...sums.values()].sort((a, b) => (amount(b.cost_usd) ?? -1) - (amount(a.cost_usd) ?? -1));
};
