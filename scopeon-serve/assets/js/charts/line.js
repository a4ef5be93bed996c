// What is continuous: how full a context was at each call, its limit, and where it was compacted.

import { s } from '../dom.js';
import { canvas, grid, hideTip, picture, showTip, ticks } from './draw.js';

/** Draws points `{value, name, text}` in their order; `limit` is a line above, `cuts` are places of compactions. */
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
    let at = -1;
    const show = (next, cx, cy) => {
      at = next;
      for (const [node, pairs] of [[dot, { cx: x(at), cy: y(points[at].value) }], [hair, { x1: x(at), x2: x(at) }]]) {
        node.setAttribute('visibility', 'visible');
        for (const [name, value] of Object.entries(pairs)) node.setAttribute(name, value);
      }
      showTip(cx, cy, points[at].name, [['accent', 'Context', points[at].text]], points[at].foot);
    };
    const leave = () => { at = -1; dot.setAttribute('visibility', 'hidden'); hair.setAttribute('visibility', 'hidden'); hideTip(); };
    chart.addEventListener('pointermove', (event) => {
      const px = event.clientX - chart.getBoundingClientRect().left - left;
      show(Math.max(0, Math.min(points.length - 1, Math.round(step ? px / step : 0))), event.clientX, event.clientY);
    });
    chart.addEventListener('pointerleave', leave);
    node.onkeydown = (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      const next = Math.max(0, Math.min(points.length - 1, at < 0 ? points.length - 1 : at + by));
      const box = chart.getBoundingClientRect();
      show(next, box.left + x(next), box.top + y(points[next].value));
      say(`${points[next].name}: ${points[next].text}`);
    };
    node.onblur = leave;
    return chart;
  };
  const chart = picture({ signature: ['line', points, limit, cuts], height, label, draw, className: 'lines' });
  chart.tabIndex = 0;
  return chart;
}
