// A list of any length: only the rows that can be seen exist.

import { h, whole } from '../dom.js';
import { later } from '../jobs.js';

const SPARE = 6;
/** Where each list is, so that a new state of it stays there. */
const places = new Map();

/**
 * Makes a list. `row(item)` returns the content of a row, `key(item)` its name, `open(item)` opens it, `more()` asks for more
 * rows where there are; `height` is that of a row.
 */
export function vlist({ id, label, items, row, key, open, current, height, more, signature }) {
  const inner = h('div', { class: 'vlist-in', vars: { height: `${items.length * height}px` } });
  const node = h('div', { class: 'vlist', id: `list-${id}`, role: 'listbox', tabindex: 0, 'aria-label': label });
  node.append(inner);
  const index = items.findIndex((item) => key(item) === current);
  let at = index;
  let drawn = [-1, -1];
  let rows = new Map();
  const option = (place) => h('div', {
    class: `vrow${place === at ? ' on' : ''}`, role: 'option', id: `${id}-${place}`, 'aria-selected': place === index, 'aria-posinset': place + 1,
    'aria-setsize': items.length, vars: { top: `${place * height}px`, tall: `${height}px` }, onclick: () => { at = place; open(items[place]); },
  }, row(items[place]));
  const draw = (force) => {
    const from = Math.max(0, Math.floor(node.scrollTop / height) - SPARE);
    const to = Math.min(items.length, Math.ceil((node.scrollTop + (node.clientHeight || 800)) / height) + SPARE);
    if (more && to >= items.length - SPARE) more();
    if (!force && drawn[0] === from && drawn[1] === to) return;
    drawn = [from, to];
    const before = force ? new Map() : rows;
    rows = new Map(Array.from({ length: to - from }, (_, n) => [from + n, before.get(from + n) ?? option(from + n)]));
    exchange(inner, [...rows.values()]);
    if (at >= from && at < to) node.setAttribute('aria-activedescendant', `${id}-${at}`); else node.removeAttribute('aria-activedescendant');
  };
  const to = (next) => {
    at = Math.max(0, Math.min(items.length - 1, next));
    const top = at * height;
    if (top < node.scrollTop) node.scrollTop = top;
    else if (top + height > node.scrollTop + node.clientHeight) node.scrollTop = top + height - node.clientHeight;
    draw(true);
  };
  // Not within the frame, which has to lay out and paint what comes.
  node.addEventListener('scroll', () => { places.set(id, node.scrollTop); later(node, () => draw(false)); }, { passive: true });
  node.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.floor(node.clientHeight / height) - 1);
    const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: page, PageUp: -page, Home: -items.length, End: items.length }[event.key];
    if (step && items.length) { event.preventDefault(); to(at + step); } else if (event.key === 'Enter' && at >= 0) { event.preventDefault(); open(items[at]); }
  });
  new ResizeObserver((_, observer) => {
    if (!node.isConnected) { observer.disconnect(); return; }
    later(node, () => {
      if (drawn[0] < 0) node.scrollTop = places.get(id) ?? 0;
      draw(true);
    });
  }).observe(node);
  return whole(signature, node);
}

/** Puts children in place of others; those that stay are not touched. */
function exchange(node, children) {
  const stay = new Set(children);
  for (const child of [...node.children]) if (!stay.has(child)) child.remove();
  children.forEach((child, at) => { if (node.children[at] !== child) node.insertBefore(child, node.children[at] ?? null); });
}
