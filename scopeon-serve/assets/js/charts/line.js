// What is continuous: how full a context was at each call, its limit, and where it was compacted.

import { s } from '../dom.js';
import { canvas, grid, picture, ticks } from './draw.js';
import { along, walk } from './walk.js';

/** Draws points in their order; `limit` is a line above, `cuts` are places of compactions. */
export function line({ points, limit, limitName, cuts = [], label, write, height = 180 }) {
  const draw = (width, node, say) => {
    const [left, right, top, floor] = [52, width - 10, 14, height - 22];
    const peak = Math.max(...points.map((p) => p.value), 1);
    // A limit far above the line would flatten it; it is then only said.
    const isNear = limit && limit < peak * 4;
    const lines = ticks(isNear ? Math.max(limit, peak) : peak, 3);
    const y = (value) => floor - (value / lines[lines.length - 1]) * (floor - top);
    const step = points.length > 1 ? (right - left) / (points.length - 1) : 0;
    const x = (at) => (points.length > 1 ? left + step * at : (left + right) / 2);
    const path = points.map((p, at) => `${at ? 'L' : 'M'}${x(at).toFixed(1)} ${y(p.value).toFixed(1)}`).join('');
    const dot = s('circle', { class: 'dot-mark', r: 4, visibility: 'hidden' });
    const hair = s('line', { class: 'hairline', y1: top, y2: floor, visibility: 'hidden' });
    const chart = canvas(width, height, grid({ lines, y, left, right, write }),
      isNear ? [s('line', { class: 'limit', x1: left, x2: right, y1: y(limit), y2: y(limit) }),
        s('text', { class: 'tick', x: right, y: y(limit) - 5, 'text-anchor': 'end' }, limitName)] : null,
      cuts.map((at) => [s('line', { class: 'cut', x1: x(at), x2: x(at), y1: top, y2: floor }),
        s('text', { class: 'tick', x: x(at) + (x(at) > width - 80 ? -4 : 4), y: top + 22, 'text-anchor': x(at) > width - 80 ? 'end' : 'start' }, 'compacted')]),
      s('path', { class: 'line', d: path }), points.length === 1 ? s('circle', { class: 'dot-mark', r: 4, cx: x(0), cy: y(points[0].value) }) : null,
      hair, dot,
      s('text', { class: 'tick', x: left, y: height - 4 }, 'call 1'),
      points.length > 1 ? s('text', { class: 'tick', x: right, y: height - 4, 'text-anchor': 'end' }, `call ${points.length}`) : null);
    const place = (node, is, pairs) => {
      node.setAttribute('visibility', is ? 'visible' : 'hidden');
      for (const [name, value] of Object.entries(is ? pairs() : {})) node.setAttribute(name, value);
    };
    walk({
      chart, node, say, next: along(points.length),
      find: (event) => Math.max(0, Math.min(points.length - 1, Math.round(step ? (event.clientX - chart.getBoundingClientRect().left - left) / step : 0))),
      mark: (at) => { place(dot, at !== null, () => ({ cx: x(at), cy: y(points[at].value) })); place(hair, at !== null, () => ({ x1: x(at), x2: x(at) })); },
      tip: (at) => [points[at].name, [['accent', 'Context', points[at].text]], points[at].foot], text: (at) => `${points[at].name}: ${points[at].text}`,
      spot: (at) => { const box = chart.getBoundingClientRect(); return [box.left + x(at), box.top + y(points[at].value)]; },
    });
    return chart;
  };
  return picture({ signature: ['line', points, limit, cuts], height, label, draw, className: 'lines' });
}
