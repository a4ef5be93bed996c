// Finding by letters in their order: what begins a word counts more.

/** Returns the score of a text for what was typed; nothing where a letter is missing. */
export function score(text, typed) {
  const [hay, needle] = [text.toLowerCase(), typed.toLowerCase().replaceAll(' ', '')];
  let [from, total] = [0, 0];
  for (const letter of needle) {
    const at = hay.indexOf(letter, from);
    if (at < 0) return null;
    total += at === 0 || /[^a-z0-9]/.test(hay[at - 1]) ? 3 : at === from && from > 0 ? 2 : 0.5;
    from = at + 1;
  }
  return hay.includes(typed.toLowerCase().trim()) ? total + 10 - hay.indexOf(typed.toLowerCase().trim()) * 0.05 : total;
}

export function matches(items, typed, text) {
  if (!typed.trim()) return items;
  return items.map((item) => [item, score(text(item), typed)]).filter(([, points]) => points !== null)
    .sort((a, b) => b[1] - a[1]).map(([item]) => item);
}
