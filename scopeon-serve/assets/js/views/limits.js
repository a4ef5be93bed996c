// Limits: what is used of plans, when it is hit, and the five-hour blocks behind it.

import { about, amount, answer, at, bars, CALLS, clock, col, cost, COST, count, day, dollars, duration, empty, grid, h, instant, lead, longDay, num, panel, percent, plural, question, quiet, short, shortDay, stack, stat, tokens, TOKENS, usd } from '../kit.js';
import { budgets, limits as meters, windowName } from '../meters.js';

export const limits = {
  name: 'limits', title: 'Limits', hasTime: false,

  needs: () => ({ limits: question('limits'), budget: question('budget'), blocks: question('blocks', { since: '30d' }) }),

  draw: (_, { limits: plans, budget, blocks: all }) => ({ content: [
    lead(plans, ' limits', head),
    grid(
      panel(plans, { id: 'limits', title: 'Plans', className: 'w6', show: planned, height: 260, rows: planRows }),
      stack('w6',
        panel(budget, { id: 'budget', title: 'Budgets', show: (data) => budgets(data.rows, data.now), some: (data) => data.rows.length > 0, rows: budgetRows }),
        panel(all, { id: 'block', title: 'This five-hour block', show: active })),
      panel(all, { id: 'blocks', title: 'Blocks of five hours, 30 days', className: 'w12', says: all?.data?.reconstruction ? 'Put together from the calls seen here; the vendor’s own state is not on the disk.' : null,
        show: blocks, height: 200, rows: blockRows }),
      panel(all, { id: 'weeks', title: 'Weeks', className: 'w12', table: true, rows: weekRows })),
  ] }),
};

function head(data) {
  const next = data.rows.filter((row) => row.pace?.exhausted_at).sort((a, b) => (a.pace.exhausted_at < b.pace.exhausted_at ? -1 : 1))[0];
  const most = [...data.rows].sort((a, b) => b.used_ratio - a.used_ratio)[0];
  if (!most) return answer('No limit readings yet');
  const row = next ?? most;
  return answer(percent(row.used_ratio), ` of ${row.provider}’s ${windowName(row)} limit is used`,
    next ? h('span', { class: 'up' }, `full at ~${instant(next.pace.exhausted_at, data.now)}`) : h('span', 'all last until they reset'),
    row.resets_at ? h('span', `resets ${instant(row.resets_at, data.now)}`) : null);
}

const planned = (data) => [meters(data.rows, data.now),
  data.unsupported?.length ? quiet(`No limits in the logs of ${plural(data.unsupported.length, 'other agent')} in use.`) : null];

const planRows = (data) => ({ columns: [col('Agent', 'agent', 'provider'), col('Limit', 'window', 'window', windowName), num('Used', 'used_ratio', 'used_ratio', percent),
  num('Likely in the end', 'projected_ratio', 'pace.projected_ratio', (ratio) => (ratio === undefined ? '–' : `~${percent(ratio)}`)), at('Resets', 'resets_at', data.now),
  col('Hits limit at', 'exhausted_at', 'pace.exhausted_at', (row) => (row.pace?.exhausted_at ? `~${instant(row.pace.exhausted_at, data.now)}` : '–')), at('Updated', 'read_at', data.now)], rows: data.rows });

const budgetRows = (data) => ({ columns: [col('Period', 'period', 'budget.period'), col('Project', 'project', 'budget.project', (row) => row.budget.project ?? 'all'),
  usd('Budget', 'usd', 'budget.usd'), usd('Spent', 'spent', 'spent_usd'), num('Likely', 'likely', (row) => amount(row.projection?.likely_usd), about)], rows: data.rows });

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
  return bars({ signature: 'blocks', label: `Cost of ${plural(rows.length, 'block')}; arrow keys move`, columns, write: dollars, height: 200 });
}

const blockRows = (data) => ({ columns: [at('Start', 'start'), at('End', 'end'), CALLS, TOKENS, COST], rows: used(data) });
const weekRows = (data) => ({ columns: [at('From', 'since'), at('Until', 'until'), CALLS, TOKENS, COST], rows: data.weeks ?? [] });
