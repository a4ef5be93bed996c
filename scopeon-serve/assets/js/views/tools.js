// Tools: how often, how large, and how many failed.

import { answer, at, bytes, CALLS, card, chips, choose, col, COST, count, duration, empty, filters, grid, h, lead, marked, named, num, panel, percent, plural, question, share, shareCell, short, state, time, TOKENS, words } from '../kit.js';

const KINDS = [['tool', 'Tools'], ['mcp', 'MCP'], ['skill', 'Skills'], ['hook', 'Hooks'], ['sub_agent', 'Sub-agents']];

export const tools = {
  name: 'tools', title: 'Tools', hasTime: true,

  needs({ query }) {
    const asked = { ...time(query), ...filters(query) };
    return { tools: question('tools', { ...asked, servers: 'true' }), agents: question('agents', { ...asked, limit: 12 }), tasks: question('tasks', { ...asked, limit: 200 }) };
  },

  draw({ query }, parts) {
    const data = parts.tools?.data;
    const kind = KINDS.find(([value]) => value === query.get('kind'))?.[0] ?? 'tool';
    if (!data) return { content: [lead(parts.tools, ' tools'), chips(query), grid(panel(parts.tools, { id: 'tools', title: 'Tools', className: 'w12', height: 420, what: 'Which tools were used' }))] };
    const rows = data.rows.filter((row) => row.kind === kind);
    const { total } = data;
    const table = (rows) => ({ columns: columns(Math.max(1, ...rows.map((row) => row.uses))), rows });
    return { content: [
      answer(count(total.uses), ` uses of tools ${named(query)}`,
        total.uses > 0 && h('span', { class: total.failures_ratio > 0.1 ? 'up' : '' }, `${percent(total.failures_ratio)} failed`)),
      chips(query),
      total.uses === 0 ? empty('No tool was used in this time.') : grid(
        card({ id: 'largest', title: 'What fills the context', className: 'w7', says: 'Sizes of inputs and results, four bytes taken for a token.', of: [data], body: () => largest(data.rows), data: () => table(data.rows) }),
        card({ id: 'failing', title: 'What fails', className: 'w5', of: [data], body: () => failing(data.rows), data: () => table(data.rows.filter((row) => row.failures > 0)) }),
        card({ id: 'tools', title: KINDS.find(([value]) => value === kind)[1], className: 'w12', table: true, actions: choose('kind', KINDS, kind, 'Which kind'), of: [data], data: () => table(rows) }),
        panel(parts.agents, { id: 'subagents', title: 'Sub-agents by type', className: 'w7', table: true, what: 'What sub-agents did', rows: types }),
        panel(parts.tools, { id: 'servers', title: 'MCP servers', className: 'w5', show: servers, rows: (d) => ({ columns: [col('Server', 'server'), num('Tools', 'tools'), num('Uses', 'uses'),
          num('Failed', 'failures'), num('Size', 'bytes', 'bytes', bytes)], rows: d.servers ?? [] }) }),
        panel(parts.tasks, { id: 'tasks', title: 'Delegated tasks', className: 'w12', table: true, what: 'What was delegated', rows: delegated })),
    ] };
  },
};

const name = (row) => (row.server ? `${row.server}/${row.name}` : row.name);

const columns = (most) => [
  col('Name', 'name', name),
  num('Uses', 'uses', 'uses', undefined, (row) => shareCell(row.uses / most, count(row.uses))),
  num('Failed', 'failures', 'failures', undefined, (row) => (row.failures ? `${count(row.failures)} (${percent(row.failures_ratio)})` : '')),
  num('Tokens', 'tokens', 'tokens.value', undefined, (row) => (row.tokens.value ? marked(row.tokens, short) : '')),
  num('Size', 'bytes', (row) => row.input_bytes + row.output_bytes, undefined, (row) => (row.input_bytes + row.output_bytes ? bytes(row.input_bytes + row.output_bytes) : '')),
  num('Mean time', 'mean_ms', 'mean_ms', undefined, (row) => (row.mean_ms ? duration(row.mean_ms) : '')),
  num('Repeated', 'repeats', 'repeats.value', undefined, (row) => (row.repeats.value ? marked(row.repeats, count) : '')),
];

/** The ten rows of the largest values, or what is to be said when there is none. */
function ranked(all, none, value, text, mark = () => 'accent', label = name) {
  const rows = all.filter((row) => value(row) > 0).sort((a, b) => value(b) - value(a)).slice(0, 10);
  if (rows.length === 0) return empty(none);
  return h('ul', { class: 'ranked' }, rows.map((row) => h('li', h('span', { class: 'name', title: label(row) }, label(row)), share(value(row) / value(rows[0]), mark(row)), h('b', text(row)))));
}

const largest = (rows) => ranked(rows, 'The logs of this time do not say how large results were.', (row) => row.tokens.value, (row) => marked(row.tokens, short));

const failing = (rows) => ranked(rows, '✓ No use of a tool failed.', (row) => row.failures, (row) => `${plural(row.failures, 'time')}, ${percent(row.failures_ratio)}`, (row) => (row.failures_ratio > 0.1 ? 'bad' : 'warn'));

const servers = (data) => ranked(data.servers ?? [], 'No tool of an MCP server was used.', (row) => row.uses, (row) => `${plural(row.uses, 'use')}, ${bytes(row.bytes)}`, undefined, (row) => row.server);

const types = (data) => ({ columns: [col('Type', 'type', (row) => row.agent_type ?? '', (row) => row.agent_type ?? 'no type'), num('Runs', 'runs'), CALLS, num('Output', 'output', 'usage.output', short), COST], rows: data.types ?? [] });

const delegated = (data) => ({ columns: [col('Type', 'type', (row) => row.agent_type ?? 'no type'), at('Began', 'first_at', data.now), num('Took', 'duration_ms', 'duration_ms', duration),
  col('Ended', 'outcome', 'outcome', (row) => `${{ done: '✓ ', failed: '✕ ' }[row.outcome] ?? ''}${words(row.outcome ?? 'not known')}`), CALLS, TOKENS, COST],
rows: data.rows, open: (row) => state.go({ view: 'sessions', id: row.session }) });
