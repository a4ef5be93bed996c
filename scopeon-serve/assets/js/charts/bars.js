// Amounts by time: stacked bars, the period before as outlines, a crosshair, and a brush to zoom.

import { s } from '../dom.js';
import { dollars, short } from '../format.js';
import { canvas, grid, picture, ticks } from './draw.js';
import { along, walk } from './walk.js';

const axisDollars = (value) => `$${value >= 1000 ? short(value) : value.toFixed(Number.isInteger(value) ? 0 : Number.isInteger(value * 100) ? 2 : 3)}`;
const TOP = 14;
const BOTTOM = 24;

/**
 * Draws bars.
 * `columns`: what stands at each place, `{key, name, tick, parts: [{mark, name, value}], total, hatched, before, likely, foot}`;
 * `write` writes a value, `pick(key)` opens a column, `brush(from, to)` zooms.
 */
export function bars({ signature, label, columns, write, axis = write === dollars ? axisDollars : write, pick, brush, height = 240, max }) {
  const draw = (width, node, say) => {
    const left = 52;
    const right = width - 8;
    const floor = height - BOTTOM;
    const peak = Math.max(...columns.map((c) => Math.max(c.total ?? 0, c.before ?? 0, c.likely ?? 0)), 0);
    const lines = ticks(max ?? peak, height < 160 ? 2 : 4);
    const top = max ?? lines[lines.length - 1];
    const y = (value) => floor - (value / top) * (floor - TOP);
    const band = (right - left) / columns.length;
    const wide = Math.max(1, Math.min(band * 0.76, band > 8 ? 56 : band - 1));
    const x = (at) => left + band * at + (band - wide) / 2;
    const hair = s('rect', { class: 'hair', y: TOP, height: floor - TOP, width: band, visibility: 'hidden' });
    const brushed = s('rect', { class: 'brush', y: TOP, height: floor - TOP, visibility: 'hidden' });
    const chart = canvas(width, height, grid({ lines: lines.filter((v) => v <= top), y, left, right, write: axis }), hair,
      columns.map((column, at) => bar(column, x(at), wide, y, floor)),
      labels(columns, left, band, height - 6, right), brushed);
    interact({ chart, node, say, columns, left, band, hair, brushed, write, pick, brush });
    return chart;
  };
  return picture({ signature: ['bars', signature, label, columns], height, label, draw, className: 'bars' });
}

function bar(column, x, width, y, floor) {
  const shapes = [];
  if (column.before > 0) {
    shapes.push(s('rect', {
      class: 'before', x: x - 2.5, width: width + 5, y: y(column.before), height: Math.max(0, floor - y(column.before)),
    }));
  }
  let sum = 0;
  for (const part of column.parts) {
    if (!(part.value > 0)) continue;
    const [from, to] = [y(sum), y(sum + part.value)];
    shapes.push(s('rect', { class: `bar ${part.mark}`, x, width, y: to, height: Math.max(0.75, from - to - (from - to > 3 ? 1 : 0)) }));
    sum += part.value;
  }
  if (column.likely > sum) {
    shapes.push(s('rect', { class: 'likely', x: x + 0.5, width: Math.max(1, width - 1), y: y(column.likely), height: y(sum) - y(column.likely) }));
  }
  // What has no price has no height; the hatched cap says that something is there.
  if (column.hatched) shapes.push(s('rect', { class: 'hatched', x, width, y: y(sum) - 7, height: 6 }));
  return shapes;
}

function labels(columns, left, band, y, right) {
  const shown = columns.map((column, at) => ({ ...column, at })).filter((column) => column.tick);
  const every = Math.max(1, Math.ceil((shown.length * 56) / (band * columns.length)));
  // Counted from the end, so that the last one, the present, has its name.
  return shown.filter((_, at) => (shown.length - 1 - at) % every === 0).map((column) => {
    const middle = left + band * (column.at + 0.5);
    const anchor = middle > right - 20 ? 'end' : middle < left + 14 ? 'start' : 'middle';
    return s('text', { class: 'tick', x: anchor === 'end' ? right : anchor === 'start' ? left : middle, y, 'text-anchor': anchor }, column.tick);
  });
}

function interact({ chart, node, say, columns, left, band, hair, brushed, write, pick, brush }) {
  let from = null;
  let to = null;
  const find = (event) => {
    const x = event.clientX - chart.getBoundingClientRect().left - left;
    return Math.max(0, Math.min(columns.length - 1, Math.floor(x / band)));
  };
  const mark = (at) => {
    hair.setAttribute('visibility', at === null ? 'hidden' : 'visible');
    if (at !== null) hair.setAttribute('x', left + band * at);
  };
  const rows = (column) => [
    ...column.parts.filter((part) => part.value > 0).map((part) => [part.mark, part.name, write(part.value)]).reverse(),
    ...(column.parts.length === 1 ? [] : [[null, 'Total', column.text ?? write(column.total ?? 0), true]]),
    ...(column.likely ? [['likely-dot', 'Likely in the end', `~${write(column.likely)}`]] : []),
    ...((column.before ?? null) !== null ? [['before-dot', 'Period before', write(column.before)]] : []),
  ];
  const range = () => {
    const [a, b] = [Math.min(from, to), Math.max(from, to)];
    brushed.setAttribute('visibility', 'visible');
    brushed.setAttribute('x', left + band * a);
    brushed.setAttribute('width', band * (b - a + 1));
    return [columns[a].key, columns[b].key];
  };
  const clear = () => { from = null; to = null; brushed.setAttribute('visibility', 'hidden'); };
  const zoom = () => {
    const ends = range();
    const isOne = from === to;
    leave();
    if (!isOne) brush(...ends);
    return !isOne;
  };
  const places = new Map(columns.map((column, place) => [column.key, place]));
  const leave = walk({
    chart, node, say, find: (event) => { const at = find(event); if (from !== null && event.buttons === 1) { to = at; range(); } return at; },
    next: along(columns.length), mark, tip: (at) => [columns[at].name, rows(columns[at]), columns[at].foot],
    text: (at) => `${columns[at].name}: ${rows(columns[at]).map(([, name, value]) => `${name} ${value}`).join(', ') || 'nothing'}`,
    spot: (at) => { const box = chart.getBoundingClientRect(); return [box.left + left + band * (at + 0.5), box.top + box.height / 2]; },
    open: (at) => pick?.(columns[at].key), key: (at) => columns[at].key, place: (key) => places.get(key) ?? places.get(key.slice(0, 10)) ?? null,
    keys: (event, at, next) => {
      if (event.key === 'Enter') return from !== null && zoom();
      if (event.shiftKey && brush) { from ??= at ?? next; to = next; range(); } else clear();
      return false;
    },
    left: clear,
  });
  chart.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    from = find(event);
    to = from;
    if (event.pointerType === 'mouse') chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener('pointerup', (event) => {
    if (from === null) return;
    const { key } = columns[from];
    if (brush && zoom()) return;
    if (event.pointerType === 'mouse' && pick) { leave(); pick(key); } else clear();
  });
  chart.addEventListener('pointercancel', leave);
}
