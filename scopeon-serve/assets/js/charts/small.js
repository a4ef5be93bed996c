// Small pictures beside numbers: sparklines, gauges and divided bars.

import { h, s } from '../dom.js';

/** Draws bars without axes; the last one is the present. */
export function spark({ values, label, width = 140, height = 32, line = false }) {
  const max = Math.max(...values.map((v) => v ?? 0), 0) || 1;
  const step = width / Math.max(1, values.length);
  const y = (value) => height - 1 - ((value ?? 0) / max) * (height - 3);
  const shapes = line
    ? s('path', { class: 'line', d: values.map((v, at) => `${at ? 'L' : 'M'}${((at * (width - 2)) / Math.max(1, values.length - 1) + 1).toFixed(1)} ${y(v).toFixed(1)}`).join('') })
    : values.map((value, at) => s('rect', {
      class: `spark-bar${at === values.length - 1 ? ' last' : ''}${value ? '' : ' none'}`,
      x: at * step + 1, width: Math.max(1, step - 2), y: value ? Math.min(y(value), height - 2) : height - 1.5, height: value ? Math.max(2, height - y(value)) : 1.5,
    }));
  return s('svg', { class: 'spark', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label, preserveAspectRatio: 'none' }, shapes);
}

/** Draws how much is used; `pace` is how much of the time is over. */
export function gauge({ ratio, pace, state = 'ok', label, text }) {
  const clamp = (value) => `${Math.max(0, Math.min(1, value)) * 100}%`;
  return h('div', { class: `gauge ${state}`, role: 'meter', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100,
    'aria-valuenow': Math.round(Math.max(0, Math.min(1, ratio)) * 100), 'aria-valuetext': text ?? `${Math.round(ratio * 100)} %`,
    vars: { used: clamp(ratio), ...(pace === undefined || pace === null ? {} : { pace: clamp(pace) }) } },
  h('i', { class: 'used' }), pace === undefined || pace === null ? null : h('i', { class: 'pace', title: 'how much of the time is over' }));
}

/** Draws one bar that is divided into parts, with what they are below. */
export function divided({ parts, label }) {
  const total = parts.reduce((sum, part) => sum + Math.max(0, part.value), 0) || 1;
  return h('div', { class: 'divided' },
    h('div', { class: 'divided-bar', role: 'img', 'aria-label': `${label}: ${parts.map((p) => `${p.name} ${p.text}`).join(', ')}` },
      parts.filter((part) => part.value > 0).map((part) => h('i', { class: `fill ${part.mark}`, title: `${part.name} ${part.text}`, vars: { part: part.value / total } }))),
    h('ul', { class: 'divided-key' }, parts.map((part) => h('li',
      h('i', { class: `dot ${part.mark}` }), h('span', part.name), h('b', part.text)))));
}

/** Draws a share as a bar in a cell of a table. */
export const share = (ratio, mark = 'accent') =>
  h('span', { class: 'share', 'aria-hidden': true, vars: { part: Math.max(0, Math.min(1, ratio || 0)) } }, h('i', { class: `fill ${mark}` }));
