// Nodes are made here and nowhere else: text is text, never markup, so that no name in a log becomes a part of the page.

const SVG = 'http://www.w3.org/2000/svg';

/** Listeners are kept beside the element, so that an update in place can exchange them. */
function dispatch(event) {
  this.handlers?.[event.type]?.call(this, event);
}

function fill(node, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || (value === false && !name.startsWith('aria-'))) continue;
    if (name.startsWith('on')) {
      const type = name.slice(2);
      (node.handlers ??= {})[type] = value;
      node.addEventListener(type, dispatch);
    } else if (name === 'vars') {
      // The policy forbids style attributes: custom properties are set one by one.
      for (const [key, text] of Object.entries(value)) node.style.setProperty(`--${key}`, text);
    } else if (name === 'value' || name === 'checked' || name === 'selected') {
      node[name] = value;
    } else {
      node.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : String(value));
    }
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === '') continue;
    node.append(child instanceof Node ? child : String(child));
  }
}

/** Makes an HTML element; properties may be left out. */
export const h = (name, properties, ...children) => fill(document.createElement(name), ...(isContent(properties) ? [{}, [properties, ...children]] : [properties, children]));

const isContent = (one) => one === null || typeof one !== 'object' || Array.isArray(one) || one instanceof Node;

/** A remark that is not in the way. */
export const quiet = (...children) => h('p', { class: 'quiet' }, children);

export const button = (properties, ...children) => h('button', { type: 'button', ...properties }, ...children);

export const s = (name, properties, ...children) => fill(document.createElementNS(SVG, name), properties, children);

/** Makes a part that is exchanged as a whole when what it shows changes, and else left alone. */
export function whole(signature, node) {
  node.signature = typeof signature === 'string' ? signature : JSON.stringify(signature);
  return node;
}

/** Parts that were made since parts were filled. */
let made = [];

/** Makes a part whose content is made later, and only where what it is made `of` is another one than it was. */
export function lazy(node, of, make) {
  made.push(Object.assign(node, { of, make }));
  return node;
}

/** Lets `queue(part, job)` fill the parts that are in the page by now. */
export function fillParts(queue) {
  for (const part of made) {
    const { of, make } = part;
    const into = part.isConnected ? part : part.into;
    // Meanwhile something else may stand there.
    if (into) queue(into, () => { if (into.of === of) kids(into, h('div', make())); });
  }
  made = [];
}

/** Changes `old` into `next` in place: focus, scroll positions and what the pointer is on stay. */
export function morph(old, next) {
  if (old.nodeType === Node.TEXT_NODE && next.nodeType === Node.TEXT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  const differs = old.nodeType !== next.nodeType || old.nodeName !== next.nodeName || old.id !== next.id;
  if (differs || old.signature !== undefined || next.signature !== undefined) {
    if (!differs && old.signature === next.signature) return;
    exchange(old, next);
    return;
  }
  attributes(old, next);
  old.handlers = next.handlers;
  for (const type of Object.keys(next.handlers ?? {})) old.addEventListener(type, dispatch);
  if (next.make && same(old.of, next.of)) return;
  old.of = next.of;
  if (next.make) { next.into = old; return; }
  if (old instanceof HTMLInputElement) {
    if (document.activeElement !== old && old.value !== next.value) old.value = next.value;
    return;
  }
  kids(old, next);
}

const same = (a, b) => a?.length === b.length && a.every((one, at) => one === b[at]);

function attributes(old, next) {
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name) && name !== 'style') old.removeAttribute(name);
  for (const { name, value } of next.attributes) {
    if (name !== 'style' && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const name of old.style) if (!next.style.getPropertyValue(name)) old.style.removeProperty(name);
  for (const name of next.style) {
    const value = next.style.getPropertyValue(name);
    if (old.style.getPropertyValue(name) !== value) old.style.setProperty(name, value);
  }
}

function kids(old, next) {
  const [before, after] = [[...old.childNodes], [...next.childNodes]];
  after.forEach((node, at) => (before[at] ? morph(before[at], node) : old.append(node)));
  for (const node of before.slice(after.length)) node.remove();
}

/** Rows keep their place while somebody points at them or is in them. */
function exchange(old, next) {
  const busy = old.signature !== undefined && old.nodeName === next.nodeName && old.id === next.id && old.id !== ''
    && (old.matches?.(':hover') || old.contains?.(document.activeElement)) && old.dataset?.hold !== undefined;
  if (!busy) {
    old.replaceWith(next);
    return;
  }
  old.later?.abort();
  old.later = new AbortController();
  const swap = () => {
    old.later.abort();
    old.replaceWith(next);
  };
  old.addEventListener('pointerleave', swap, { signal: old.later.signal });
  old.addEventListener('focusout', swap, { signal: old.later.signal });
}
