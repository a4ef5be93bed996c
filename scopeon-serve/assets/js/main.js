// The page: it follows the address and the stream, and draws the view that is asked for.

import { PRESETS, toggleRange } from './ui/range.js';
import { forget, isLocked, learn, onLocked, question, trade, wantsToken } from './api.js';
import { setModels } from './colours.js';
import { fillParts, h, morph } from './dom.js';
import { setZone } from './format.js';
import { isBusy, later, onIdle } from './jobs.js';
import { follow } from './live.js';
import { Loader } from './loader.js';
import * as state from './state.js';
import { theme } from './theme.js';
import { turn } from './ui/card.js';
import { help, palette } from './ui/dialog.js';
import { login } from './ui/login.js';
import { bar, shell } from './ui/shell.js';
import { VIEWS } from './views/all.js';

/** How long an empty view is kept back, in milliseconds. */
const BLINK = 120;
const app = document.getElementById('app');
const loader = new Loader(schedule);
/** What every view shares: the models, by what they cost of late, choose their colours. All of history would take long. */
const MODELS = question('usage', { by: 'model', since: '90d' });
let live = 'waiting';
let asked = {};
let shown = null;
let lockedBy = null;
let planned = false;
let drawn = 0;
let coloured = null;
let isWaiting = true;
let stop = null;

function schedule() {
  if (planned) return;
  planned = true;
  // Answers that come close together are drawn together. Not before a frame, which has work enough of its own.
  setTimeout(() => { planned = false; drawn = Date.now(); draw(); }, Math.max(0, drawn + 60 - Date.now()));
}

function current() {
  const now = state.read();
  return [now, VIEWS.find((view) => view.name === now.view) ?? VIEWS[0]];
}

/** Asks for what the view of the address needs, and returns what is there of it. */
function ask(now, view) {
  // What one answer says may be needed to ask the next question.
  const first = Object.entries(view.needs(now, {})).filter(([, url]) => url);
  const before = loader.parts({ ...asked, ...Object.fromEntries(first), models: MODELS });
  asked = { ...view.needs(now, before), models: MODELS };
  return loader.parts(asked);
}

function draw() {
  if (lockedBy !== null) return;
  const [now, view] = current();
  now.view = view.name;
  now.hasTime = view.hasTime && !(view.name === 'sessions' && now.id);
  const parts = ask(now, view);
  const answers = Object.values(parts).map((part) => part.data).filter(Boolean);
  if (setZone(answers[0]?.zone)) turn();
  const models = parts.models?.data;
  if (models && models !== coloured) { coloured = models; setModels(models.rows.map((row) => row.key)); turn(); }
  const fresh = worst(answers);
  // What is made first is filled first.
  const above = bar({ views: VIEWS, now, live, fresh, commands, help, theme: { name: theme.name, next: () => { theme.next(); schedule(); } } });
  const { content, drawer } = view.draw(now, parts);
  const next = shell({ bar: above, live, fresh, notices: notices(answers), content: h('div', { class: `view ${view.name}` }, content), drawer, busy: true });
  document.title = `${view.title} · Scopeon`;
  if (app.firstElementChild?.classList.contains('page')) morph(app.firstElementChild, next);
  else app.replaceChildren(next);
  isWaiting = Object.values(parts).some((part) => part.waiting);
  fillParts(later);
  if (!isBusy()) rest();
  const place = `${view.name}/${now.id ?? ''}`;
  if (shown !== place) {
    if (shown !== null && shown.split('/')[0] !== view.name) { scrollTo(0, 0); document.getElementById('main')?.focus({ preventScroll: true }); }
    shown = place;
  }
}

/** Says that nothing is missing any more, once that is so. */
function rest() {
  document.getElementById('main')?.setAttribute('aria-busy', isWaiting);
}

function worst(answers) {
  const order = ['stale', 'current', 'live'];
  return answers.map((answer) => answer.fresh).filter(Boolean).sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0];
}

function notices(answers) {
  const all = new Map();
  for (const answer of answers) for (const notice of answer.notices ?? []) all.set(notice.code + notice.text, notice);
  return [...all.values()];
}

const visit = (view, changes = {}) => state.go({ view, query: state.changed(state.carried(state.read().query), changes) });

function find() {
  const now = state.read();
  if (now.view !== 'sessions' || now.id) visit('sessions');
  setTimeout(() => document.getElementById('filter')?.focus(), 60);
}

function commands() {
  palette([
    ...VIEWS.map((view, at) => ({ name: `Go to ${view.title}`, hint: view.within ? null : at + 1, run: () => visit(view.name) })),
    ...PRESETS.map(([value, name]) => ({ name: `Time: ${name}`, run: () => state.set({ since: value, until: null }) })),
    { name: 'Filter sessions', hint: '/', run: find },
    { name: 'Why today', run: () => state.go('#/insights?since=today') },
    ...['light', 'dark', 'system'].map((name) => ({ name: `Theme: ${name}`, run: () => { theme.set(name); schedule(); } })),
    { name: 'Copy the address of this view', run: () => navigator.clipboard?.writeText(location.href) },
    { name: 'Remove all filters', run: () => state.set(state.UNFILTERED) },
    { name: 'Print this view', run: () => print() },
    { name: 'Help', hint: '?', run: help },
    ...models().map((model) => ({ name: `Only model ${model}`, run: () => visit('spend', { model }) })),
  ]);
}

const models = () => loader.parts({ ...asked }).models?.data?.rows.slice(0, 12).map((row) => row.key) ?? [];

addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    return commands();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || lockedBy !== null) return;
  if (event.target.closest?.('input,dialog')) return;
  const view = VIEWS[Number(event.key) - 1];
  const range = document.querySelector('#range');
  if (view && !view.within) visit(view.name);
  else if (event.key === '?') help();
  else if (event.key === '/') { event.preventDefault(); find(); }
  else if (event.key === 't') toggleRange();
  else if (event.key === 'd') { theme.next(); schedule(); }
  else if (event.key === 'Escape') { if (range?.open) range.open = false; else if (state.read().query.has('peek')) state.set({ peek: null }); }
});
addEventListener('click', (event) => {
  const range = document.querySelector('#range[open]');
  if (range && !range.contains(event.target)) range.open = false;
  // Links within the page are taken here, so that all changes of the address go one way.
  const link = event.target.closest?.('a[href^="#/"]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    state.go(link.getAttribute('href'));
  }
  if (event.target.closest?.('.skip')) { event.preventDefault(); document.getElementById('main')?.focus(); }
});

function lock(problem) {
  if (lockedBy !== null) return;
  forget();
  lockedBy = problem?.detail ?? '';
  stop?.();
  stop = null;
  document.title = 'Scopeon';
  app.replaceChildren(login(problem?.stated ? lockedBy : null, start));
  document.getElementById('secret')?.focus();
}

function start() {
  lockedBy = null;
  stop?.();
  ask(...current());
  // What takes no longer than a blink is not announced, and the stream has time until then.
  const later = setTimeout(() => { schedule(); listen(); }, BLINK);
  stop = () => clearTimeout(later);
}

function listen() {
  let last = 0;
  let again = null;
  stop = follow({
    changed: (message) => {
      if (message.type === 'snapshot' && last === 0) { last = Date.now(); return; }
      // At most one round of questions in so long, whatever the stream says.
      clearTimeout(again);
      again = setTimeout(() => { last = Date.now(); loader.refresh(asked); }, Math.max(30, 400 - (Date.now() - last)));
    },
    state: (next) => {
      if (live === 'waiting' && next === 'live' && last) { learn(); loader.refresh(asked); }
      live = next;
      schedule();
    },
  });
}

async function begin() {
  theme.apply();
  onIdle(rest);
  onLocked(lock);
  state.onChange(schedule);
  const code = /^#c=(.+)$/.exec(location.hash)?.[1];
  if (code) {
    history.replaceState(null, '', '#/now');
    // Without a secret the code is not needed.
    try { if (wantsToken) await trade({ code: decodeURIComponent(code) }); } catch (refusal) { if (isLocked()) return lock({ ...refusal.problem, stated: true }); }
  }
  if (isLocked()) return lock();
  start();
}

// What is said of how long ago something was goes on by itself.
setInterval(() => { if (!document.hidden) { turn(); schedule(); } }, 30_000);

begin();
