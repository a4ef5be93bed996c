// How time is divided in a chart, so that bars are neither too many nor too few.

import { DAYS, MONTHS, addDays, day, isDay, longDay, shortDay, weekday } from './format.js';

/** Returns what bars stand for in a time; `months` are rows by month where all of history is meant. */
export function grain(query, months, today) {
  const since = query.get('since') ?? '30d';
  const until = query.get('until');
  if (since === 'all') {
    const first = months?.[0]?.key;
    return !first ? 'monthly' : grainOf(days(`${first}-01`, today));
  }
  if (since === 'today' || since === 'yesterday' || /^\d+h$/.test(since)) return 'hourly';
  return /^\d+d$/.test(since) ? grainOf(parseInt(since, 10)) : isDay(since) ? grainOf(days(since, until ?? today)) : 'daily';
}

const days = (first, last) => Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1;
const grainOf = (count) => (count <= 2 ? 'hourly' : count <= 130 ? 'daily' : count <= 900 ? 'weekly' : 'monthly');

/** The same for a view, whose part `months` says where history begins. */
export const grainFor = (query, parts) => grain(query, parts.months?.data?.rows, day(new Date()));

/** Returns every place from the first to the last day, those without rows too. */
export function places(by, first, last, rows) {
  const [found, step] = [rows.map((row) => row.key), NEXT[by]];
  const [from, to] = by === 'hourly' ? [`${first}T00`, `${last}T23`] : by === 'daily' ? [first, last] : [found[0], found.at(-1)];
  const all = [];
  for (let at = from; at && at <= to && all.length < 1000; at = step(at)) all.push(at);
  return all;
}

/** What comes after a place. */
const NEXT = {
  hourly: (key) => { const hour = Number(key.slice(11)) + 1; return hour < 24 ? `${key.slice(0, 11)}${two(hour)}` : `${addDays(key.slice(0, 10), 1)}T00`; },
  daily: (key) => addDays(key, 1),
  weekly: (key) => addDays(key, 7),
  monthly: (key) => addDays(`${key}-28`, 4).slice(0, 7),
};
const two = (number) => String(number).padStart(2, '0');

/** Shortens the key of a row to that of its place: hours come with their offset. */
export const placeOf = (by, key) => (by === 'hourly' ? key.slice(0, 13) : key);

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
  if (by === 'daily' && count <= 8) return `${DAYS[weekday(key)]} ${Number(key.slice(8))}`;
  return shortDay(key);
}

/** Returns the first and last day of a place. */
export function span(by, key) {
  if (by === 'weekly') return [key, addDays(key, 6)];
  if (by === 'monthly') return [`${key}-01`, addDays(`${NEXT.monthly(key)}-01`, -1)];
  return [key.slice(0, 10), key.slice(0, 10)];
}
