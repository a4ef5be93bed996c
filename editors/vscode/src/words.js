'use strict';
// Figures as people read them. All that a server sends is taken for text of unknown origin: checked for its type, freed
// of control characters and cut.

const UNKNOWN = '–';
const RANK = { ok: 1, warn: 2, used_up: 3 };

/** Returns text that changes neither line nor direction. */
function clean(text, longest = 40) {
  if (typeof text !== 'string') return UNKNOWN;
  const plain = text.slice(0, 4096).replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').replace(/[\p{Cf}\p{Cs}\p{Co}]/gu, '');
  const letters = [...plain];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : plain;
}

/** Returns a finite number, or nothing. */
function number(value) {
  const it = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof it === 'number' && Number.isFinite(it) ? it : undefined;
}

const list = (value) => (Array.isArray(value) ? value : []);
const fields = (value) => (typeof value === 'object' && value !== null ? value : {});

function money(value) {
  const amount = number(value);
  if (amount === undefined || Math.abs(amount) > 1e12) return UNKNOWN;
  if (amount > 0 && amount < 0.005) return '<$0.01';
  const digits = Math.abs(amount).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${amount < 0 ? '-' : ''}$${digits}`;
}

/** Returns a cost with its marks: `≥` a lower bound, `*` without calls whose price is not known. */
function cost(figures) {
  const of = fields(figures);
  const counted = (name) => number(of[name]) ?? 0;
  const unpriced = counted('unpriced_calls');
  if (unpriced > 0 && unpriced >= counted('calls')) return `${UNKNOWN}*`;
  const isOpen = counted('unfinished_calls') + counted('unknown_calls') + counted('floor_calls') > 0;
  return `${isOpen ? '≥' : ''}${money(of.cost_usd)}${unpriced > 0 ? '*' : ''}`;
}

/** Returns a share in whole percent, never more than it is: 79.9 % has not reached 80. */
function percent(ratio) {
  const share = number(ratio);
  if (share === undefined || share < 0 || share > 100) return UNKNOWN;
  return `${Math.floor(Math.round(share * 10_000) / 100)} %`;
}

function count(value) {
  const it = number(value);
  if (it === undefined) return UNKNOWN;
  if (it >= 1e6) return `${(it / 1e6).toFixed(1)}M`;
  return it >= 1e3 ? `${(it / 1e3).toFixed(0)}K` : it.toFixed(0);
}

/** Returns how a window is called: 5h, 7d, or as its agent calls it. */
function windowName({ minutes, window }) {
  const it = number(minutes);
  if (it === undefined || it <= 0 || it > 1e7) return clean(window, 16);
  if (it % 1440 === 0) return `${it / 1440}d`;
  return it % 60 === 0 ? `${it / 60}h` : `${it}m`;
}

/** Returns how long it is from one instant to another. */
function until(from, to) {
  const minutes = Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 60_000));
  if (Number.isNaN(minutes)) return UNKNOWN;
  if (minutes >= 2880) return `${Math.floor(minutes / 1440)} days`;
  return minutes >= 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes} min`;
}

const rank = (limit) => (Object.hasOwn(RANK, limit.level) ? RANK[limit.level] : 1);

/** Returns the limit that matters most: the worst level, then the fullest. */
function tightest(answer) {
  return list(answer?.limits)
    .map(fields)
    .filter((limit) => number(limit.used_ratio) !== undefined)
    .sort((a, b) => rank(b) - rank(a) || number(b.used_ratio) - number(a.used_ratio))[0];
}

function level(answer) {
  const limit = tightest(answer);
  return limit && Object.hasOwn(RANK, limit.level) ? limit.level : 'ok';
}

function sign({ level: of }) {
  return of === 'warn' ? '▲' : of === 'used_up' ? '✗' : '';
}

/** Returns the share of the context of a live session; nothing where it is not known. */
function contextOf(live) {
  const [used, all] = [number(fields(live).context), number(fields(live).window)];
  return used !== undefined && all > 0 ? used / all : undefined;
}

/** Returns the share of the fullest context of live sessions: it is the next to be compacted. */
function fullest({ figures, answer }) {
  const fill = number(figures?.fill_pct);
  const shares = list(answer?.sessions).map(contextOf);
  const known = [fill === undefined ? undefined : fill / 100, ...shares].filter((share) => share !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

/** Contexts are estimates, so the nearest percent is the best one. */
const near = (share) => percent(Math.round(share * 100) / 100);

/** Returns whether the figures are those of now. */
function isFresh({ state, figures }) {
  return state === 'live' && ['live', 'current'].includes(figures?.fresh);
}

/** Returns the line for the status bar: `$2.91 · ctx 29 % · 5h 84 %▲`, or nothing. */
function status(feed) {
  if (!feed.figures) return '';
  const { answer, figures } = feed;
  // The stream has the newest amount, the answer its marks.
  const amount = number(figures.daily_cost_usd);
  const parts = [cost({ ...fields(answer?.today), ...(amount === undefined ? {} : { cost_usd: amount }) })];
  const share = fullest(feed);
  if (share !== undefined) parts.push(`ctx ${near(share)}`);
  const limit = tightest(answer);
  if (limit) parts.push(`${windowName(limit)} ${percent(limit.used_ratio)}${sign(limit)}`);
  if (!isFresh(feed)) parts.push('stale');
  return parts.join(' · ');
}

module.exports = {
  clean, contextOf, cost, count, fields, isFresh, level, list, money, near, number, percent, sign, status, tightest, until,
  windowName,
};
