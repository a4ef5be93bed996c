// Now: what today cost, what is running, and what is left.

import { facts } from '../facts.js';
import { about, amount, answer, bars, CALLS, card, col, cost, COST, day, dollars, empty, grid, h, hitRate, instant, lastPart, lazy, lead, legend, legendOfMarks, missing, panel, percent, plural, question, shortDay, spark, stack, stat, state, times } from '../kit.js';
import { lane } from '../lane.js';
import { budgets, limits } from '../meters.js';
import { series } from '../series.js';
import { timeColumns } from './spend.js';

const LANES = 4;

export const now = {
  name: 'now', title: 'Now', hasTime: false,

  needs(_, parts) {
    const running = (parts.status?.data?.sessions ?? []).slice(0, LANES);
    const needs = {
      status: question('status'),
      days: question('usage', { by: ['daily', 'model'], since: '14d' }),
      why: question('why', { what: 'today' }),
    };
    for (const { session } of running) {
      needs[`context ${session.id}`] = question('context', { session: session.id });
      needs[`session ${session.id}`] = question(`sessions/${encodeURIComponent(session.id)}`, { fields: 'tools,mcp,sub_agents' });
    }
    return needs;
  },

  draw({ query }, parts) {
    const status = parts.status?.data && present(parts.status);
    if (!status) return { content: [lead(parts.status, ' today'), grid(panel(parts.status, { id: 'live', title: 'Running', className: 'w8', height: 260, what: 'Where things stand' }))] };
    if (isNothing(status)) return { content: nothing(status) };
    const more = (href, text) => h('a', { class: 'small', href }, text);
    return { content: [
      head(status),
      grid(
        stack('w8', lanes(status, parts),
          panel(parts.days, { id: 'fortnight', title: 'The last 14 days', show: (data) => fortnight(data, status, query), height: 200, of: [status], rows: (data) => ({ columns: [col('Day', 'day', 'key'), CALLS, COST], rows: data.rows }) })),
        stack('w4', card({ id: 'limits', title: 'Limits', actions: more('#/limits', 'More'), of: [status], body: () => limits(status.limits ?? [], status.now) }),
          card({ id: 'budgets', title: 'Budgets', of: [status], body: () => budgets(status.budgets ?? [], status.now) })),
        panel(parts.why, { id: 'why', title: 'Why today', className: 'w8', show: (data) => facts(data, { most: 5 }), height: 140, what: 'What made a day expensive', actions: more('#/insights?since=today', 'All facts') }),
        stack('w4', sums(status))),
    ] };
  },
};

/** An answer that did not change is not sent again, but the time goes on. */
function present({ data, at }) {
  if (last.data !== data || Date.now() - last.at > 20_000) last = { data, at: Date.now(), status: { ...data, now: new Date(Date.parse(data.now) + Date.now() - at).toISOString() } };
  return last.status;
}
let last = {};

const isNothing = (status) => status.this_month.calls === 0 && status.today.calls === 0 && !status.last && !(status.days ?? []).some((one) => amount(one.cost_usd) > 0);

function nothing(status) {
  return [answer('$0.00', ' today'), empty('No agent has logged anything yet.',
    status.looked_in?.length ? h('p', `Looked in ${plural(status.looked_in.length, 'place')}, such as `, status.looked_in.slice(0, 2).map((path) => [h('code', path), ' '])) : null,
    h('p', 'Start one of your coding agents: this page shows it within a second. ', h('code', 'scopeon doctor'), ' says what was found and where else it looks.'))];
}

function head(status) {
  const { today, usual, outlook } = status;
  const ratio = usual?.today_ratio;
  const says = [];
  if (today.calls === 0) says.push(h('span', 'nothing used yet'));
  else if (ratio !== null && ratio !== undefined) {
    says.push(h('span', { class: ratio > 1.5 ? 'up' : '', title: usual.cost_usd ? `a usual day is ${dollars(usual.cost_usd)}, the median of ${usual.days} days` : null }, `${times(ratio)} a usual day`));
  }
  if (outlook?.day?.likely_usd) says.push(h('span', { title: `${dollars(outlook.day.low_usd)} to ${dollars(outlook.day.high_usd)}` }, `likely ${about(outlook.day.likely_usd)} by midnight`));
  const days = status.days ?? [];
  return h('div', { class: 'lead' },
    answer(cost(today), ' today', says),
    days.length ? h('div', { class: 'lead-spark' }, spark({ values: days.map((one) => amount(one.cost_usd)), width: 180, height: 36,
      label: `The last ${days.length} days: from ${dollars(String(Math.min(...days.map((one) => amount(one.cost_usd) ?? 0))))} to ${dollars(String(Math.max(...days.map((one) => amount(one.cost_usd) ?? 0))))}` }),
    h('small', `${days.length} days`)) : null);
}

function lanes(status, parts) {
  if (status.sessions === undefined) {
    return card({ id: 'live', title: 'Running', of: [status], body: () => missing({ problem: { status: 403, tier: 2, option: '--tier 2' } }, { what: 'Which sessions run, and how full they are,' }) });
  }
  if (status.sessions.length === 0) {
    const { last } = status;
    return card({ id: 'live', title: 'Running', of: [status], body: () => empty(last ? `No session is running. The last one was ${last.provider}${last.project ? ` in ${lastPart(last.project)}` : ''}, ${instant(last.at, status.now)}.` : 'No session is running.',
      last?.session ? h('a', { href: state.address({ view: 'sessions', id: last.session }) }, 'Look at it') : null) });
  }
  const shown = status.sessions.slice(0, LANES);
  const known = (what, live) => parts[`${what} ${live.session.id}`]?.data;
  return lazy(h('section', { class: 'lanes', 'aria-label': 'Running sessions' }), [status, ...shown.flatMap((live) => [known('context', live), known('session', live)])], () => [
    shown.map((live) => lane(live, status.now, known('context', live), known('session', live))),
    status.sessions.length > LANES ? h('a', { class: 'more', href: '#/sessions' }, `and ${status.sessions.length - LANES} more`) : null]);
}

function sums(status) {
  const row = (name, figures, outlook) => stat(name, cost(figures), outlook?.likely_usd ? ` likely ${about(outlook.likely_usd)}` : null);
  const rate = hitRate(status.today.usage);
  return card({ id: 'sums', title: 'So far', of: [status], body: () => [h('dl', { class: 'stats two' }, row('This week', status.this_week, status.outlook?.week), row('This month', status.this_month, status.outlook?.month),
    stat('Calls today', status.today.calls, ` in ${plural(status.today.sessions, 'session')}`), stat('From cache today', percent(rate))),
  legendOfMarks(status.this_month, { estimated: true })] });
}

function fortnight(data, status, query) {
  const only = query.get('only');
  const all = series(data, 'model', (row) => amount(row.cost_usd) ?? 0);
  const shown = only === null ? all : all.filter((one) => one.key === only);
  const today = day(data.now);
  const columns = timeColumns({ data, shown, only, by: 'daily', measure: 'cost', prior: null, first: day(data.since), last: today, now: today });
  const likely = amount(status.outlook?.day?.likely_usd);
  const present = columns[columns.length - 1];
  if (only === null && present && likely > present.total) present.likely = likely;
  const usual = status.usual?.cost_usd;
  return [legend(all.map((one) => ({ key: one.key, mark: one.mark, text: dollars(one.total) })), only),
    bars({ signature: 'fortnight', columns, write: dollars, height: 190,
      label: `Cost by day, ${shortDay(day(data.since))} to ${shortDay(today)}${usual ? `; a usual day is ${dollars(usual)}` : ''}; arrow keys move, enter opens a day`,
      pick: (key) => state.go(`#/spend?since=${key}&until=${key}`), brush: (from, to) => state.go(`#/spend?since=${from}&until=${to}`) }),
    legendOfMarks(null, { hatched: columns.some((one) => one.hatched), likely: columns.some((one) => one.likely) })];
}

