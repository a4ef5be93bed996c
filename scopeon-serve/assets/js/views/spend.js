// Spend: what it cost, when, and on what.

import { calendar, hours } from '../charts/heat.js';
import { treemap } from '../charts/treemap.js';
import { grainFor, span } from '../grains.js';
import { amount, answer, bars, before, button, card, chips, choose, col, cost, day, divided, dollars, empty, figures, filters, grid, h, lastPart, lead, legend, legendOfMarks, named, num, panel, percent, plural, question, quiet, short, shortDay, since, state, tokens, weekday } from '../kit.js';
import { series } from '../series.js';

const MONDAY = '2026-11-16';
export const MEASURES = [['cost', 'Cost'], ['tokens', 'Tokens'], ['calls', 'Calls']];
export const KEYS = [['model', 'Model'], ['provider', 'Agent'], ['project', 'Project']];
export const WRITE = { cost: dollars, tokens: short, calls: short };
export const MEASURE = { cost: (row) => amount(row.cost_usd) ?? 0, tokens: (row) => tokens(row.usage), calls: (row) => row.calls };

const nameOf = (options, value) => options.find(([one]) => one === value)[1];
const chosen = (query, name, options) => options.find(([value]) => value === query.get(name))?.[0] ?? options[0][0];

export const spend = {
  name: 'spend', title: 'Spend', hasTime: true,

  needs({ query }, parts) {
    const only = filters(query);
    const isAll = query.get('since') === 'all';
    const when = since(query);
    const by = grainFor(query, parts);
    const key = chosen(query, 'by', KEYS);
    const whole = parts.usage?.data;
    const needs = {
      usage: (!isAll || parts.months?.data) && question('usage', { by: [by, key], ...when, ...only }),
      year: question('usage', { by: 'daily', since: '371d', ...only }),
      // The day that weeks begin with is in no answer, but weeks are.
      weeks: question('usage', { by: 'weekly', since: '371d', limit: 1, fields: 'rows' }),
      months: isAll && question('usage', { by: 'monthly', ...only }),
      tree: question('usage', { by: ['project', 'model'], ...when, ...only }),
      hours: question('usage', { by: 'hourly', ...(isAll || query.get('since') === '365d' ? { since: '90d' } : when), ...only }),
    };
    if (whole?.since && !isAll && by !== 'hourly') {
      const { since: from, until } = before(day(whole.since), lastDay(whole));
      needs.before = question('usage', { by, since: from, until, ...only });
    }
    return needs;
  },

  draw({ query }, parts) {
    const by = grainFor(query, parts);
    const usage = parts.usage;
    const rows = (data) => data.rows.length > 0;
    if (usage?.data && !rows(usage.data)) {
      return { content: [answer('$0.00', ` ${named(query)}`), chips(query),
        empty('Nothing was used in this time.', button({ onclick: () => state.set({ ...state.UNFILTERED, since: 'all', until: null }) }, 'Show all there is'))] };
    }
    const first = weekday(parts.weeks?.data?.rows[0]?.key ?? MONDAY);
    return { content: [
      lead(usage, ` ${named(query)}`, (data) => head(data, parts, query)),
      chips(query),
      grid(
        usage?.data ? main(usage.data, parts, query, by) : panel(usage, { id: 'days', title: 'Cost by time', className: 'w12', height: 300, what: 'Usage' }),
        panel(parts.year, { id: 'calendar', title: 'Days of the last year', className: 'w7', of: [first], show: (data) => year(data, first), rows: daily }),
        panel(parts.hours, { id: 'hours', title: 'Hours of the week', className: 'w5', of: [first], show: (data) => week(data, first), rows: hourly }),
        panel(parts.tree, { id: 'tree', title: 'Projects and their models', className: 'w7', show: tree, height: 280, rows: nested }),
        panel(usage, { id: 'kinds', title: 'What was paid for', className: 'w5', show: split, rows: kinds }),
        panel(usage, { id: 'rows', title: `By ${nameOf(KEYS, chosen(query, 'by', KEYS)).toLowerCase()}`, className: 'w12', table: true, rows: (data) => named12(data, query),
          actions: h('a', { class: 'small', href: state.address({ view: 'explore', query: state.changed(state.carried(query), filters(query)) }) }, 'Explore') })),
    ] };
  },
};

const lastDay = (data) => (data.until ? day(Date.parse(data.until) - 1) : day(data.now));

function head(data, parts, query) {
  const { total } = data;
  const prior = parts.before?.data;
  const old = amount(prior?.total.cost_usd);
  const now = amount(total.cost_usd);
  let [change, begins] = [null, null];
  if (prior && old > 0 && now !== null) {
    const [ratio, from] = [now / old - 1, parts.year?.data?.rows[0]?.key];
    // A period that began before history is no measure.
    if (from && from > day(prior.since)) begins = h('span', { class: 'quiet' }, `history begins ${shortDay(from)}`);
    else {
      const of = (from, to) => `${from}..${to}`;
      const past = before(day(data.since), lastDay(data));
      const query = new URLSearchParams({ a: of(past.since, past.until), b: of(day(data.since), lastDay(data)) });
      change = h('a', { href: state.address({ view: 'compare', query }), class: ratio > 0.1 ? 'up' : ratio < -0.1 ? 'down' : '' },
        `${ratio >= 0 ? '▲' : '▼'} ${percent(Math.abs(ratio))} ${ratio >= 0 ? 'more' : 'less'} than the ${plural(past.length, 'day')} before`);
    }
  }
  const top = series(data, chosen(query, 'by', KEYS), MEASURE.cost)[0];
  return answer(cost(total), ` ${named(query)}`, change, top && now && h('span', `mostly ${lastPart(top.name)} (${percent(top.total / now)})`), begins);
}

function main(data, parts, query, by) {
  const measure = chosen(query, 'measure', MEASURES);
  const key = chosen(query, 'by', KEYS);
  const only = query.get('only');
  const all = series(data, key, MEASURE[measure]);
  const shown = only === null ? all : all.filter((one) => one.key === only);
  const prior = only === null ? parts.before?.data : null;
  const columns = () => timeColumns({ data, shown, only, by, measure, prior, first: data.since && day(data.since), last: lastDay(data), now: day(data.now) });
  return card({
    id: 'days', title: `${nameOf(MEASURES, measure)} by ${{ hourly: 'hour', daily: 'day', weekly: 'week', monthly: 'month' }[by]}`, className: 'w12',
    actions: [choose('measure', MEASURES, measure, 'What is measured'), choose('by', KEYS, key, 'What it is divided by')],
    of: [data, prior], height: 300, body: () => days(columns(), { all, data, only, measure, by }), data: () => tableOf(columns(), all, measure),
  });
}

const days = (columns, { all, data, only, measure, by }) => [
  legend(all.map((one) => ({ key: one.key, mark: one.mark, text: WRITE[measure](one.total), title: one.name })), only),
  bars({ signature: measure, label: `${measure} by time: ${columns.length} bars; arrow keys move, shift selects, enter zooms`, columns, write: WRITE[measure],
    height: 280, ...zooms(by) }),
  legendOfMarks(data.total, { hatched: columns.some((c) => c.hatched), previous: columns.some((c) => c.before > 0) }),
];

/** What brushing over times and choosing one does; an hour is not divided any further. */
export function zooms(by) {
  const brush = (from, to) => state.set({ since: span(by, from)[0], until: span(by, to)[1] });
  return by === 'hourly' ? {} : { brush, pick: (one) => brush(one, one) };
}

/** Makes the bars of a chart over time. */
export const timeColumns = ({ measure, ...more }) => series.columns({ ...more, measure: MEASURE[measure], isCost: measure === 'cost', write: WRITE[measure] });

const tableOf = (columns, all, measure) => ({
  columns: [
    col('Time', 'time', 'key', (row) => row.name),
    ...all.map((one) => ({ key: one.key, label: one.name, number: true, value: (row) => row.parts.find((part) => part.key === one.key)?.value ?? 0,
      show: (row) => { const found = row.parts.find((part) => part.key === one.key)?.value; return found ? WRITE[measure](found) : ''; } })),
    num('Total', 'total', 'total', undefined, (row) => row.text),
    num('Period before', 'before', (row) => row.before ?? null, undefined, (row) => (row.before ? WRITE[measure](row.before) : '')),
  ],
  rows: columns,
});

function year(data, first) {
  const days = new Map(data.rows.map((row) => [row.key, { value: amount(row.cost_usd) ?? 0, hatched: row.unpriced_calls > 0, text: `${cost(row)} in ${plural(row.calls, 'call')}` }]));
  const used = data.rows.length;
  return [calendar({ days, first, until: day(data.now), label: `Cost of each day of a year; ${plural(used, 'day')} with use; arrow keys move, enter shows the day`, pick: (key) => state.set({ since: key, until: key }) }),
    scale()];
}

export const scale = () => h('p', { class: 'scale', 'aria-hidden': true }, 'less ', [0, 1, 2, 3, 4, 5].map((n) => h('i', { class: `cell h${n}` })), ' more');

const daily = (data) => ({ columns: [col('Day', 'day', 'key'), ...figures(data.total)], rows: data.rows });

function week(data, first) {
  const cells = new Map();
  for (const row of data.rows) {
    const at = `${weekday(row.key)}-${Number(row.key.slice(11, 13))}`;
    const cell = cells.get(at) ?? { value: 0, calls: 0 };
    cells.set(at, { value: cell.value + (amount(row.cost_usd) ?? 0), calls: cell.calls + row.calls });
  }
  for (const cell of cells.values()) cell.text = `${dollars(cell.value)} in ${plural(cell.calls, 'call')}`;
  const peak = [...cells].sort((a, b) => b[1].value - a[1].value)[0];
  return [hours({ cells, first, label: `Cost by hour and weekday${peak ? `; most: ${peak[1].text}` : ''}; arrow keys move` }), scale()];
}

const hourly = (data) => ({ columns: [col('Hour', 'hour', 'key', (row) => row.key.slice(0, 16).replace('T', ' ')), ...figures(data.total)], rows: data.rows });

function tree(data) {
  const top = series(data, 'model', MEASURE.cost, (row) => row.breakdown ?? []);
  const mark = (name) => top.find((one) => one.key === name)?.mark ?? 'co';
  const groups = data.rows.filter((row) => amount(row.cost_usd) > 0).map((row) => ({
    key: row.key, name: lastPart(row.key), value: amount(row.cost_usd), text: cost(row),
    parts: (row.breakdown ?? []).filter((part) => amount(part.cost_usd) > 0).map((part) => ({ name: part.key, mark: mark(part.key), value: amount(part.cost_usd), text: cost(part) })),
  }));
  if (groups.length === 0) return empty('No call of this time has a price.');
  return treemap({ groups, label: `Cost by project and model: ${groups.slice(0, 3).map((g) => `${g.name} ${g.text}`).join(', ')}; arrow keys move, enter filters`,
    pick: (key) => key !== '(none)' && state.set({ project: key }) });
}

const nested = (data) => ({
  columns: [col('Project', 'project', 'project', (row) => lastPart(row.project), (row) => row.project), col('Model', 'model', 'key'), ...figures(data.total)],
  rows: data.rows.flatMap((row) => (row.breakdown ?? []).map((part) => ({ ...part, project: row.key }))),
});

const KINDS = [['output_usd', 'Output', 'c1'], ['cache_read_usd', 'Cache reads', 'c3'], ['cache_write_1h_usd', 'Cache writes, 1 h', 'c2'], ['cache_write_5m_usd', 'Cache writes, 5 min', 'c5'], ['input_usd', 'Uncached input', 'c4'], ['web_searches_usd', 'Web searches', 'c6']];

/** Makes the picture of what the tokens of a row were paid as. */
export function paid(row) {
  const parts = KINDS.map(([name, text, mark]) => ({ name: text, mark, value: amount(row.split?.[name]) ?? 0, text: dollars(row.split?.[name]) })).filter((part) => part.value > 0);
  return parts.length ? divided({ parts, label: 'What was paid for' }) : empty('No price is known.');
}

function split(data) {
  const { total } = data;
  const more = amount(total.unrecorded?.cost_usd);
  return [paid(total),
    more > 0 ? quiet(`In no call record, on top: ${dollars(total.unrecorded.cost_usd)} for ${short(tokens(total.unrecorded.usage))} tokens.`) : null,
    amount(total.reported_usd) !== null ? quiet(`Agents themselves report ${dollars(total.reported_usd)} for ${plural(total.reported_calls, 'call')}.`) : null];
}

const kinds = ({ total }) => ({
  columns: [col('Kind', 'kind', 'name'), num('Cost', 'cost_usd', 'value', undefined, (row) => dollars(row.value))],
  rows: KINDS.map(([name, text]) => ({ name: text, value: amount(total.split?.[name]) ?? 0 })),
});

function named12(data, query) {
  const key = chosen(query, 'by', KEYS);
  const sums = series.sums(data);
  const name = { model: 'model', provider: 'agent', project: 'project' }[key];
  return {
    columns: [{ key: 'name', label: nameOf(KEYS, key), name, value: (row) => row.key, show: (row) => (key === 'project' ? lastPart(row.key) : row.key), title: (row) => row.key }, ...figures(data.total)],
    rows: sums, open: (row) => row.key !== '(none)' && state.set({ [name]: row.key, only: null }),
  };
}
