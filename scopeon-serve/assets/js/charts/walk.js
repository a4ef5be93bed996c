// Moving over the places of a picture by pointer and keys: one is marked, shown in the tip, and said.

import { hideTip, onPoint, point, showTip } from './draw.js';

/**
 * Lets a picture be walked over: `find(event)` and `next(key, at)` return places; `mark`, `tip`, `text` and `spot` show one, `open` leads
 * on. With `key` and `place` pictures of the same time share a crosshair; `keys` hears of keys first, `left` that it is over.
 */
export function walk({ chart, node, say, find, next, mark, tip, text, spot, open, key, place, keys, left }) {
  let at = null;
  const show = (to, x, y) => {
    at = to;
    mark(at);
    if (key) point(key(at), node);
    showTip(x, y, ...tip(at));
  };
  const leave = () => {
    left?.();
    at = null;
    mark(null);
    hideTip();
    if (key) point(null, node);
  };
  chart.addEventListener('pointermove', (event) => {
    const to = find(event);
    if (to === null) leave(); else show(to, event.clientX, event.clientY);
  });
  chart.addEventListener('pointerleave', leave);
  node.tabIndex = 0;
  node.onkeydown = (event) => {
    const to = next(event.key, at);
    if (to !== undefined) {
      event.preventDefault();
      keys?.(event, at, to);
      show(to, ...spot(to));
      say(text(to));
    } else if (event.key === 'Enter' && at !== null) {
      event.preventDefault();
      const chosen = at;
      if (keys?.(event, at)) return;
      leave();
      open?.(chosen);
    } else if (event.key === 'Escape' && at !== null) {
      event.stopPropagation();
      leave();
    }
  };
  node.onblur = leave;
  if (key) onPoint(node, (shared) => mark(shared === null ? null : place(shared)));
  return leave;
}

/** Where keys lead along a row of places. */
export const along = (count) => (key, at) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (key === 'Home') return 0;
  if (key === 'End' || (step && at === null)) return count - 1;
  return step && Math.max(0, Math.min(count - 1, at + step));
};

export function middle(shape) {
  const box = shape.getBoundingClientRect();
  return [box.right, box.top + box.height / 2];
}
