// The filter of sessions, as it is typed: `agent:codex cost>1 "any words"`. The server reads it; here it is completed, and held
// back while its last word is not whole.

/** Names, times and figures that may be filtered by, each with what is said of it. */
export const NAMES = { agent: 'only this coding agent', model: 'only this model', project: 'only this project', branch: 'only this branch' };
const TIMES = { since: 'from when on', until: 'until when' };
const FIGURES = { cost: 'dollars, more or less than', calls: 'how many calls', turns: 'how many turns', tokens: 'how many tokens, such as 2M', subagents: 'how many sub-agents' };
const WHEN = ['today', 'yesterday', '7d', '30d', 'this-week', 'this-month', 'last-month'];

const isTime = /(^|[\s(])((since|until):|today([\s)]|$))/i;

/** Returns whether a filter says of itself which time is meant. */
export const statesTime = (text) => isTime.test(text.replace(/"[^"]*"?/g, '""'));

/** Returns whether nothing is expected to follow: no value, no quote, no parenthesis. */
export function isWhole(text) {
  const bare = text.replace(/"[^"]*"/g, '""').trim();
  return !/[:<>=(]$|\b(and|or|not)$/i.test(bare) && (bare.match(/"/g) ?? []).length % 2 === 0 && bare.split('(').length <= bare.split(')').length;
}

/** Returns what may replace the word at the cursor: `{text, about}`. */
export function complete(text, cursor, values) {
  const start = text.slice(0, cursor).search(/[^\s(]*$/);
  const word = text.slice(start, cursor);
  const at = word.indexOf(':');
  if (at > 0) {
    const [key, typed] = [word.slice(0, at).toLowerCase(), word.slice(at + 1).replace(/^"/, '')];
    const fits = (one) => one.toLowerCase().includes(typed.toLowerCase()) && one !== typed;
    const options = (key in TIMES ? WHEN : values(key)).filter(fits).slice(0, 8);
    return { start, word, options: options.map((one) => ({ text: `${key}:${/[\s()]/.test(one) ? `"${one}"` : one} `, about: '' })) };
  }
  const all = [[{ ...NAMES, ...TIMES }, ':'], [FIGURES, '>']].flatMap(([words, sign]) => Object.entries(words).map(([key, about]) => ({ text: key + sign, about })));
  return { start, word, options: all.filter((one) => one.text.startsWith(word.toLowerCase())) };
}
