// Sessions: a list to search, one beside it to peek into, and one in full.

import { csv, download } from '../csv.js';
import { KEYS, parse, passes } from '../filter.js';
import { amount, answer, button, choose, col, cost, count, dollars, duration, empty, filters, h, hitRate, instant, lastPart, legendOfMarks, missing, named, num, percent, plural, question, short, since, state, tokens, usd } from '../kit.js';
import { session, sessionNeeds } from '../session.js';
import { filterbox } from '../ui/filterbox.js';
import { vlist } from '../ui/vlist.js';

const MOST_PAGES = 10;
const ORDERS = [['last', 'Last active'], ['cost', 'Cost'], ['tokens', 'Tokens'], ['calls', 'Calls']];
/** How many pages are asked for; a new question begins with one. */
let pages = { of: null, count: 1 };

function asked(query) {
  const filter = parse(query.get('q') ?? '');
  const parameters = { ...since(query), ...filters(query), sort: query.get('order'), limit: filter.tests.length ? 1000 : 200 };
  for (const [name, value] of Object.entries(filter.parameters)) parameters[name] = Array.isArray(value) ? [...[parameters[name] ?? []].flat(), ...value] : value;
  return { filter, parameters };
}

const pageUrl = (parameters, cursor) => question('sessions', { ...parameters, cursor });

export const sessions = {
  name: 'sessions', title: 'Sessions', hasTime: true,

  needs({ query, id }, parts) {
    if (id) return sessionNeeds(id);
    const { filter, parameters } = asked(query);
    const first = pageUrl(parameters);
    if (pages.of !== first) pages = { of: first, count: 1 };
    // What the server cannot look for is looked for here, so that all sessions are needed.
    const wanted = filter.tests.length ? MOST_PAGES : pages.count;
    const needs = { page0: first, providers: question('usage', { by: 'provider' }) };
    for (let at = 1; at < wanted && parts[`page${at - 1}`]?.next; at += 1) needs[`page${at}`] = pageUrl(parameters, parts[`page${at - 1}`].next);
    const peek = query.get('peek');
    return peek ? { ...needs, ...sessionNeeds(peek) } : needs;
  },

  draw(now, parts) {
    const { query, id } = now;
    if (id) {
      return { content: [h('p', { class: 'back' }, h('a', { href: state.address({ view: 'sessions', query: state.changed(query, { peek: null, table: null, sort: null }) }) }, '← All sessions')), session(parts, { full: true })] };
    }
    const { filter } = asked(query);
    const loaded = [];
    let last = parts.page0;
    for (let at = 0; parts[`page${at}`]; at += 1) { last = parts[`page${at}`]; loaded.push(...(last.data?.rows ?? [])); }
    const total = parts.page0?.data?.total;
    const rows = filter.tests.length ? loaded.filter((row) => passes(filter, row)) : loaded;
    const isAll = !last?.next && !last?.waiting;
    const peek = query.get('peek');
    const found = filter.tests.length ? `${count(rows.length)}${isAll ? '' : '+'}` : total ? count(total.sessions) : parts.page0?.problem ? '–' : '…';
    const spent = filter.tests.length ? dollars(String(rows.reduce((sum, row) => sum + (amount(row.cost_usd) ?? 0), 0))) : total ? cost(total) : '';
    return {
      content: [
        answer(found, ` session${found === '1' ? '' : 's'} ${named(query)}`, spent ? h('span', spent) : null),
        h('div', { class: 'search' },
          filterbox({ text: query.get('q') ?? '', wrong: filter.wrong, values: (key) => valuesOf(key, loaded, parts), apply: (text) => state.set({ q: text, peek: null }, { replace: true }) }),
          choose('order', ORDERS, query.get('order') ?? 'last', 'Order'),
          button({ class: 'small', onclick: () => download('scopeon-sessions.csv', csv(COLUMNS, rows)) }, 'CSV')),
        !parts.page0?.data ? missing(parts.page0, { height: 480, what: 'Which sessions there are' })
          : rows.length === 0 && isAll ? empty(query.get('q') ? 'No session fits this filter.' : 'No session in this time.', button({ onclick: () => state.set({ ...state.UNFILTERED, since: 'all', until: null }) }, 'Show all'))
            : list(rows, parts, peek, last?.next && !filter.tests.length, query),
        total ? legendOfMarks(total) : null,
      ],
      drawer: peek ? drawer(parts, peek, query) : null,
    };
  },
};

function valuesOf(key, rows, parts) {
  const read = { agent: (row) => [row.provider], model: (row) => row.models ?? [], project: (row) => [row.project], branch: (row) => [row.branch] }[KEYS[key]];
  if (!read) return [];
  const more = key === 'agent' ? parts.providers?.data : key === 'model' ? parts.models?.data : null;
  return [...new Set([...rows.flatMap(read), ...(more?.rows ?? []).map((row) => row.key)])].filter(Boolean);
}

const COLUMNS = [...['id', 'provider', 'project', 'branch', 'first_at', 'last_at', 'calls', 'turns', 'sub_agents', 'unpriced_calls'].map((name) => col(name, name)),
  col('models', 'models', (row) => row.models.join(' ')), num('tokens', 'tokens', (row) => tokens(row.usage)), usd('cost', 'cost_usd')];

function list(rows, parts, peek, hasMore, query) {
  const { now } = parts.page0.data;
  const most = Math.max(...rows.map((row) => amount(row.cost_usd) ?? 0), 0.000001);
  const narrow = innerWidth < 720;
  return [h('div', { class: 'vhead', 'aria-hidden': true }, ['Session', 'Agent and model', 'Last active', 'Took', 'Calls', 'Tokens', 'Cache', 'Cost'].map((name) => h('span', name))),
    vlist({
      id: 'sessions', label: `Sessions, ${rows.length} of them; arrow keys move, enter peeks`, items: rows, key: (row) => row.id, current: peek, height: narrow ? 76 : 52,
      // When pages came says which rows they hold.
      signature: [Object.values(parts).map((part) => part.at), rows.length, query.toString(), hasMore, narrow],
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
