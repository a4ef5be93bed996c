// How time is divided in a chart: hours, days, weeks or months, so that bars are neither too many nor too few.

import { DAYS, MONTHS, addDays, day, longDay, shortDay } from './format.js';

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Returns what bars stand for in the time that the address names; `months` are rows by month where all of history is meant. */
export function grain(query, months, today) {
  const since = query.get('since') ?? '30d';
  const until = query.get('until');
  if (since === 'all') {
    const first = months?.[0]?.key;
    return !first ? 'monthly' : grainOf(days(`${first}-01`, today));
  }
  if (since === 'today' || since === 'yesterday' || /^\d+h$/.test(since)) return 'hourly';
  const count = /^(\d+)d$/.exec(since)?.[1];
  if (count) return grainOf(Number(count));
  return DAY.test(since) ? grainOf(days(since, until ?? today)) : 'daily';
}

const days = (first, last) => Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1;
const grainOf = (count) => (count <= 2 ? 'hourly' : count <= 130 ? 'daily' : count <= 900 ? 'weekly' : 'monthly');

/** The same for a view, whose part `months` says where history begins if all of it is meant. */
export const grainFor = (query, parts) => grain(query, parts.months?.data?.rows, day(new Date()));

/** Returns every place from the first to the last day, those without rows too. */
export function places(by, first, last, rows) {
  const found = rows.map((row) => row.key);
  if (by === 'hourly') {
    const all = [];
    for (let day = first; day <= last; day = addDays(day, 1)) {
      for (let hour = 0; hour < 24; hour += 1) all.push(`${day}T${String(hour).padStart(2, '0')}`);
    }
    return all;
  }
  if (by === 'daily') {
    const all = [];
    for (let day = first; day <= last && all.length < 1000; day = addDays(day, 1)) all.push(day);
    return all;
  }
  if (found.length === 0) return [];
  const all = [];
  if (by === 'weekly') {
    for (let day = found[0]; day <= found[found.length - 1]; day = addDays(day, 7)) all.push(day);
    return all;
  }
  for (let [year, month] = found[0].split('-').map(Number); ;) {
    const key = `${year}-${String(month).padStart(2, '0')}`;
    all.push(key);
    if (key >= found[found.length - 1]) return all;
    month += 1;
    if (month > 12) { year += 1; month = 1; }
  }
}

/** Shortens the key of a row to that of its place: hours come with their offset. */
export const placeOf = (by, key) => (by === 'hourly' ? key.slice(0, 13) : key);

/** Names a place in full. */
export function longName(by, key) {
  if (by === 'hourly') return `${longDay(key)}, ${key.slice(11)}:00`;
  if (by === 'weekly') return `week of ${longDay(key)}`;
  if (by === 'monthly') return `${MONTHS[Number(key.slice(5)) - 1]} ${key.slice(0, 4)}`;
  return longDay(key);
}

/** Names a place below the axis; not every one has room for a name. */
export function tickName(by, key, at, count) {
  if (by === 'hourly') return Number(key.slice(11)) % (count > 24 ? 6 : 3) === 0 ? `${key.slice(11)}:00` : null;
  if (by === 'monthly') return MONTHS[Number(key.slice(5)) - 1] + (key.endsWith('-01') ? ` ${key.slice(2, 4)}` : '');
  if (by === 'daily' && count <= 8) return `${DAYS[(new Date(`${key}T00:00:00Z`).getUTCDay() + 6) % 7]} ${Number(key.slice(8))}`;
  return shortDay(key);
}

/** Returns the first and last day of a place. */
export function span(by, key) {
  if (by === 'weekly') return [key, addDays(key, 6)];
  if (by === 'monthly') {
    const next = new Date(Date.UTC(Number(key.slice(0, 4)), Number(key.slice(5)), 0));
    return [`${key}-01`, next.toISOString().slice(0, 10)];
  }
  return [key.slice(0, 10), key.slice(0, 10)];
}
