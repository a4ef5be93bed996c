// Heat maps: one hue, empty places outlined. The days of a year, and hours by weekday.

import { s } from '../dom.js';
import { DAYS, MONTHS, addDays, longDay } from '../format.js';
import { canvas, hideTip, onPoint, picture, point, showTip } from './draw.js';

/** Returns how strong a value is, from 1 to 5, by its place among the others: one costly day leaves the rest readable. */
export function strengths(values) {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  return (value) => {
    if (!(value > 0)) return 0;
    const place = sorted.findIndex((other) => other >= value);
    return Math.min(5, 1 + Math.floor((place / sorted.length) * 5));
  };
}

/** Draws the days of a year as weeks. `days`: day → `{value, text, hatched}`; the last day is `until`. */
export function calendar({ days, until, label, pick, first = 0 }) {
  const strength = strengths([...days.values()].map((day) => day.value));
  const draw = (width, node, say) => {
    const left = 30;
    const most = 53;
    // A short history does not need a year of empty weeks.
    const used = days.size ? Math.ceil((Date.parse(until) - Date.parse([...days.keys()].sort()[0])) / 604_800_000) + 2 : 0;
    const weeks = Math.max(8, Math.min(most, Math.max(26, used), Math.floor((width - left) / 13)));
    const step = Math.min(30, (width - left) / weeks);
    const size = step - 3;
    const weekday = (key) => (new Date(`${key}T00:00:00Z`).getUTCDay() + 6 - first + 7) % 7;
    const start = addDays(until, -weekday(until) - (weeks - 1) * 7);
    const cells = new Map();
    const shapes = [];
    let month = -1;
    for (let at = 0; at < weeks * 7; at += 1) {
      const key = addDays(start, at);
      if (key > until) break;
      const [column, row] = [Math.floor(at / 7), at % 7];
      const found = days.get(key);
      const of = Number(key.slice(5, 7)) - 1;
      if (row === 0 && of !== month && column < weeks - 1) {
        if (month >= 0 || Number(key.slice(8)) < 15) shapes.push(s('text', { class: 'tick', x: left + column * step, y: 10 }, MONTHS[of]));
        month = of;
      }
      const cell = s('rect', {
        class: `heat h${strength(found?.value ?? 0)}${found?.hatched && !found.value ? ' hatched' : ''}`,
        x: left + column * step, y: 18 + row * step, width: size, height: size, rx: 2.5,
      });
      cells.set(key, cell);
      shapes.push(cell);
    }
    for (const row of [0, 2, 4]) {
      shapes.push(s('text', { class: 'tick', x: 0, y: 18 + row * step + size - 2 }, DAYS[(row + first) % 7]));
    }
    const chart = canvas(width, 18 + 7 * step + 2, shapes);
    node.style.setProperty('--height', `${Math.round(18 + 7 * step + 2)}px`);
    const keyAt = (event) => {
      const box = chart.getBoundingClientRect();
      const column = Math.floor((event.clientX - box.left - left) / step);
      const row = Math.floor((event.clientY - box.top - 18) / step);
      return column >= 0 && row >= 0 && row < 7 ? addDays(start, column * 7 + row) : null;
    };
    select({ chart, node, say, cells, keyAt, name: longDay, text: (key) => days.get(key)?.text ?? 'nothing', pick,
      move: { ArrowLeft: (key) => addDays(key, -7), ArrowRight: (key) => addDays(key, 7), ArrowUp: (key) => addDays(key, -1), ArrowDown: (key) => addDays(key, 1) },
      last: until });
    return chart;
  };
  const chart = picture({ signature: ['calendar', until, [...days]], height: 150, label, draw, className: 'heatmap' });
  chart.tabIndex = 0;
  return chart;
}

/** Draws hours by weekday. `cells`: `weekday-hour` → `{value, text}`, Monday is 0. */
export function hours({ cells: values, label, first = 0 }) {
  const strength = strengths([...values.values()].map((cell) => cell.value));
  const draw = (width, node, say) => {
    const left = 30;
    const step = Math.min(34, (width - left) / 24);
    const tall = Math.max(16, Math.min(22, step));
    const cells = new Map();
    const shapes = [];
    for (let row = 0; row < 7; row += 1) {
      const weekday = (row + first) % 7;
      shapes.push(s('text', { class: 'tick', x: 0, y: 18 + row * tall + tall - 6 }, DAYS[weekday]));
      for (let hour = 0; hour < 24; hour += 1) {
        const key = `${weekday}-${hour}`;
        const cell = s('rect', {
          class: `heat h${strength(values.get(key)?.value ?? 0)}`, x: left + hour * step, y: 18 + row * tall,
          width: step - 2, height: tall - 3, rx: 2.5,
        });
        cells.set(key, cell);
        shapes.push(cell);
      }
    }
    for (const hour of [0, 6, 12, 18]) shapes.push(s('text', { class: 'tick', x: left + hour * step, y: 10 }, `${String(hour).padStart(2, '0')}:00`));
    const tallAll = 18 + 7 * tall;
    const chart = canvas(width, tallAll, shapes);
    node.style.setProperty('--height', `${Math.round(tallAll)}px`);
    const keyAt = (event) => {
      const box = chart.getBoundingClientRect();
      const hour = Math.floor((event.clientX - box.left - left) / step);
      const row = Math.floor((event.clientY - box.top - 18) / tall);
      return hour >= 0 && hour < 24 && row >= 0 && row < 7 ? `${(row + first) % 7}-${hour}` : null;
    };
    const moved = (days, by) => (key) => {
      const [day, hour] = key.split('-').map(Number);
      return `${(day + days + 7) % 7}-${(hour + by + 24) % 24}`;
    };
    const name = (key) => {
      const [day, hour] = key.split('-').map(Number);
      return `${DAYS[day]} ${String(hour).padStart(2, '0')}:00–${String((hour + 1) % 24).padStart(2, '0')}:00`;
    };
    select({ chart, node, say, cells, keyAt, name, text: (key) => values.get(key)?.text ?? 'nothing',
      move: { ArrowLeft: moved(0, -1), ArrowRight: moved(0, 1), ArrowUp: moved(-1, 0), ArrowDown: moved(1, 0) }, last: '0-0' });
    return chart;
  };
  const chart = picture({ signature: ['hours', [...values]], height: 180, label, draw, className: 'heatmap' });
  chart.tabIndex = 0;
  return chart;
}

function select({ chart, node, say, cells, keyAt, name, text, pick, move, last }) {
  let at = null;
  const mark = (key) => {
    cells.get(at)?.classList.remove('on');
    at = key;
    cells.get(at)?.classList.add('on');
  };
  const show = (key, x, y) => {
    mark(key);
    point(key, node);
    showTip(x, y, name(key), [[null, text(key), '']]);
  };
  const leave = () => { mark(null); hideTip(); point(null, node); };
  chart.addEventListener('pointermove', (event) => {
    const key = keyAt(event);
    if (cells.has(key)) show(key, event.clientX, event.clientY); else leave();
  });
  chart.addEventListener('pointerleave', leave);
  chart.addEventListener('click', (event) => {
    const key = keyAt(event);
    if (pick && cells.has(key)) { leave(); pick(key); }
  });
  node.onkeydown = (event) => {
    if (move[event.key]) {
      event.preventDefault();
      const next = at === null ? last : move[event.key](at);
      if (!cells.has(next)) return;
      const box = cells.get(next).getBoundingClientRect();
      show(next, box.right, box.top);
      say(`${name(next)}: ${text(next)}`);
    } else if (event.key === 'Enter' && at !== null && pick) {
      leaveTo(pick);
    } else if (event.key === 'Escape' && at !== null) {
      event.stopPropagation();
      leave();
    }
  };
  const leaveTo = (go) => { const key = at; leave(); go(key); };
  node.onblur = leave;
  onPoint(node, (key) => mark(key === null ? null : cells.has(key) ? key : key.slice(0, 10)));
}
