// A model keeps its colour in every chart, view and session: its name says which, and the most expensive ones choose first.

const SLOTS = 6;
let order = [];

/** States all models that are known, the most expensive first. */
export function setModels(names) {
  order = names;
}

/** A small hash of a name: the same in every browser. */
export function hash(text) {
  let value = 2166136261;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 16777619) >>> 0;
  return value;
}

/** Returns the slot of each of up to six names; no two get the same. */
export function slots(names) {
  const rank = new Map(order.map((name, at) => [name, at]));
  const before = (a, b) => (rank.get(a) ?? Infinity) - (rank.get(b) ?? Infinity) || (a < b ? -1 : 1);
  const taken = new Set();
  const given = new Map();
  for (const name of [...names].sort(before).slice(0, SLOTS)) {
    let slot = home(name);
    while (taken.has(slot)) slot = (slot + 1) % SLOTS;
    taken.add(slot);
    given.set(name, `c${slot + 1}`);
  }
  return (name) => given.get(name) ?? 'co';
}

/** The slot that a model has where it is among the most expensive: collisions are moved on once, for all views. */
function home(name) {
  const leading = order.slice(0, SLOTS);
  const taken = new Set();
  for (const one of leading) {
    let slot = hash(one) % SLOTS;
    while (taken.has(slot)) slot = (slot + 1) % SLOTS;
    taken.add(slot);
    if (one === name) return slot;
  }
  return hash(name) % SLOTS;
}

/** Divides rows into at most six series and what is left over. */
export function leading(totals, most = SLOTS) {
  const sorted = [...totals].sort((a, b) => b[1] - a[1]);
  return { names: sorted.slice(0, most).map(([name]) => name), others: sorted.length > most };
}
