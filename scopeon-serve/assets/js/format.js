// How figures are written: the same marks as the command line's.

/** Writes a number with a comma between thousands. Formatters of `Intl` take some twenty milliseconds to be made. */
function grouped(text) {
  const [before, after] = text.split('.');
  return before.replace(/\B(?=(\d{3})+$)/g, ',') + (after ? `.${after}` : '');
}

let zone = 'UTC';
let slow = null;

/** Days and times are of the zone that answers state; returns whether it is another one now. */
export function setZone(name) {
  if (!name || name === zone) return false;
  const before = zone;
  [zone, slow] = [name, null];
  try { return offset(0) !== null; } catch { /* An unknown zone changes nothing. */ }
  zone = before;
  return false;
}

/** How far the zone is from UTC at an instant, in milliseconds. */
function offset(at) {
  if (zone === 'UTC') return 0;
  if (globalThis.Temporal) return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
  slow ??= new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', hourCycle: 'h23' });
  const of = Object.fromEntries(slow.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(of.year, of.month - 1, of.day, of.hour, of.minute) - Math.floor(at / 60_000) * 60_000;
}

/** Money is text on the wire; `null` is what is not known. */
export const amount = (text) => (text === null || text === undefined ? null : Number(text));

export function dollars(text) {
  const value = amount(text);
  if (value === null) return '–';
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (size !== 0 && size < 0.01) return `${sign}$${size.toFixed(4)}`;
  return size >= 10_000 ? `${sign}$${grouped(String(Math.round(size)))}` : `${sign}$${grouped(size.toFixed(2))}`;
}

/** Writes the cost of a row with its marks: `≥` a lower bound, `*` without calls whose cost is not known. */
export function cost(row) {
  if (!row || row.cost_usd === null || row.cost_usd === undefined) return '–';
  return (isFloor(row) ? '≥' : '') + dollars(row.cost_usd) + (isPartial(row) ? '*' : '');
}

/** Returns whether the cost is a lower bound. */
export const isFloor = (row) => (row.floor_calls ?? 0) + (row.unfinished_calls ?? 0) > 0 || row.floor || row.unfinished;

/** Returns whether calls are left out of the cost. */
export const isPartial = (row) => (row.unpriced_calls ?? 0) > 0;

export const about = (text) => (amount(text) === null ? '–' : `~${dollars(text)}`);

/** Writes a figure with the mark of an estimate. */
export const marked = (figure, write) =>
  figure?.value === null || figure?.value === undefined ? '–'
    : (figure.provenance?.level === 'estimated' ? '~' : '') + write(figure.value);

/** Writes a count in at most four characters and a unit. */
export function short(value) {
  if (value === null || value === undefined) return '–';
  const size = Math.abs(value);
  if (size < 1000) return String(Math.round(value));
  for (const [unit, each] of [['B', 1e9], ['M', 1e6], ['K', 1e3]]) {
    if (size >= each * 0.9995) return (value / each).toFixed(size / each < 99.95 ? 1 : 0).replace(/\.0$/, '') + unit;
  }
  return String(value);
}

export const count = (value) => (value === null || value === undefined ? '–' : grouped(String(Math.round(value * 1000) / 1000)));

export function percent(ratio, digits = 0) {
  if (ratio === null || ratio === undefined) return '–';
  return `${(ratio * 100).toFixed(digits || (ratio > 0 && ratio < 0.0995 ? 1 : 0))} %`;
}

export const times = (ratio) => (ratio >= 9.95 ? `${Math.round(ratio)}×` : `${ratio.toFixed(1)}×`);

export const bytes = (value) => (value < 1000 ? `${value} B` : short(value).replace(/([KMB])$/, ' $1B').replace(' BB', ' GB'));

/** Writes a value that says what it is of: `{usd}`, `{tokens}`, `{ratio}` and so on. */
export function quantity(value) {
  const [kind, of] = Object.entries(value ?? {})[0] ?? [];
  return ({ usd: dollars, tokens: short, ratio: (one) => percent(one, 1), bytes, ms: duration }[kind] ?? count)(of);
}

export function duration(ms) {
  if (ms === null || ms === undefined) return '–';
  if (ms >= 0 && ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h${minutes % 60 ? ` ${minutes % 60} min` : ''}` : `${Math.round(hours / 24)} days`;
}

/** The tokens of a row: prompt and output. */
export const tokens = (usage) =>
  usage.input + usage.output + usage.cache_read + usage.cache_write_5m + usage.cache_write_1h;

export const prompt = (usage) => usage.input + usage.cache_read + usage.cache_write_5m + usage.cache_write_1h;

/** Writes an instant as `2026-11-20T14:02…` of the zone. */
function local(at) {
  const ms = new Date(at).getTime();
  return new Date(ms + offset(ms)).toISOString();
}

/** Writes the day of an instant as `2026-11-20`. */
export const day = (at) => local(at).slice(0, 10);

export const clock = (at) => local(at).slice(11, 16);

/** Writes an instant: the time alone where it is today. */
export function instant(at, now) {
  if (!at) return '–';
  const date = day(at);
  return now && day(now) === date ? clock(at) : `${shortDay(date)} ${clock(at)}`;
}

const date = (key) => new Date(`${key.slice(0, 10)}T00:00:00Z`);

/** Returns whether a text is a day such as `2026-11-20`. */
export const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date(text).getTime());

/** Returns the place of a day in its week; Monday is 0. */
export const weekday = (key) => (date(key).getUTCDay() + 6) % 7;

/** Writes `2026-11-20` as `20 Nov`. What is no day stays as it is. */
export const shortDay = (key) => (isDay(key.slice(0, 10)) ? `${date(key).getUTCDate()} ${MONTHS[date(key).getUTCMonth()]}` : key);

/** Writes `2026-11-20` as `Fri 20 Nov 2026`. */
export const longDay = (key) => `${DAYS[weekday(key)]} ${shortDay(key)} ${key.slice(0, 4)}`;

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Adds days to `2026-11-20`. */
export function addDays(key, days) {
  const at = date(key);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

export function ago(at, now) {
  const ms = Date.parse(now) - Date.parse(at);
  return ms < 60_000 ? 'just now' : `${duration(ms)} ago`;
}

/** Writes the last component of a path. */
export const lastPart = (path) => (path === '(none)' ? 'no project' : path ? path.replace(/[\\/]+$/, '').split(/[\\/]/).pop() || path : null);

export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

export const words = (text) => text.replaceAll('_', ' ');
