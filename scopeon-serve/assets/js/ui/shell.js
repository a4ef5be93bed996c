// What stands around every view: where to go, the time, how fresh the figures are.

import { button, h, s } from '../dom.js';
import { clock } from '../format.js';
import * as state from '../state.js';
import { picker } from './range.js';

const ICONS = {
  now: 'M13 2 5 14h6l-1 8 9-13h-6z', spend: 'M4 20V10M10 20V4M16 20v-7M21 20H3', sessions: 'M4 6h16M4 12h16M4 18h10',
  cache: 'M4 7c0-2 16-2 16 0s-16 2-16 0v10c0 2 16 2 16 0V7M4 12c0 2 16 2 16 0',
  tools: 'M14 7a4 4 0 0 1 5-4l-3 3 2 2 3-3a4 4 0 0 1-5 5l-8 8a2 2 0 0 1-3-3z', insights: 'M9 18h6M10 21h4M12 3a6 6 0 0 0-3 11v1h6v-1a6 6 0 0 0-3-11z',
  limits: 'M4 18a8 8 0 1 1 16 0M12 16l4-6',
};

/** Makes the page around `content`. */
export function shell({ views, now, live, fresh, notices, theme, content, drawer, commands, help, busy }) {
  const link = (view) => h('a', {
    href: state.address({ view: view.name, query: state.carried(now.query) }), 'aria-current': view.name === now.view ? 'page' : null,
  }, icon(ICONS[view.name]), h('span', {}, view.title));
  return h('div', { class: `page${drawer ? ' has-drawer' : ''}` },
    h('header', { class: 'top' },
      h('a', { class: 'brand', href: '#/now', 'aria-label': 'Scopeon, now' }, s('svg', { viewBox: '0 0 32 32', width: 24, height: 24, 'aria-hidden': true },
        s('rect', { class: 'logo', width: 32, height: 32, rx: 7 }), s('path', { class: 'logo-bars', d: 'M7 22V16M13 22V10M19 22V13M25 22V7' })), h('b', {}, 'Scopeon')),
      h('nav', { class: 'views', 'aria-label': 'Views' }, views.map(link)),
      h('div', { class: 'tools' },
        now.hasTime ? picker(now.query) : null,
        button({ class: 'icon', title: 'Commands (Ctrl K)', 'aria-label': 'Commands', onclick: commands }, icon('M10 4a6 6 0 1 1 0 12a6 6 0 0 1 0-12M15 15l5 5')),
        button({ class: 'icon', title: 'Light or dark (d)', 'aria-label': `Theme: ${theme.name}`, onclick: theme.next }, icon('M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18')),
        button({ class: 'icon', title: 'Help (?)', 'aria-label': 'Help', onclick: help }, icon('M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 18v.5')),
        status(live, fresh))),
    banner(fresh, live, notices),
    h('main', { id: 'main', tabindex: -1, 'aria-busy': busy }, content),
    drawer,
    h('footer', { class: 'foot' }, h('span', {}, 'Costs are at API list prices of the day. Nothing leaves this machine.')));
}

function status(live, fresh) {
  const text = live === 'live' ? (fresh?.state === 'stale' ? 'stale' : 'live') : live === 'waiting' ? 'reconnecting' : 'not live';
  const at = fresh?.as_of ? clock(fresh.as_of) : '';
  return h('div', { class: `status ${text.replace(' ', '-')}`, role: 'status', title: fresh?.why ?? (live === 'live' ? 'What is logged shows within moments' : 'The stream of changes is not connected') },
    h('i', { 'aria-hidden': true }, live === 'live' ? '●' : '○'), h('span', {}, text), at ? h('time', {}, at) : null);
}

/** A stale answer says since when, and why. */
function banner(fresh, live, notices) {
  const lines = [];
  if (fresh?.state === 'stale') {
    lines.push(h('p', { class: 'stale' }, h('b', {}, fresh.as_of ? `Stale since ${clock(fresh.as_of)}` : 'Stale'), fresh.why ? ` – ${fresh.why}` : ' – something may be missing.'));
  }
  for (const { code, text } of notices ?? []) if (code !== 'no_data' && code !== 'stale') lines.push(h('p', {}, text));
  return lines.length ? h('aside', { class: 'banner', 'aria-label': 'Notices', 'aria-live': 'polite' }, lines) : null;
}

const icon = (d) => s('svg', { class: 'glyph', viewBox: '0 0 24 24', width: 18, height: 18, 'aria-hidden': true }, s('path', { d }));
