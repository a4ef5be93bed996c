// Heat maps: one hue, empty places outlined. The days of a year, and hours by weekday.

import { s } from '../dom.js';
import { DAYS, MONTHS, addDays, longDay, weekday } from '../format.js';
import { canvas, picture } from './draw.js';
import { walk } from './walk.js';

/** Returns how strong a value is, 1 to 5, by its place among the others: one costly day leaves the rest readable. */
export function strengths(values) {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  return (value) => {
    if (!(value > 0)) return 0;
    const place = sorted.findIndex((other) => other >= value);
    return Math.min(5, 1 + Math.floor((place / sorted.length) * 5));
  };
}

const TOP = 18;
const LEFT = 30;

const ROUND = 2.5;

/** The outline of a cell. */
function rounded({ x, y, wide, tall }) {
  const [across, down] = [wide - 2 * ROUND, tall - 2 * ROUND];
  const turn = (dx, dy) => `a${ROUND} ${ROUND} 0 0 1 ${dx} ${dy}`;
  return `M${x + ROUND} ${y}h${across}${turn(ROUND, ROUND)}v${down}${turn(-ROUND, ROUND)}h${-across}${turn(-ROUND, -ROUND)}v${-down}${turn(ROUND, -ROUND)}z`;
}

/** Draws cells that `lay(width)` places; `values`: key → `{value, text, hatched}`. */
function heatmap({ signature, values, label, lay, name, move, last, pick }) {
  const strength = strengths([...values.values()].map((one) => one.value));
  const draw = (width, node, say) => {
    const { places, texts, height } = lay(width);
    node.style.setProperty('--height', `${Math.round(height)}px`);
    // Cells of one strength are one shape: hundreds of them would take long to be made.
    const shapes = new Map();
    for (const place of places) {
      const found = values.get(place.key);
      const name = `heat h${strength(found?.value ?? 0)}${found?.hatched && !found.value ? ' hatched' : ''}`;
      shapes.set(name, (shapes.get(name) ?? '') + rounded(place));
    }
    const chart = canvas(width, height, [...shapes].map(([name, d]) => s('path', { class: name, d })), texts.map(([x, y, text]) => s('text', { class: 'tick', x, y }, text)));
    const cells = new Map(places.map((place) => [place.key, place]));
    const text = (key) => values.get(key)?.text ?? 'nothing';
    const find = ({ clientX, clientY }) => {
      const box = chart.getBoundingClientRect();
      const is = (from, size, at) => at >= from && at < from + size;
      return places.find(({ x, y, wide, tall }) => is(x, wide, clientX - box.left) && is(y, tall, clientY - box.top))?.key ?? null;
    };
    const frame = s('path', { class: 'heat on' });
    const leave = walk({
      chart, node, say, find, tip: (key) => [name(key), [[null, text(key), '']]], text: (key) => `${name(key)}: ${text(key)}`,
      next: (key, at) => { const to = move[key] && (at === null ? last : move[key](at)); return cells.has(to) ? to : undefined; },
      mark: (key) => { frame.remove(); if (cells.has(key)) { frame.setAttribute('d', rounded(cells.get(key))); chart.append(frame); } },
      spot: (key) => { const [box, { x, y, wide, tall }] = [chart.getBoundingClientRect(), cells.get(key)]; return [box.left + x + wide, box.top + y + tall / 2]; },
      open: pick, key: (key) => key, place: (key) => (cells.has(key) ? key : key.slice(0, 10)),
    });
    chart.addEventListener('click', (event) => { const key = find(event); leave(); if (key) pick?.(key); });
    return chart;
  };
  return picture({ signature: [signature, [...values]], height: 160, label, draw, className: 'heatmap' });
}

/** Draws the days of a year as weeks, up to the day `until`. */
export function calendar({ days, until, label, pick, first }) {
  const row = (key) => (weekday(key) - first + 7) % 7;
  const lay = (width) => {
    // A short history does not need a year of empty weeks.
    const used = days.size ? Math.ceil((Date.parse(until) - Date.parse([...days.keys()].sort()[0])) / 604_800_000) + 2 : 0;
    const weeks = Math.max(8, Math.min(53, Math.max(26, used), Math.floor((width - LEFT) / 13)));
    const step = Math.min(30, (width - LEFT) / weeks);
    const start = addDays(until, -row(until) - (weeks - 1) * 7);
    const places = [];
    const texts = [0, 2, 4].map((row) => [0, TOP + row * step + step - 5, DAYS[(row + first) % 7]]);
    let month = -1;
    for (let at = 0; at < weeks * 7; at += 1) {
      const key = addDays(start, at);
      if (key > until) break;
      const [x, row] = [LEFT + Math.floor(at / 7) * step, at % 7];
      const of = Number(key.slice(5, 7)) - 1;
      if (row === 0 && of !== month && at < (weeks - 1) * 7) {
        if (month >= 0 || Number(key.slice(8)) < 15) texts.push([x, 10, MONTHS[of]]);
        month = of;
      }
      places.push({ key, x, y: TOP + row * step, wide: step - 3, tall: step - 3 });
    }
    return { places, texts, height: TOP + 7 * step + 2 };
  };
  const by = (days) => (key) => addDays(key, days);
  return heatmap({ signature: ['calendar', until, first], values: days, label, lay, name: longDay, pick, last: until,
    move: { ArrowLeft: by(-7), ArrowRight: by(7), ArrowUp: by(-1), ArrowDown: by(1) } });
}

/** Draws hours by weekday; keys are `weekday-hour`, Monday is 0. */
export function hours({ cells, label, first }) {
  const parts = (key) => key.split('-').map(Number);
  const lay = (width) => {
    const step = Math.min(34, (width - LEFT) / 24);
    const tall = Math.max(16, Math.min(22, step));
    const rows = [0, 1, 2, 3, 4, 5, 6];
    const places = rows.flatMap((row) => Array.from({ length: 24 }, (_, hour) => (
      { key: `${(row + first) % 7}-${hour}`, x: LEFT + hour * step, y: TOP + row * tall, wide: step - 2, tall: tall - 3 })));
    const texts = [...rows.map((row) => [0, TOP + row * tall + tall - 6, DAYS[(row + first) % 7]]), ...[0, 6, 12, 18].map((hour) => [LEFT + hour * step, 10, clock(hour)])];
    return { places, texts, height: TOP + 7 * tall };
  };
  const clock = (hour) => `${String(hour % 24).padStart(2, '0')}:00`;
  const by = (days, hour) => (key) => `${(parts(key)[0] + days + 7) % 7}-${(parts(key)[1] + hour + 24) % 24}`;
  return heatmap({ signature: ['hours', first], values: cells, label, lay, last: '0-0', name: (key) => `${DAYS[parts(key)[0]]} ${clock(parts(key)[1])}–${clock(parts(key)[1] + 1)}`,
    move: { ArrowLeft: by(0, -1), ArrowRight: by(0, 1), ArrowUp: by(-1, 0), ArrowDown: by(1, 0) } });
}
