// Areas by amount: groups, and what lies in them, coloured by what they are.

import { s } from '../dom.js';
import { canvas, picture } from './draw.js';
import { middle, walk } from './walk.js';

/** Lays items out as rectangles that are as square as they can be. */
export function squarify(items, box) {
  const total = items.reduce((sum, item) => sum + item.value, 0);
  if (!(total > 0)) return [];
  const scale = (box.width * box.height) / total;
  let rest = items.filter((item) => item.value > 0).sort((a, b) => b.value - a.value).map((item) => ({ item, area: item.value * scale }));
  let { x, y, width, height } = box;
  const placed = [];
  while (rest.length) {
    const side = Math.min(width, height);
    let row = [];
    let worst = Infinity;
    for (const next of rest) {
      const tried = [...row, next];
      const sum = tried.reduce((all, one) => all + one.area, 0);
      const ratio = Math.max(...tried.map((one) => Math.max((side * side * one.area) / (sum * sum), (sum * sum) / (side * side * one.area))));
      if (ratio > worst) break;
      [row, worst] = [tried, ratio];
    }
    const sum = row.reduce((all, one) => all + one.area, 0);
    const thick = sum / side;
    let along = 0;
    for (const one of row) {
      const long = one.area / thick;
      placed.push(width >= height
        ? { item: one.item, x, y: y + along, width: thick, height: long }
        : { item: one.item, x: x + along, y, width: long, height: thick });
      along += long;
    }
    if (width >= height) { x += thick; width -= thick; } else { y += thick; height -= thick; }
    rest = rest.slice(row.length);
  }
  return placed;
}

/** Draws groups with their parts; `pick(key)` opens one. */
export function treemap({ groups, label, pick, height = 280 }) {
  const draw = (width, node, say) => {
    const boxes = squarify(groups, { x: 0, y: 0, width, height });
    const shapes = boxes.map((box, at) => group(box, at, pick));
    const chart = canvas(width, height, shapes);
    let on = null;
    const leave = walk({
      chart, node, say,
      find: ({ target }) => { const of = target.closest('.group')?.dataset.at; return of === undefined ? null : [Number(of), target.dataset.part]; },
      next: (key, at) => { const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key]; return step && [at === null ? 0 : (at[0] + step + boxes.length) % boxes.length]; },
      mark: (at) => { shapes[on]?.classList.remove('on'); on = at?.[0]; shapes[on]?.classList.add('on'); },
      tip: ([at, part]) => { const { item } = boxes[at]; const found = item.parts[part]; return [item.name, [...(found ? [[found.mark, found.name, found.text]] : []), [null, 'Total', item.text, true]]]; },
      text: ([at]) => `${boxes[at].item.name}: ${boxes[at].item.text}`, spot: ([at]) => middle(shapes[at]), open: ([at]) => pick?.(boxes[at].item.key),
    });
    chart.addEventListener('click', ({ target }) => { const of = target.closest('.group')?.dataset.at; if (pick && of) { leave(); pick(boxes[of].item.key); } });
    return chart;
  };
  return picture({ signature: ['treemap', groups], height, label, draw, className: 'treemap' });
}

function group(box, at, pick) {
  const { item } = box;
  const head = box.height > 44 && box.width > 60 ? 22 : 0;
  const inner = { x: box.x + 2, y: box.y + head, width: Math.max(0, box.width - 4), height: Math.max(0, box.height - head - 2) };
  return s('g', { class: pick ? 'group pickable' : 'group', 'data-at': at },
    s('rect', { class: 'ground', x: box.x + 1, y: box.y + 1, width: Math.max(0, box.width - 2), height: Math.max(0, box.height - 2), rx: 4 }),
    squarify(item.parts, inner).map((part) => s('rect', {
      class: `bar ${part.item.mark}`, x: part.x + 1, y: part.y + 1, width: Math.max(0.5, part.width - 2), height: Math.max(0.5, part.height - 2), rx: 2, 'data-part': item.parts.indexOf(part.item),
    })),
    head ? s('text', { class: 'tile', x: box.x + 8, y: box.y + 16 }, fitted(item, box.width - 16)) : null);
}

function fitted(item, width) {
  const most = Math.floor(width / 6.6);
  const long = `${item.name}  ${item.text}`;
  if (long.length <= most) return long;
  return item.name.length <= most ? item.name : `${item.name.slice(0, Math.max(1, most - 1))}…`;
}
