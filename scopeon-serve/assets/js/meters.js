// Limits and budgets as rows with a gauge: how much is used, how much of the time is over, and when it runs out.

import { gauge } from './charts/small.js';
import { h } from './dom.js';
import { empty } from './ui/card.js';
import { about, clock, day, dollars, instant, percent, shortDay } from './format.js';

const WINDOWS = { five_hour: '5 h', seven_day: 'week' };

/** Names a window of a limit by its length. */
export function windowName({ window, minutes }) {
  if (WINDOWS[window]) return WINDOWS[window];
  if (minutes === 10_080) return 'week';
  if (minutes === 1440) return 'day';
  if (minutes && minutes % 60 === 0) return `${minutes / 60} h`;
  return window.replaceAll('_', ' ');
}

const SIGNS = { ok: '✓', warn: '▲', used_up: '✕', over: '✕' };
const STATES = { ok: 'ok', warn: 'warn', used_up: 'bad', over: 'bad' };

/** Makes the row of a limit. */
function limit(row, now) {
  const hit = row.pace?.exhausted_at;
  const name = `${row.provider} ${windowName(row)}`;
  const says = row.level === 'used_up' ? 'used up' : hit ? `full at ~${instant(hit, now)}` : 'lasts until it resets';
  const old = Date.parse(now) - Date.parse(row.read_at) > 3_600_000;
  return h('li', { class: `meter ${STATES[row.level] ?? 'ok'}` },
    h('div', { class: 'meter-head' }, h('span', {}, name), h('b', {}, percent(row.used_ratio))),
    gauge({ ratio: row.used_ratio, pace: row.pace?.elapsed_ratio, state: STATES[row.level], label: `${name} limit`, text: `${percent(row.used_ratio)} used` }),
    h('div', { class: 'meter-foot' },
      h('span', { class: 'sign' }, `${SIGNS[row.level] ?? ''} ${says}`),
      h('span', {}, row.resets_at ? `resets ${instant(row.resets_at, now)}` : 'reset not known'),
      old ? h('span', { class: 'old' }, `as of ${instant(row.read_at, now)}`) : null));
}

/** Makes the row of a budget. */
function budget(row, now) {
  const { period, usd, project } = row.budget;
  const name = `${period}${project ? ` · ${project}` : ''}`;
  const likely = row.projection?.likely_usd;
  const says = row.state === 'over' ? 'exceeded' : row.exhausted_at ? `runs out ${day(row.exhausted_at) === day(now) ? clock(row.exhausted_at) : shortDay(day(row.exhausted_at))}` : row.state === 'warn' ? 'nearly used' : 'holds';
  return h('li', { class: `meter ${STATES[row.state] ?? 'ok'}` },
    h('div', { class: 'meter-head' }, h('span', {}, name), h('b', {}, `${dollars(row.spent_usd)} of ${dollars(usd)}`)),
    gauge({ ratio: row.used_ratio ?? 0, pace: row.elapsed_ratio, state: STATES[row.state], label: `${name} budget`, text: `${percent(row.used_ratio)} used` }),
    h('div', { class: 'meter-foot' },
      h('span', { class: 'sign' }, `${SIGNS[row.state] ?? ''} ${says}`),
      likely ? h('span', {}, `likely ${about(likely)} in the end`) : null));
}

/** Makes the list of limits, or says how there come to be some. */
export const limits = (rows, now) => (rows.length
  ? [h('ul', { class: 'meters' }, rows.map((row) => limit(row, now))), h('p', { class: 'quiet pace-key' }, h('i', { class: 'tick-mark' }), ' how much of the time is over')]
  : empty('No limit readings yet.', h('p', { class: 'quiet' }, 'Claude Code: run ', h('code', {}, 'scopeon init'), '.')));

/** Makes the list of budgets. */
export const budgets = (rows, now) => (rows.length ? h('ul', { class: 'meters' }, rows.map((row) => budget(row, now)))
  : empty('No budget is set.', h('p', { class: 'quiet' }, 'Set one in ', h('code', {}, 'config.toml'), ' under ', h('code', {}, '[[budgets]]'), '.')));
