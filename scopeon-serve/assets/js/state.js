// The address is the whole state: reload, share and back work because nothing else is remembered. It stands after the `#`,
// so that no server and no log of one ever sees a filter.

const listeners = new Set();

export function read() {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [view, ...rest] = path.split('/').map(decode);
  return { view: view || 'now', id: rest.join('/') || null, query: new URLSearchParams(query) };
}

function decode(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

export function address({ view, id = null, query }) {
  const text = query?.toString() ?? '';
  return `#/${view}${id ? `/${encodeURIComponent(id)}` : ''}${text ? `?${text}` : ''}`;
}

/** Returns the query with some values changed; `null` takes one away. */
export function changed(query, changes) {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    for (const one of [value].flat()) if (one !== null && one !== undefined && one !== '') next.append(name, one);
  }
  return next;
}

export const UNFILTERED = { project: null, model: null, agent: null, branch: null, q: null, only: null };

/** What goes along from one view to the next: the time. */
export function carried(query) {
  const next = new URLSearchParams();
  for (const name of ['since', 'until']) if (query.has(name)) next.set(name, query.get(name));
  return next;
}

/** Goes to an address; small changes replace the entry of the history instead of adding one. */
export function go(state, { replace = false } = {}) {
  const hash = typeof state === 'string' ? state : address(state);
  if (hash === location.hash) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', hash);
  for (const listener of listeners) listener();
}

/** Changes values of the present address. */
export function set(changes, options) {
  const now = read();
  go({ ...now, query: changed(now.query, changes) }, options);
}

export function onChange(listener) {
  listeners.add(listener);
  addEventListener('popstate', listener);
}
