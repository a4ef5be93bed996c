// The filter of sessions: `agent:codex project:shop cost>1 "any words"`. What the server can answer is asked of it; the
// rest is looked for in the sessions that are there.

import { amount, tokens } from './format.js';

/** Keys with a colon, and the parameter that each is. */
export const KEYS = { agent: 'agent', model: 'model', project: 'project', branch: 'branch', since: 'since', until: 'until' };
/** Keys with a comparison, and what each reads from a session. */
export const NUMBERS = {
  cost: (row) => amount(row.cost_usd), calls: (row) => row.calls, turns: (row) => row.turns, tokens: (row) => tokens(row.usage), subagents: (row) => row.sub_agents,
};

const TOKEN = /"([^"]*)"?|(\S+?):"([^"]*)"?|(\S+)/g;

/** Reads a filter: parameters for the server, tests for rows, and what was not understood. */
export function parse(text) {
  const found = { parameters: {}, tests: [], wrong: [] };
  for (const [, quoted, key, value, bare] of text.matchAll(TOKEN)) {
    if (quoted !== undefined) { if (quoted) found.tests.push(has(quoted)); continue; }
    const token = key === undefined ? bare : `${key}:${value}`;
    const number = /^([a-z]+)(>=|<=|>|<|=)\$?([\d.]+)([kmb]?)$/i.exec(token);
    if (number && NUMBERS[number[1].toLowerCase()]) { found.tests.push(compares(number)); continue; }
    const at = token.indexOf(':');
    const name = at > 0 ? token.slice(0, at).toLowerCase() : null;
    if (name && KEYS[name]) {
      const text = token.slice(at + 1);
      if (text) (found.parameters[KEYS[name]] ??= []).push(text);
    } else if (name && NUMBERS[name]) found.wrong.push(`${name}: takes a comparison, such as ${name}>1`);
    else if (name && /^[a-z]+$/.test(name)) found.wrong.push(`there is no ${name}:`);
    else found.tests.push(has(token));
  }
  for (const one of ['since', 'until']) if (found.parameters[one]) found.parameters[one] = found.parameters[one].at(-1);
  return found;
}

function compares([, name, sign, digits, unit]) {
  const value = Number(digits) * ({ k: 1e3, m: 1e6, b: 1e9 }[unit.toLowerCase()] ?? 1);
  const read = NUMBERS[name.toLowerCase()];
  const fits = { '>': (n) => n > value, '<': (n) => n < value, '>=': (n) => n >= value, '<=': (n) => n <= value, '=': (n) => n === value }[sign];
  return (row) => { const n = read(row); return n !== null && n !== undefined && fits(n); };
}

const has = (word) => {
  const lower = word.toLowerCase();
  return (row) => [row.id, row.provider, row.project, row.branch, row.version, ...(row.models ?? [])].some((text) => text?.toLowerCase().includes(lower));
};

export const passes = (filter, row) => filter.tests.every((test) => test(row));

/** Returns what may replace the word at the cursor: `{text, about}`. */
export function complete(text, cursor, values) {
  const start = text.slice(0, cursor).search(/\S*$/);
  const word = text.slice(start, cursor);
  const at = word.indexOf(':');
  const starts = (one, typed) => one.toLowerCase().includes(typed.toLowerCase());
  if (at > 0) {
    const [key, typed] = [word.slice(0, at).toLowerCase(), word.slice(at + 1).replace(/^"/, '')];
    const options = key === 'since' || key === 'until' ? ['today', 'yesterday', '7d', '30d', 'this-week', 'this-month', 'last-month'] : values(key);
    return { start, word, options: options.filter((one) => starts(one, typed) && one !== typed).slice(0, 8).map((one) => ({ text: `${key}:${/\s/.test(one) ? `"${one}"` : one} `, about: '' })) };
  }
  const keys = [...Object.keys(KEYS).map((key) => ({ text: `${key}:`, about: ABOUT[key] })), ...Object.keys(NUMBERS).map((key) => ({ text: `${key}>`, about: ABOUT[key] }))];
  return { start, word, options: keys.filter((one) => word === '' || one.text.startsWith(word.toLowerCase())).slice(0, 11) };
}

const ABOUT = {
  agent: 'only this coding agent', model: 'only this model', project: 'only this project', branch: 'only this branch', since: 'from when on', until: 'until when',
  cost: 'dollars, more or less than', calls: 'how many calls', turns: 'how many turns', tokens: 'how many tokens, such as 2M', subagents: 'how many sub-agents',
};
