// A model keeps its colour everywhere: its name says which, and the most expensive ones choose first.

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

/** Gives each name the slot that `wish(name)` says, or the next that is free. */
function give(names, wish) {
  const given = new Map();
  const taken = new Set();
  for (const name of names.slice(0, SLOTS)) {
    let slot = wish(name);
    while (taken.has(slot)) slot = (slot + 1) % SLOTS;
    taken.add(slot);
    given.set(name, slot);
  }
  return given;
}

/** Returns the slot of each of up to six names; no two get the same, and the most expensive models have theirs in all views. */
export function slots(names) {
  const rank = new Map(order.map((name, at) => [name, at]));
  const before = (a, b) => (rank.get(a) ?? Infinity) - (rank.get(b) ?? Infinity) || (a < b ? -1 : 1);
  const own = (name) => hash(name) % SLOTS;
  const homes = give(order, own);
  const given = give([...names].sort(before), (name) => homes.get(name) ?? own(name));
  return (name) => (given.has(name) ? `c${given.get(name) + 1}` : 'co');
}

/** Divides rows into at most six series and what is left over. */
export function leading(totals, most = SLOTS) {
  const sorted = [...totals].sort((a, b) => b[1] - a[1]);
  return { names: sorted.slice(0, most).map(([name]) => name), others: sorted.length > most };
}
