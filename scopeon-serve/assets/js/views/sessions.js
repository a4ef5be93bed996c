// Sessions: a list to search, one beside it to peek into, and one in full.

import { csv, download } from '../csv.js';
import { NAMES, statesTime } from '../filter.js';
import { amount, answer, button, choose, col, cost, count, duration, empty, filters, h, hitRate, instant, lastPart, legendOfMarks, missing, named, num, percent, plural, question, short, since, state, tokens, usd } from '../kit.js';
import { session, sessionNeeds } from '../session.js';
import { filterbox } from '../ui/filterbox.js';
import { vlist } from '../ui/vlist.js';

const ORDERS = [['last', 'Last active'], ['cost', 'Cost'], ['tokens', 'Tokens'], ['calls', 'Calls']];
/** How many pages are asked for; a new question begins with one. */
let pages = { of: null, count: 1 };
/** What was listed last: it stays while a new list is waited for, and where a filter is not understood. */
let listed = null;

function asked(query) {
  const filter = query.get('q');
  return { ...(statesTime(filter ?? '') ? {} : since(query)), ...filters(query), filter, sort: query.get('order'), limit: 200 };
}

const pageUrl = (parameters, cursor) => question('sessions', { ...parameters, cursor });

export const sessions = {
  name: 'sessions', title: 'Sessions', hasTime: true,

  needs({ query, id }, parts) {
    if (id) return sessionNeeds(id);
    const parameters = asked(query);
    const first = pageUrl(parameters);
    if (pages.of !== first) pages = { of: first, count: 1 };
    const needs = { page0: first, providers: question('usage', { by: 'provider', since: '90d' }) };
    for (let at = 1; at < pages.count && parts[`page${at - 1}`]?.next; at += 1) needs[`page${at}`] = pageUrl(parameters, parts[`page${at - 1}`].next);
    const peek = query.get('peek');
    return peek ? { ...needs, ...sessionNeeds(peek) } : needs;
  },

  draw(now, parts) {
    const { query, id } = now;
    if (id) {
      return { content: [h('p', { class: 'back' }, h('a', { href: state.address({ view: 'sessions', query: state.changed(query, { peek: null, table: null, sort: null }) }) }, '← All sessions')), session(parts, { full: true })] };
    }
    const [q, peek] = [query.get('q') ?? '', query.get('peek')];
    const { problem, waiting } = parts.page0 ?? {};
    const wrong = problem?.parameter === 'filter' ? problem.detail : null;
    if (parts.page0?.data) listed = { ...read(parts), said: statesTime(q) ? 'found' : named(query) };
    else if (!wrong && !waiting) listed = null;
    const { rows = [], total, said = named(query) } = listed ?? {};
    const found = total ? count(total.sessions) : problem ? '–' : '…';
    return {
      content: [
        answer(found, ` session${found === '1' ? '' : 's'} ${said}`, total ? h('span', cost(total)) : null),
        h('div', { class: 'search' },
          filterbox({ text: q, wrong, values: (key) => valuesOf(key, rows, parts), apply: (text) => state.set({ q: text, peek: null }, { replace: true }) }),
          choose('order', ORDERS, query.get('order') ?? 'last', 'Order'),
          button({ class: 'small', onclick: () => download('scopeon-sessions.csv', csv(COLUMNS, rows)) }, 'CSV')),
        !listed ? missing(parts.page0, { height: 480, what: 'Which sessions there are' })
          : rows.length === 0 ? empty(q ? 'No session fits this filter.' : 'No session in this time.', button({ onclick: () => state.set({ ...state.UNFILTERED, since: 'all', until: null }) }, 'Show all'))
            : list(listed, peek, query),
        total ? legendOfMarks(total) : null,
      ],
      drawer: peek ? drawer(parts, peek, query) : null,
    };
  },
};

/** What the pages that are there hold, and whether more follow. */
function read(parts) {
  const got = [];
  for (let at = 0; parts[`page${at}`]?.data; at += 1) got.push(parts[`page${at}`]);
  const { total, now } = got[0].data;
  // When pages came says which rows they hold.
  return { rows: got.flatMap((page) => page.data.rows), total, now, hasMore: Boolean(got.at(-1).next) && !parts[`page${got.length}`], came: got.map((page) => page.at) };
}

function valuesOf(key, rows, parts) {
  if (!(key in NAMES)) return [];
  const read = { agent: (row) => [row.provider], model: (row) => row.models ?? [] }[key] ?? ((row) => [row[key]]);
  const more = key === 'agent' ? parts.providers?.data : key === 'model' ? parts.models?.data : null;
  return [...new Set([...rows.flatMap(read), ...(more?.rows ?? []).map((row) => row.key)])].filter(Boolean);
}

const COLUMNS = [...['id', 'provider', 'project', 'branch', 'first_at', 'last_at', 'calls', 'turns', 'sub_agents', 'unpriced_calls'].map((name) => col(name, name)),
  col('models', 'models', (row) => row.models.join(' ')), num('tokens', 'tokens', (row) => tokens(row.usage)), usd('cost', 'cost_usd')];

function list({ rows, now, hasMore, came }, peek, query) {
  const most = Math.max(...rows.map((row) => amount(row.cost_usd) ?? 0), 0.000001);
  const narrow = innerWidth < 720;
  return [h('div', { class: 'vhead', 'aria-hidden': true }, ['Session', 'Agent and model', 'Last active', 'Took', 'Calls', 'Tokens', 'Cache', 'Cost'].map((name) => h('span', name))),
    vlist({
      id: 'sessions', label: `Sessions, ${rows.length} of them; arrow keys move, enter peeks`, items: rows, key: (row) => row.id, current: peek, height: narrow ? 76 : 52,
      signature: [came, rows.length, query.toString(), hasMore, narrow],
      open: (row) => (query.get('peek') === row.id ? state.go({ view: 'sessions', id: row.id, query: state.changed(query, { peek: null }) }) : state.set({ peek: row.id }, { replace: query.has('peek') })),
      more: hasMore ? () => { pages.count += 1; dispatchEvent(new PopStateEvent('popstate')); } : null,
      row: (row) => line(row, now, most),
    })];
}

function line(row, now, most) {
  const took = row.first_at && row.last_at ? Date.parse(row.last_at) - Date.parse(row.first_at) : null;
  return [
    h('span', { class: 'v-name' }, h('b', { title: row.project }, lastPart(row.project) ?? h('i', 'no project')), h('small', row.branch ?? row.id.slice(0, 16), row.sub_agents ? ` · ${plural(row.sub_agents, 'sub-agent')}` : '')),
    h('span', { class: 'v-who' }, row.provider, h('small', row.models.length ? row.models[0] + (row.models.length > 1 ? ` +${row.models.length - 1}` : '') : '–')),
    h('span', { class: 'v-when' }, instant(row.last_at, now)), h('span', { class: 'v-took' }, took === null ? '–' : duration(took)), h('span', { class: 'v-calls' }, count(row.calls)),
    h('span', { class: 'v-tokens' }, short(tokens(row.usage))), h('span', { class: 'v-cache' }, percent(hitRate(row.usage))),
    h('span', { class: `v-cost${row.cost_usd === null ? ' unpriced' : ''}` }, cost(row), h('i', { class: `v-bar${row.cost_usd === null ? ' hatched-bar' : ''}`, vars: { part: row.cost_usd === null ? 1 : amount(row.cost_usd) / most } })),
  ];
}

function drawer(parts, id, query) {
  const close = () => { state.set({ peek: null }); document.getElementById('list-sessions')?.focus(); };
  return h('aside', { class: 'drawer', 'aria-label': 'One session' },
    h('div', { class: 'drawer-head' }, h('a', { class: 'small', href: state.address({ view: 'sessions', id, query: state.changed(query, { peek: null }) }) }, 'Open in full'),
      button({ class: 'small', onclick: close, 'aria-label': 'Close the session' }, '✕')),
    h('div', { class: 'drawer-body', tabindex: 0, role: 'region', 'aria-label': 'Its figures' }, session(parts, { full: false })));
}
