// Limits and budgets as rows with a gauge: what is used, how much of the time is over, when it runs out.

import { about, clock, day, dollars, empty, gauge, h, instant, percent, quiet, shortDay } from './kit.js';

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

function meter({ kind, level, name, figure, ratio, pace, says, foot }) {
  return h('li', { class: `meter ${STATES[level] ?? 'ok'}` },
    h('div', { class: 'meter-head' }, h('span', name), h('b', figure)),
    gauge({ ratio: ratio ?? 0, pace, state: STATES[level], label: `${name} ${kind}`, text: `${percent(ratio)} used` }),
    h('div', { class: 'meter-foot' }, h('span', { class: 'sign' }, `${SIGNS[level] ?? ''} ${says}`), foot));
}

function limit(row, now) {
  const hit = row.pace?.exhausted_at;
  const old = Date.parse(now) - Date.parse(row.read_at) > 3_600_000;
  return meter({ kind: 'limit', level: row.level, name: `${row.provider} ${windowName(row)}`, figure: percent(row.used_ratio), ratio: row.used_ratio, pace: row.pace?.elapsed_ratio,
    says: row.level === 'used_up' ? 'used up' : hit ? `full at ~${instant(hit, now)}` : 'lasts until it resets',
    foot: [h('span', row.resets_at ? `resets ${instant(row.resets_at, now)}` : 'reset not known'), old ? h('span', { class: 'old' }, `as of ${instant(row.read_at, now)}`) : null] });
}

function budget(row, now) {
  const { period, usd, project } = row.budget;
  const likely = row.projection?.likely_usd;
  const ends = row.exhausted_at && (day(row.exhausted_at) === day(now) ? clock(row.exhausted_at) : shortDay(day(row.exhausted_at)));
  return meter({ kind: 'budget', level: row.state, name: `${period}${project ? ` · ${project}` : ''}`, figure: `${dollars(row.spent_usd)} of ${dollars(usd)}`, ratio: row.used_ratio, pace: row.elapsed_ratio,
    says: row.state === 'over' ? 'exceeded' : ends ? `runs out ${ends}` : row.state === 'warn' ? 'nearly used' : 'holds', foot: likely ? h('span', `likely ${about(likely)} in the end`) : null });
}

/** Makes the list of limits, or says how there come to be some. */
export const limits = (rows, now) => (rows.length
  ? [h('ul', { class: 'meters' }, rows.map((row) => limit(row, now))), h('p', { class: 'quiet pace-key' }, h('i', { class: 'tick-mark' }), ' how much of the time is over')]
  : empty('No limit readings yet.', quiet('Claude Code: run ', h('code', 'scopeon init'), '.')));

export const budgets = (rows, now) => (rows.length ? h('ul', { class: 'meters' }, rows.map((row) => budget(row, now)))
  : empty('No budget is set.', quiet('Set one in ', h('code', 'config.toml'), ' under ', h('code', '[[budgets]]'), '.')));
