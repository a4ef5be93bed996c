// Limits: what is used of plans, when it is hit, and the five-hour blocks behind it.

import { question } from '../api.js';
import { bars } from '../charts/bars.js';
import { COST, at, col, num, usd } from '../columns.js';
import { h } from '../dom.js';
import { amount, clock, cost, count, day, dollars, duration, instant, longDay, percent, plural, short, shortDay, tokens } from '../format.js';
import { budgets, limits as meters, windowName } from '../meters.js';
import { answer, card, empty, stat, when } from '../ui/card.js';
import { axisDollars } from './spend.js';

export const limits = {
  name: 'limits', title: 'Limits', hasTime: false,

  needs: () => ({ limits: question('limits'), budget: question('budget'), blocks: question('blocks', { since: '30d' }) }),

  draw(_, parts) {
    const data = parts.limits?.data;
    return { content: [
      data ? head(data) : answer('…', ' limits'),
      h('div', { class: 'grid' },
        card({ id: 'limits', title: 'Plans', className: 'w6', body: when(parts.limits, plans, { height: 260 }), data: data && { columns: [
          col('Agent', 'agent', 'provider'), col('Limit', 'window', 'window', windowName),
          num('Used', 'used_ratio', 'used_ratio', percent),
          num('Likely in the end', 'projected_ratio', 'pace.projected_ratio', undefined, (row) => (row.pace ? `~${percent(row.pace.projected_ratio)}` : '–')),
          at('Resets', 'resets_at', data.now),
          col('Hits limit at', 'exhausted_at', 'pace.exhausted_at', (row) => (row.pace?.exhausted_at ? `~${instant(row.pace.exhausted_at, data.now)}` : '–')),
          at('Updated', 'read_at', data.now)], rows: data.rows } }),
        h('div', { class: 'stack w6' },
          card({ id: 'budget', title: 'Budgets', body: when(parts.budget, (one) => budgets(one.rows, one.now)),
            data: parts.budget?.data?.rows.length ? { columns: [col('Period', 'period', 'budget.period'), col('Project', 'project', 'budget.project', (row) => row.budget.project ?? 'all'),
              usd('Budget', 'usd', 'budget.usd'), usd('Spent', 'spent', 'spent_usd'),
              num('Likely', 'likely', (row) => amount(row.projection?.likely_usd), undefined, (row) => (row.projection?.likely_usd ? `~${dollars(row.projection.likely_usd)}` : '–'))], rows: parts.budget.data.rows } : undefined }),
          card({ id: 'block', title: 'This five-hour block', body: when(parts.blocks, active) })),
        card({ id: 'blocks', title: 'Blocks of five hours, 30 days', className: 'w12', says: parts.blocks?.data?.reconstruction ? 'Put together from the calls seen here; the vendor’s own state is not on the disk.' : null,
          body: when(parts.blocks, blocks, { height: 200 }), data: parts.blocks?.data && blockRows(parts.blocks.data) }),
        card({ id: 'weeks', title: 'Weeks', className: 'w12', table: true, body: null, data: parts.blocks?.data && weekRows(parts.blocks.data) })),
    ] };
  },
};

function head(data) {
  const next = data.rows.filter((row) => row.pace?.exhausted_at).sort((a, b) => (a.pace.exhausted_at < b.pace.exhausted_at ? -1 : 1))[0];
  const most = [...data.rows].sort((a, b) => b.used_ratio - a.used_ratio)[0];
  if (!most) return answer('No limit readings yet');
  const row = next ?? most;
  return answer(percent(row.used_ratio), ` of ${row.provider}’s ${windowName(row)} limit is used`,
    next ? h('span', { class: 'up' }, `full at ~${instant(next.pace.exhausted_at, data.now)}`) : h('span', {}, 'all last until they reset'),
    row.resets_at ? h('span', {}, `resets ${instant(row.resets_at, data.now)}`) : null);
}

const plans = (data) => [meters(data.rows, data.now),
  data.unsupported?.length ? h('p', { class: 'quiet' }, `No limits in the logs of ${plural(data.unsupported.length, 'other agent')} in use.`) : null];

function active(data) {
  const block = data.active;
  if (!block) return empty('No block is running.');
  return h('dl', { class: 'stats two' }, stat('Cost', cost(block)), stat('Calls', count(block.calls)), stat('Tokens', short(tokens(block.usage))),
    stat('Ends', clock(block.end), ` in ${duration(Date.parse(block.end) - Date.parse(data.now))}`),
    block.burn ? stat('Rate', `${dollars(block.burn.usd_per_hour)}/h`, ` ${short(block.burn.tokens_per_minute)} tokens/min`) : null,
    block.outlook?.cost_usd ? stat('Likely in the end', `~${dollars(block.outlook.cost_usd)}`) : null);
}

const used = (data) => data.rows.filter((row) => row.kind === 'block');

function blocks(data) {
  const rows = used(data);
  if (rows.length === 0) return empty('No call of these days belongs to a block.');
  const columns = rows.map((row) => ({ key: row.start, name: `${longDay(day(row.start))}, ${clock(row.start)}–${clock(row.end)}`, tick: shortDay(day(row.start)),
    parts: [{ mark: 'accent', name: 'Cost', value: amount(row.cost_usd) ?? 0 }], total: amount(row.cost_usd) ?? 0, hatched: row.unpriced_calls > 0, foot: `${plural(row.calls, 'call')}, ${short(tokens(row.usage))} tokens` }));
  return bars({ signature: 'blocks', label: `Cost of ${plural(rows.length, 'block')}; arrow keys move`, columns, write: dollars, axis: axisDollars, height: 200 });
}

const blockRows = (data) => ({ columns: [at('Start', 'start'), at('End', 'end'),
  num('Calls', 'calls'), num('Tokens', 'tokens', (row) => tokens(row.usage), short),
  COST], rows: used(data) });

const weekRows = (data) => ({ columns: [at('From', 'since'), at('Until', 'until'),
  num('Calls', 'calls', 'calls', count), num('Tokens', 'tokens', (row) => tokens(row.usage), short),
  COST], rows: data.weeks ?? [] });
