// What made it expensive: facts with their share, in order of money.

import { amount, dollars, empty, h, percent, share, state } from './kit.js';

export function facts(data, { most = 50, skipTotal = false } = {}) {
  const all = data.facts.filter((fact) => !(skipTotal && fact.kind === 'total'));
  if (all.length === 0) return empty('Nothing was used in this time.');
  return h('ol', { class: 'facts' }, all.slice(0, most).map((fact) => h('li', { class: fact.kind },
    h('span', { class: 'fact-usd' }, amount(fact.usd) === null ? '–' : dollars(fact.usd)),
    h('div', { class: 'fact-text' }, h('p', fact.text),
      h('div', { class: 'fact-foot' }, fact.share === null ? null : [share(fact.share), h('span', percent(fact.share))],
        fact.session ? h('a', { href: state.address({ view: 'sessions', id: fact.session }) }, 'session') : null,
        fact.command ? h('code', { title: 'the command that goes deeper' }, fact.command) : null)))));
}
