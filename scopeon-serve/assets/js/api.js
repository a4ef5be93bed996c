// Questions to the server. An answer is kept with its ETag: asked again, it costs a 304.

import { changed } from './state.js';

const KEY = 'scopeon-token';
const answers = new Map();
let token = sessionStorage.getItem(KEY);
let locked = () => {};
/** What the page says of its server: `tier`, `needs_token`, and the tiers of routes. */
const server = JSON.parse(globalThis.document?.querySelector('meta[name="server"]')?.content || null);
/** What this caller may ask, by the word after `/api/v1/`. */
let routes = server && Promise.resolve(new Map(Object.entries(server.routes).map(([name, tier]) => [name, { tier, allowed: tier <= server.tier }])));

/** What the server says instead of an answer. */
export class Refusal extends Error {
  constructor(problem) {
    super(problem.detail ?? problem.title ?? 'no answer');
    this.problem = problem;
  }
}

export function onLocked(callback) {
  locked = callback;
}

/** The header that says who we are. There are no cookies, so that nothing is sent by itself. */
export const credentials = () => (token ? { authorization: `Bearer ${token}` } : {});

/** Trades a one-time code or the secret for a token that this tab keeps. */
export async function trade(stated) {
  const response = await fetch('/api/v1/session', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(stated),
  });
  if (!response.ok) throw new Refusal(await problemOf(response));
  ({ token } = await response.json());
  sessionStorage.setItem(KEY, token);
  answers.clear();
}

export function forget() {
  token = null;
  sessionStorage.removeItem(KEY);
  answers.clear();
}

/** Finds out anew what may be asked: the server may be another one. */
export function learn() {
  routes = get('/api/v1/capabilities').then(({ routes: all }) => new Map(all.map((one) => [one.path.split('/')[3], one])), () => new Map());
  return routes;
}

/** Says what is of a higher tier without asking: the browser would log the refusal as an error. */
async function admit(url) {
  const route = (await (routes ?? learn())).get(url.split(/[/?]/)[3]);
  if (route && !route.allowed) throw new Refusal({ status: 403, tier: route.tier });
}

async function get(url) {
  const response = await fetch(url, { headers: credentials() });
  if (!response.ok) throw await refusal(response);
  return response.json();
}

/** Whether the server wants to know who is asking, and whether we cannot say. */
export const wantsToken = server?.needs_token === true;
export const isLocked = () => wantsToken && !token;

/** Writes the address of a question; empty parameters are left out. */
export function question(path, parameters = {}) {
  const text = changed('', parameters).toString();
  return `/api/v1/${path}${text ? `?${text}` : ''}`;
}

export const known = (url) => answers.get(url)?.answer;

/** Asks; the answer is the same object where nothing changed. */
export async function ask(url, signal) {
  await admit(url);
  const before = answers.get(url);
  const headers = { accept: 'application/json', ...credentials() };
  if (before?.etag) headers['if-none-match'] = before.etag;
  const response = await fetch(url, { headers, signal });
  if (response.status === 304 && before) return before.answer;
  if (!response.ok) throw await refusal(response);
  const answer = { data: await response.json(), next: response.headers.get('x-next-cursor'), at: Date.now() };
  answers.set(url, { etag: response.headers.get('etag'), answer });
  if (answers.size > 200) answers.delete(answers.keys().next().value);
  return answer;
}

async function problemOf(response) {
  return { status: response.status, detail: `The server answered ${response.status}.`, ...(await response.json().catch(() => ({}))) };
}

/** Makes an error of what was answered; whoever is not known is asked for the secret. */
async function refusal(response) {
  const problem = await problemOf(response);
  if (problem.status === 401) locked(problem);
  return new Refusal(problem);
}
