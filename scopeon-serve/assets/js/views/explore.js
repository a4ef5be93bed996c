// Explore: what consumed tokens, from agents down to single sessions.

import { answer, CACHED, CALLS, chips, choose, col, COST, cost, filters, grid, h, lastPart, lead, named, num, panel, plural, question, shareCell, state, time, TOKENS } from '../kit.js';
import { MEASURES } from './spend.js';

const DEPTHS = { provider: 'Agent', project: 'Project', branch: 'Branch', session: 'Session' };
const nameOf = (key, depth) => (depth === 'session' ? key.slice(0, 13) : depth === 'project' ? lastPart(key) : key);

export const explore = {
  name: 'explore', title: 'Explore', within: 'spend', hasTime: true,

  needs: ({ query }) => ({ level: question('explore', { ...time(query), ...filters(query), path: query.getAll('path'), by: query.get('measure'), limit: 500 }) }),

  draw({ query }, { level }) {
    const path = query.getAll('path');
    const down = (length) => state.address({ view: 'explore', query: state.changed(query, { path: path.slice(0, length), sort: null }) });
    const at = level?.data?.depth;
    return { content: [
      lead(level, ` ${named(query)}`, (data) => answer(cost(data.total), ` ${named(query)}`, h('span', plural(data.rows.length + data.more, (DEPTHS[at] ?? at).toLowerCase(), at === 'branch' ? 'branches' : undefined)))),
      h('nav', { class: 'crumbs', 'aria-label': 'The way down' }, ['All agents', ...path].map((one, place) => [place ? ' › ' : null,
        place === path.length ? h('b', lastPart(one)) : h('a', { href: down(place) }, lastPart(one))])),
      chips(query),
      grid(panel(level, { id: 'level', title: `By ${(DEPTHS[at] ?? 'row').toLowerCase()}`, className: 'w12', table: true, height: 400, what: 'What consumed tokens', actions: choose('measure', MEASURES, query.get('measure') ?? 'cost', 'What is measured'),
        rows: (data) => ({ rows: data.rows, open: (row) => (at === 'session' ? state.go({ view: 'sessions', id: row.key }) : state.set({ path: [...path, row.key], sort: null })),
          columns: [col(DEPTHS[at], at, 'key', (row) => nameOf(row.key, at), (row) => row.key), CALLS, TOKENS, CACHED, COST, num('Share', 'share', 'share', undefined, (row) => shareCell(row.share))] }) })),
    ] };
  },
};
