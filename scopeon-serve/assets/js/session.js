// One session: its figures, how its context grew, what its calls cost, and what it used.

import { line } from './charts/line.js';
import { facts } from './facts.js';
import { amount, answer, at, bars, CACHED, card, clock, col, cost, COST, count, dollars, duration, empty, figures, grid, h, hitRate, instant, lastPart, legendOfMarks, marked, missing, num, panel, percent, plural, question, quiet, share, short, stack, stat, state, tokens, uses } from './kit.js';
import { paid } from './views/spend.js';

export const sessionNeeds = (id) => ({
  session: question(`sessions/${encodeURIComponent(id)}`), context: question('context', { session: id }), agents: question('agents', { session: id }),
  calls: question('calls', { session: id, limit: 1000 }), why: question('why', { what: id }),
});

/** Makes the page of a session, or what a peek shows of it. */
export function session(parts, { full }) {
  const data = parts.session?.data;
  if (!data) return [answer('–', ' session'), missing(parts.session, { height: 480, what: 'A session' })];
  const row = data.session;
  const left = [
    panel(parts.context, { id: 'context', title: 'Context', show: context, height: 180, what: 'How full its context was', rows: stepRows }),
    panel(parts.calls, { id: 'calls', title: 'Cost by call', show: calls, height: 160, what: 'What each call cost', rows: callRows }),
    panel(parts.calls, { id: 'turns', title: 'Most expensive turns', table: true, what: 'What each turn cost', rows: turnRows }),
    card({ id: 'used', title: 'Tools', table: true, of: [data], data: () => toolRows(data) }),
  ];
  const right = [
    card({ id: 'paid', title: 'What was paid for', of: [data], body: () => paid(row) }),
    row.sub_agents > 0 || data.sub_agents.length ? panel(parts.agents, { id: 'tree', title: 'Sub-agents', show: tree, what: 'What sub-agents did', rows: treeRows }) : null,
    panel(parts.why, { id: 'why', title: 'What made it expensive', show: (d) => facts(d, { most: full ? 8 : 4, skipTotal: true }), what: 'What made it expensive' }),
    data.by_model.length > 1 ? card({ id: 'models', title: 'Models', table: true, of: [data], data: () => ({ columns: [col('Model', 'model', 'key'), ...figures(row)], rows: data.by_model }) }) : null,
  ];
  return [
    head(data, full),
    h('div', { class: 'session-stats' }, stats(data)),
    full ? grid(stack('w8', left), stack('w4', right)) : stack('', left[0], right, left.slice(1)),
  ];
}

function head(data, full) {
  const row = data.session;
  const place = [lastPart(row.project), row.branch].filter(Boolean).join(' · ') || 'no project';
  const said = amount(data.reported_total_usd);
  const about = h('p', { class: 'about' }, `${row.provider}${row.version ? ` ${row.version}` : ''} · ${row.models.join(', ') || 'model not known'} · `, h('time', `${instant(row.first_at)} – ${instant(row.last_at)}`), ' · ', h('code', { title: 'its id' }, row.id));
  if (!full) return h('header', { class: 'peek-head' }, h('h2', { title: row.project }, place), h('p', { class: 'peek-cost' }, h('span', { class: 'figure' }, cost(row)), said === null ? null : h('small', ` its agent says ${dollars(data.reported_total_usd)}`)), about);
  const beside = h('a', { href: state.address({ view: 'compare', query: new URLSearchParams({ a: row.id, b: 'latest' }) }) }, 'compare');
  return [answer(cost(row), ` ${place}`, said === null ? null : h('small', `its agent says ${dollars(data.reported_total_usd)}`), beside), about];
}

function stats(data) {
  const row = data.session;
  const took = Date.parse(row.last_at) - Date.parse(row.first_at);
  return [h('dl', { class: 'stats' }, stat('Calls', count(row.calls)), stat('Turns', count(row.turns)), stat('Took', Number.isNaN(took) ? '–' : duration(took)), stat('Tokens', short(tokens(row.usage))),
    stat('Output', short(row.usage.output)), stat('From cache', percent(hitRate(row.usage))), data.lines_added === null ? null : stat('Lines', `+${count(data.lines_added)} −${count(data.lines_removed)}`),
    data.compactions.length ? stat('Compacted', plural(data.compactions.length, 'time')) : null, data.api_retries ? stat('Retries', count(data.api_retries)) : null),
  legendOfMarks(row)];
}

function context(data) {
  if (data.steps.length === 0) return empty('Its log does not say how full the context was.');
  const capacity = data.capacity.value;
  const points = data.steps.map((step, at) => ({ value: step.occupancy, name: `Call ${at + 1}, ${clock(step.at)}`, text: `${count(step.occupancy)} tokens${step.fill === null ? '' : `, ${percent(step.fill)}`}`, foot: step.change ? `${step.change > 0 ? '+' : '−'}${count(Math.abs(step.change))}` : null }));
  // A compaction stands before the first call after it.
  const cuts = (data.history.compactions ?? []).map((one) => data.steps.findIndex((step) => step.at >= one.at)).filter((at) => at > 0);
  return [line({ points, limit: capacity, limitName: `window ${short(capacity)}`, cuts, write: short, label: `Context over ${plural(points.length, 'call')}; arrow keys move` }),
    quiet(`Now ${marked(data.fill, (v) => percent(v))} of ${marked(data.capacity, short)}`, data.turns_left.value === null ? '' : `; ${marked(data.turns_left, (v) => plural(v, 'turn'))} left at ${marked(data.growth_per_turn, (v) => short(v))} a turn`)];
}

const stepRows = (data) => ({ columns: [at('At', 'at', data.now), num('Context', 'tokens', 'occupancy', count),
  num('Fill', 'fill', 'fill', percent), num('Change', 'change', 'change', count)], rows: data.steps });

function calls(data) {
  const rows = data.calls.filter((call) => !call.unknown);
  if (rows.length === 0) return empty('Its log holds no single calls.');
  const again = new Map(data.recached.map((one) => [one.at, one]));
  const columns = rows.map((call, at) => ({ key: String(at), name: `Call ${at + 1}, ${clock(call.at)}${call.turn === null ? '' : `, turn ${call.turn}`}`, tick: at === 0 || (at + 1) % 10 === 0 ? String(at + 1) : null,
    parts: [{ mark: call.sub_agent ? 'c2' : 'accent', name: call.sub_agent ? 'Sub-agent' : call.model, value: amount(call.cost_usd) ?? 0 }], total: amount(call.cost_usd) ?? 0, hatched: call.cost_usd === null,
    foot: again.has(call.at) ? `paid again for ${short(again.get(call.at).tokens)} cached tokens: ${again.get(call.at).why.replaceAll('_', ' ')}` : `${short(tokens(call.usage))} tokens, ${percent(hitRate(call.usage))} from cache` }));
  return [bars({ signature: 'calls', label: `Cost of ${plural(rows.length, 'call')}; arrow keys move`, columns, write: dollars, height: 160 }),
    rows.some((call) => call.sub_agent) ? h('ul', { class: 'marks' }, h('li', h('i', { class: 'dot accent' }), 'the session'), h('li', h('i', { class: 'dot c2' }), 'its sub-agents')) : null];
}

const callRows = (data) => ({ columns: [at('At', 'at', data.now), num('Turn', 'turn'), col('Model', 'model'),
  col('Sub-agent', 'sub_agent', 'sub_agent', (row) => row.sub_agent?.slice(0, 8) ?? ''), num('Context', 'context', 'context', short),
  num('Output', 'output', 'usage.output', short), CACHED,
  num('Tools', 'tools'), COST], rows: data.calls });

const turnRows = (data) => ({ columns: [col('Turn', 'turn', 'number', (row) => (row.number ? String(row.number) : 'none')), at('At', 'at', data.now), num('Calls', 'calls'),
  col('Tools', 'tools', (row) => row.tools.map((tool) => `${tool.name} ${tool.uses}`).join(', '), (row) => row.tools.slice(0, 3).map((tool) => `${lastPart(tool.name)} ${tool.uses}`).join(', ')),
  COST], rows: data.top_turns ?? [] });

function toolRows(data) {
  const rows = [['tool', data.tools], ['mcp', data.mcp], ['skill', data.skills], ['hook', data.hooks]].flatMap(([kind, list]) => (list ?? []).map((row) => ({ kind, ...row })));
  return { columns: [col('Name', 'name'), col('Kind', 'kind'), ...uses(Math.max(1, ...rows.map((row) => row.uses)))], rows };
}

function tree(data) {
  if (data.rows.length === 0) return empty('It has no sub-agents.');
  return h('ul', { class: 'tree' }, data.rows.map((row) => h('li', { vars: { depth: row.depth } }, h('span', { class: 'name' }, row.depth === 0 ? 'the session' : row.agent_type ?? 'no type', h('small', ` ${plural(row.own.calls, 'call')}`)),
    share(row.cost_ratio ?? 0, row.depth ? 'c2' : 'accent'), h('b', cost(row.total)))));
}

const treeRows = (data) => ({ columns: [col('Id', 'id', 'id', (row) => row.id.slice(0, 8)), col('Type', 'type', 'agent_type', (row) => row.agent_type ?? ''), num('Depth', 'depth'),
  num('Own calls', 'calls', 'own.calls'), num('Own cost', 'own_usd', (row) => amount(row.own.cost_usd), undefined, (row) => cost(row.own)), num('With those below', 'total_usd', (row) => amount(row.total.cost_usd), undefined, (row) => cost(row.total))], rows: data.rows });
