// What stands around every view: where to go, the time, how fresh the figures are.

import { button, h, lazy, s } from '../dom.js';
import { clock } from '../format.js';
import * as state from '../state.js';
import { picker } from './range.js';

/** Makes the bar above every view: where to go, the time, and whether it is live. */
export function bar({ views, now, live, fresh, theme, commands, help }) {
  return lazy(h('header', { class: 'top' }), [location.hash, live, fresh?.state, fresh?.as_of, fresh?.why, theme.name], () => {
    const { within } = views.find((view) => view.name === now.view);
    const link = (view) => h('a', {
      href: state.address({ view: view.name, query: state.carried(now.query) }), 'aria-current': view.name === now.view ? 'page' : view.name === within ? 'true' : null,
    }, icon(view.name), h('span', view.title));
    return [
      h('a', { class: 'brand', href: '#/now', 'aria-label': 'Scopeon, now' }, s('svg', { width: 24, height: 24, 'aria-hidden': true }, s('use', { href: '#logo' })), h('b', 'Scopeon')),
      h('nav', { class: 'views', 'aria-label': 'Views' }, views.filter((view) => !view.within).map(link)),
      h('div', { class: 'tools' },
        now.hasTime ? picker(now.query) : null,
        button({ class: 'icon', title: 'Commands (Ctrl K)', 'aria-label': 'Commands', onclick: commands }, icon('commands')),
        button({ class: 'icon', title: 'Light or dark (d)', 'aria-label': `Theme: ${theme.name}`, onclick: theme.next }, icon('theme')),
        button({ class: 'icon', title: 'Help (?)', 'aria-label': 'Help', onclick: help }, icon('help')),
        status(live, fresh))];
  });
}

/** Makes the page around `content`. */
export function shell({ bar: above, fresh, live, notices, content, drawer, busy }) {
  return h('div', { class: `page${drawer ? ' has-drawer' : ''}` },
    above, banner(fresh, live, notices),
    h('main', { id: 'main', tabindex: -1, 'aria-busy': busy, 'data-at': location.hash }, content),
    drawer,
    h('footer', { class: 'foot' }, 'Costs are at API list prices of the day. Nothing leaves this machine.'));
}

function status(live, fresh) {
  const text = live === 'live' ? (fresh?.state === 'stale' ? 'stale' : 'live') : live === 'waiting' ? 'reconnecting' : 'not live';
  const at = fresh?.as_of ? clock(fresh.as_of) : '';
  return h('div', { class: `status ${text.replace(' ', '-')}`, role: 'status', title: fresh?.why ?? (live === 'live' ? 'What is logged shows within moments' : 'The stream of changes is not connected') },
    h('i', { 'aria-hidden': true }, live === 'live' ? '●' : '○'), h('span', text), at ? h('time', at) : null);
}

/** A stale answer says since when, and why. */
function banner(fresh, live, notices) {
  const lines = [];
  if (fresh?.state === 'stale') {
    lines.push(h('p', { class: 'stale' }, h('b', fresh.as_of ? `Stale since ${clock(fresh.as_of)}` : 'Stale'), fresh.why ? ` – ${fresh.why}` : ' – something may be missing.'));
  }
  for (const { code, text } of notices ?? []) if (code !== 'no_data' && code !== 'stale') lines.push(h('p', text));
  return lines.length ? h('aside', { class: 'banner', 'aria-label': 'Notices', 'aria-live': 'polite' }, lines) : null;
}

/** What is drawn stands in the page. */
const icon = (name) => s('svg', { class: 'glyph', width: 18, height: 18, 'aria-hidden': true }, s('use', { href: `#icon-${name}` }));
