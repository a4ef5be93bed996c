// What pictures share: their width, scales, grid lines and the tip.

import { h, s, whole } from '../dom.js';
import { later } from '../jobs.js';

/** Makes a picture that is drawn anew whenever its width changes. */
export function picture({ signature, height, label, draw, className = '' }) {
  const said = h('div', { class: 'sr', 'aria-live': 'polite' });
  const node = h('div', {
    class: `picture ${className}`, role: 'group', 'aria-roledescription': 'chart', 'aria-label': label,
    vars: { height: `${height}px` },
  }, said);
  let drawn = 0;
  const observer = new ResizeObserver(() => {
    if (!node.isConnected) { observer.disconnect(); return; }
    const width = Math.round(node.clientWidth);
    if (width < 1 || width === drawn) return;
    drawn = width;
    later(node, () => {
      node.querySelector('svg')?.remove();
      node.prepend(draw(width, node, (text) => { said.textContent = text; }));
    });
  });
  observer.observe(node);
  return whole(signature, node);
}

/** Makes the canvas; the group around it says what it shows. */
export const canvas = (width, height, ...children) =>
  s('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': true }, ...children);

/** Returns round steps from zero up to a maximum: three or four lines. */
export function ticks(max, count = 4) {
  if (!(max > 0)) return [0, 1];
  const rough = max / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 3, 4, 5, 10].map((n) => n * power).find((n) => n >= rough * 0.999);
  const lines = [];
  for (let at = 0; at <= max + step * 0.999 && lines.length < 8; at += step) lines.push(Number(at.toPrecision(12)));
  return lines;
}

export function grid({ lines, y, left, right, write }) {
  return lines.map((value) => [
    s('line', { class: value === 0 ? 'base' : 'grid', x1: left, x2: right, y1: y(value), y2: y(value) }),
    s('text', { class: 'tick', x: left - 8, y: y(value) + 4, 'text-anchor': 'end' }, write(value)),
  ]);
}

let tip;
export function showTip(x, y, title, rows, foot) {
  tip ??= document.body.appendChild(h('div', { class: 'tip', 'aria-hidden': true }));
  tip.replaceChildren(
    h('div', { class: 'tip-title' }, title),
    ...rows.map(([mark, name, value, strong]) => h('div', { class: `tip-row${strong ? ' strong' : ''}` },
      h('i', { class: `dot ${mark ?? 'none'}` }), h('span', name), h('b', value))),
    ...(foot ? [h('div', { class: 'tip-foot' }, foot)] : []));
  tip.classList.add('shown');
  const box = tip.getBoundingClientRect();
  const left = x + 16 + box.width > innerWidth ? Math.max(8, x - box.width - 16) : x + 16;
  const top = Math.min(Math.max(8, y - box.height / 2), innerHeight - box.height - 8);
  tip.style.setProperty('left', `${left}px`);
  tip.style.setProperty('top', `${top}px`);
}

export function hideTip() {
  tip?.classList.remove('shown');
}

/** The crosshair that pictures of the same time share. */
const cross = new EventTarget();
export const point = (key, from) => cross.dispatchEvent(new CustomEvent('point', { detail: { key, from } }));
export function onPoint(node, listener) {
  const heard = ({ detail }) => {
    // Charts come and go; those that are gone stop to listen.
    if (!node.isConnected) { cross.removeEventListener('point', heard); return; }
    if (detail.from !== node) listener(detail.key);
  };
  cross.addEventListener('point', heard);
}
