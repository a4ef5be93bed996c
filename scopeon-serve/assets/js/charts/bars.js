// Amounts by time: stacked bars with the previous period as thin outlines, a crosshair, and a brush to zoom.

import { s } from '../dom.js';
import { canvas, grid, hideTip, onPoint, picture, point, showTip, ticks } from './draw.js';

const TOP = 14;
const BOTTOM = 24;

/**
 * Draws bars.
 * `columns`: what stands at each place, `{key, name, tick, parts: [{mark, name, value}], total, hatched, before, likely, foot}`;
 * `write` writes a value, `pick(key)` opens a column, `brush(from, to)` zooms.
 */
export function bars({ signature, label, columns, write, axis = write, pick, brush, height = 240, max }) {
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
    const picture = canvas(width, height, grid({ lines: lines.filter((v) => v <= top), y, left, right, write: axis }), hair,
      columns.map((column, at) => bar(column, x(at), wide, y, floor)),
      labels(columns, left, band, height - 6, right), brushed);
    interact({ picture, node, say, columns, left, band, hair, brushed, write, pick, brush, y });
    return picture;
  };
  const chart = picture({ signature: ['bars', signature, label, columns], height, label, draw, className: 'bars' });
  chart.tabIndex = 0;
  return chart;
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

function interact({ picture, node, say, columns, left, band, hair, brushed, write, pick, brush }) {
  let at = -1;
  let from = null;
  let to = null;
  const place = (event) => {
    const x = event.clientX - picture.getBoundingClientRect().left - left;
    return Math.max(0, Math.min(columns.length - 1, Math.floor(x / band)));
  };
  const mark = (next) => {
    at = next;
    hair.setAttribute('visibility', at < 0 ? 'hidden' : 'visible');
    if (at >= 0) hair.setAttribute('x', left + band * at);
  };
  const rows = (column) => [
    ...column.parts.filter((part) => part.value > 0).map((part) => [part.mark, part.name, write(part.value)]).reverse(),
    ...(column.parts.length === 1 ? [] : [[null, 'Total', column.text ?? write(column.total ?? 0), true]]),
    ...(column.likely ? [['likely-dot', 'Likely in the end', `~${write(column.likely)}`]] : []),
    ...(column.before !== undefined && column.before !== null ? [['before-dot', column.beforeName ?? 'Period before', write(column.before)]] : []),
  ];
  const show = (next, x, y) => {
    mark(next);
    point(columns[next].key, node);
    showTip(x, y, columns[next].name, rows(columns[next]), columns[next].foot);
  };
  const leave = () => { mark(-1); hideTip(); point(null, node); };
  const range = () => {
    const [a, b] = [Math.min(from, to), Math.max(from, to)];
    brushed.setAttribute('visibility', 'visible');
    brushed.setAttribute('x', left + band * a);
    brushed.setAttribute('width', band * (b - a + 1));
    return [columns[a].key, columns[b].key];
  };
  const clear = () => { from = null; to = null; brushed.setAttribute('visibility', 'hidden'); };
  picture.addEventListener('pointermove', (event) => {
    const next = place(event);
    if (from !== null && event.buttons === 1) { to = next; range(); }
    show(next, event.clientX, event.clientY);
  });
  picture.addEventListener('pointerleave', () => { if (from === null) leave(); });
  picture.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    from = place(event);
    to = from;
    if (event.pointerType === 'mouse') picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener('pointerup', (event) => {
    if (from === null) return;
    const [first, last] = range();
    const one = from === to;
    clear();
    if (!one && brush) { leave(); brush(first, last); } else if (event.pointerType === 'mouse' && pick) { leave(); pick(first); }
  });
  picture.addEventListener('pointercancel', () => { clear(); leave(); });
  node.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step || event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      const next = event.key === 'Home' ? 0 : event.key === 'End' ? columns.length - 1
        : Math.max(0, Math.min(columns.length - 1, at < 0 ? columns.length - 1 : at + step));
      if (event.shiftKey && brush) { from ??= at < 0 ? next : at; to = next; range(); } else clear();
      const box = picture.getBoundingClientRect();
      show(next, box.left + left + band * (next + 0.5), box.top + box.height / 2);
      say(`${columns[next].name}: ${rows(columns[next]).map(([, name, value]) => `${name} ${value}`).join(', ') || 'nothing'}`);
    } else if (event.key === 'Enter' && at >= 0) {
      event.preventDefault();
      const ends = from !== null ? range() : null;
      clear();
      hideTip();
      if (ends && brush) brush(...ends); else pick?.(columns[at].key);
    } else if (event.key === 'Escape' && (from !== null || at >= 0)) {
      event.stopPropagation();
      clear();
      leave();
    }
  };
  node.onblur = () => { clear(); leave(); };
  const places = new Map(columns.map((column, place) => [column.key, place]));
  onPoint(node, (key) => mark(key === null ? -1 : places.get(key) ?? places.get(key.slice(0, 10)) ?? -1));
}
