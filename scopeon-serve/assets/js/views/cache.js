// Cache: what caches saved, cost and lost.

import { grainFor, longName, placeOf, places, tickName } from '../grains.js';
import { amount, answer, bars, CACHED, CALLS, chips, choose, col, count, day, dollars, empty, filters, grid, h, hitRate, lead, marked, named, num, panel, percent, plural, prompt, question, share, shareCell, short, since, stack, stat, state, time } from '../kit.js';
import { KEYS, zooms } from './spend.js';

const COLD = { first: 'the first call of a session', expired: 'the pause before outlasted the cache', model_changed: 'the model changed', context_cut: 'the context shrank: a compaction or a rewind' };

export const cache = {
  name: 'cache', title: 'Cache', hasTime: true,

  needs({ query }, parts) {
    const only = filters(query);
    const isAll = query.get('since') === 'all';
    const by = grainFor(query, parts);
    return {
      cache: question('cache', { by: query.get('by') ?? 'model', ...time(query), ...only }),
      months: isAll && question('usage', { by: 'monthly', ...only }),
      usage: (!isAll || parts.months?.data) && question('usage', { by, ...since(query), ...only }),
    };
  },

  draw({ query }, parts) {
    const data = parts.cache?.data;
    const key = query.get('by') ?? 'model';
    if (data && data.total.prompt === 0) return { content: [answer('–', ' from cache'), chips(query), empty('No prompt of this time is known, so nothing can be said of caches.')] };
    const by = grainFor(query, parts);
    const money = (figure) => marked(figure, dollars);
    return { content: [
      lead(parts.cache, ' from cache', ({ total }) => answer(marked(total.hit_rate, (value) => percent(value)), ` of prompts came from a cache ${named(query)}`, h('span', `saved ${money(total.saved_usd)}`))),
      chips(query),
      grid(
        stack('w8', panel(parts.usage, { id: 'rate', title: 'From cache by time', show: (usage) => rates(usage, by), height: 220, rows: ratesTable }),
          panel(parts.cache, { id: 'by', title: 'Where', table: true, actions: choose('by', KEYS, key, 'What rows stand for'),
            rows: () => ({ columns: columns(KEYS.find(([value]) => value === key)[1]), rows: data.rows ?? [], open: (row) => state.set({ [key === 'provider' ? 'agent' : key]: row.key }) }) })),
        stack('w4', panel(parts.cache, { id: 'money', title: 'What caches did', height: 220, show: (d) => h('dl', { class: 'stats two' },
          stat('Saved', money(d.total.saved_usd), null, 'against paying every prompt in full'),
          stat('Writing cost', money(d.total.write_surcharge_usd), null, 'above the price of uncached input'),
          stat('Without caches', money(d.total.without_cache_usd)),
          stat('Written, never read', marked(d.unread, short), ` ${marked(d.unread_ratio, (v) => percent(v))}, ${money(d.unread_usd)}`),
          stat('An hour’s cache instead', hour(d.hour_cache_usd)),
          stat('Cache misses', marked(d.busts, count), ` prefix changed, ${money(d.busts_usd)}`)) }),
        panel(parts.cache, { id: 'cold', title: 'Calls that found nothing', show: cold,
          rows: (d) => ({ columns: [col('Why', 'why', 'why', (row) => COLD[row.why] ?? row.why), CALLS, num('Tokens', 'prompt', 'prompt', short)], rows: d.cold_starts }) }))),
    ] };
  },
};

function hour(figure) {
  const value = amount(figure?.value);
  if (value === null) return '–';
  return value >= 0 ? `could save ~${dollars(value)}` : `would cost ~${dollars(-value)} more`;
}

function rates(data, by) {
  const rows = new Map(data.rows.map((row) => [placeOf(by, row.key), row]));
  const keys = places(by, data.since ? day(data.since) : data.rows[0]?.key.slice(0, 10), data.until ? day(Date.parse(data.until) - 1) : day(data.now), data.rows);
  const columns = keys.map((key, at) => {
    const row = rows.get(key);
    const rate = row ? hitRate(row.usage) ?? 0 : 0;
    return { key, name: longName(by, key), tick: tickName(by, key, at, keys.length), parts: [{ mark: 'accent', name: 'From cache', value: rate }], total: rate, foot: row ? `of ${short(prompt(row.usage))} prompt tokens` : 'nothing used' };
  });
  return bars({ signature: 'rate', label: 'Share of prompt tokens read from a cache; arrow keys move', columns, write: (value) => percent(value), max: 1, height: 220, ...zooms(by) });
}

const ratesTable = (data) => ({ columns: [col('Time', 'time', 'key'), num('Prompt tokens', 'prompt', (row) => prompt(row.usage), short), num('Read', 'read', 'usage.cache_read', short), CACHED], rows: data.rows });

const columns = (label) => [
  col(label, 'key'),
  num('From cache', 'hit_rate', 'hit_rate.value', undefined, (row) => shareCell(row.hit_rate.value, marked(row.hit_rate, (v) => percent(v)))),
  num('Prompt', 'prompt_tokens', 'prompt', short),
  num('Written', 'written_tokens', (row) => row.written_5m + row.written_1h, short),
  num('Saved', 'saved_usd', (row) => amount(row.saved_usd.value), undefined, (row) => marked(row.saved_usd, dollars)),
];

function cold(data) {
  if (data.cold_starts.length === 0) return empty('Every call found what it could in a cache.');
  const all = data.cold_starts.reduce((sum, row) => sum + row.calls, 0);
  return h('ul', { class: 'counts' }, data.cold_starts.map((row) => h('li', h('b', plural(row.calls, 'call')), h('span', COLD[row.why] ?? row.why), share(row.calls / all), h('small', `${short(row.prompt)} tokens`))));
}
