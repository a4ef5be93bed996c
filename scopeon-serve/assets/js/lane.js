// One running session: how full its context is, what it costs, and what it does.

import { ago, cost, dollars, duration, gauge, h, hitRate, lastPart, percent, plural, short, spark, state } from './kit.js';

const ADVICE = { compact_soon: 'compact at the next good moment', compact_now: 'compact before the next prompt', start_fresh: 'start a new session' };
const BECAUSE = { nearly_full: 'the window is nearly full', filling: 'the window fills', last_turn: 'it lasts one more turn', few_calls_left: 'few calls are left',
  cache_expired: 'the cache has run out', compacted_often: 'it was compacted often' };

export function lane({ session, model, context, window, evidence, turns_left: turns, advice }, now, steps, more) {
  const fill = window ? context / window : null;
  const guessed = evidence && !['call', 'session', 'override'].includes(evidence);
  const level = fill === null ? 'ok' : fill >= 0.9 ? 'bad' : fill >= 0.75 ? 'warn' : 'ok';
  const hours = (Date.parse(session.last_at) - Date.parse(session.first_at)) / 3_600_000;
  const rate = session.cost_usd !== null && hours > 1 / 30 ? Number(session.cost_usd) / hours : null;
  const cold = coldIn(session, now);
  const tools = [...(more?.tools ?? []), ...(more?.mcp ?? [])].slice(0, 5);
  const subs = more?.sub_agents?.length ?? session.sub_agents;
  const place = [session.project ? lastPart(session.project) : null, session.branch].filter(Boolean).join(' · ');
  const text = fill === null ? (context === null ? 'context not known' : `${short(context)} tokens`) : `${guessed ? '~' : ''}${percent(fill)} of ${short(window)}`;
  return h('article', { class: 'lane' },
    h('header',
      h('h2', h('a', { href: state.address({ view: 'sessions', id: session.id }) }, place || session.id.slice(0, 8))),
      h('span', { class: 'who' }, `${session.provider}${model ? ` · ${model}` : ''}`),
      h('span', { class: 'when' }, ago(session.last_at, now))),
    h('div', { class: 'fill' },
      fill === null ? h('div', { class: 'gauge none' }) : gauge({ ratio: fill, state: level, label: 'Context', text: `${text} of the context used` }),
      h('b', text), turns === null || turns === undefined ? null : h('span', `~${plural(turns, 'turn')} left`)),
    advice && advice.advice !== 'go_on' && ADVICE[advice.advice]
      ? h('p', { class: `advice ${level}` }, `▲ ${ADVICE[advice.advice]}${BECAUSE[advice.because] ? `: ${BECAUSE[advice.because]}` : ''}`) : null,
    h('div', { class: 'lane-figures' },
      h('span', { class: 'lane-cost' }, cost(session)),
      rate ? h('span', { title: 'since its first call' }, `${dollars(rate)}/h`) : null,
      h('span', `${plural(session.turns, 'turn')}, ${plural(session.calls, 'call')}`),
      h('span', `cache ${percent(hitRate(session.usage))}${cold === null ? '' : cold > 0 ? `, cold in ~${duration(cold)}` : ', may be cold'}`)),
    h('div', { class: 'lane-foot' },
      steps?.steps?.length > 1 ? spark({ values: steps.steps.map((step) => step.occupancy), width: 150, height: 26, line: true, label: `Context over ${plural(steps.steps.length, 'call')}` }) : null,
      h('span', { class: 'tags' }, tools.map((tool) => h('span', { class: 'tag', title: plural(tool.uses, 'use') }, `${lastPart(tool.name)} `, h('small', String(tool.uses)))),
        subs ? h('span', { class: 'tag sub' }, plural(subs, 'sub-agent')) : null)));
}

/** How long what it wrote to a cache lives on, by the kind of its writes. */
function coldIn(session, now) {
  const life = session.usage.cache_write_1h > 0 ? 3_600_000 : session.usage.cache_write_5m > 0 ? 300_000 : null;
  return life === null ? null : Date.parse(session.last_at) + life - Date.parse(now);
}
