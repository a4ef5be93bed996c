// Compare: two sides beside each other, and whether the difference means anything.

import { amount, answer, card, col, cost, count, grid, h, lastPart, lead, num, panel, percent, quantity, question, quiet, share, short, stat, state, times, tokens } from '../kit.js';

const NAMES = { cost: 'Cost', tokens: 'Tokens', output: 'Output', calls: 'Calls', turns: 'Turns', hit_rate: 'From cache' };
const MEANS = { too_few: 'too few values', none: 'no', likely: '▲ likely', strong: '▲ strong' };
const PERIODS = ['today', 'yesterday', 'this-week', 'last-week', 'this-month', 'last-month', '7d', '30d', 'latest'];

const sides = (query) => [query.get('a') || 'last-week', query.get('b') || 'this-week'];
/** Sessions, and paths of projects, are shortened. */
const nameOf = (side) => (/^[0-9a-f-]{36}$/.test(side) ? side.slice(0, 8) : side.startsWith('project:') ? lastPart(side) : side);

export const compare = {
  name: 'compare', title: 'Compare', within: 'spend', hasTime: false,

  needs({ query }) {
    const [a, b] = sides(query);
    return { compare: question('compare', { a, b }) };
  },

  draw({ query }, { compare: part }) {
    return { content: [
      lead(part, ' compared', ({ a, b }) => answer(cost(b), ` ${nameOf(b.name)}`, h('span', `${amount(a.cost_usd) > 0 && b.cost_usd ? `${times(b.cost_usd / a.cost_usd)} ` : ''}${nameOf(a.name)} (${cost(a)})`))),
      form(query),
      grid(
        part?.data && ['a', 'b'].map((side) => card({ id: side, title: nameOf(part.data[side].name), className: 'w6', of: [part.data], height: 45, body: () => sum(part.data[side], part.data.unit) })),
        panel(part, { id: 'measures', title: `One ${part?.data?.unit ?? 'session'} of each`, className: 'w12', table: true, height: 240, what: 'What is compared', some: (data) => data.a.units * data.b.units > 0, rows,
          says: part?.data && `Medians, ± their spread. ${conclusion(part.data)}` })),
    ] };
  },
};

function form(query) {
  const box = (name, value, label) => h('label', label, h('input', { name, id: `side-${name}`, value, list: 'sides', autocomplete: 'off', spellcheck: 'false' }));
  const [a, b] = sides(query);
  return h('form', { class: 'sides', onsubmit: (event) => {
    event.preventDefault();
    state.set(Object.fromEntries(new FormData(event.target)));
  } }, box('a', a, 'Compare'), box('b', b, 'with'), h('button', { type: 'submit' }, 'Show'), h('a', { class: 'small', href: state.address({ view: 'compare', query: state.changed(query, { a: b, b: a }) }) }, '⇄ Swap'),
  h('datalist', { id: 'sides' }, PERIODS.map((value) => h('option', { value }))), quiet('A period, two with .. in between, a session’s id, branch:NAME, project:DIR or tag:NAME.'));
}

const sum = (side, unit) => h('dl', { class: 'stats' }, stat('Cost', cost(side)), stat(`${unit[0].toUpperCase()}${unit.slice(1)}s`, count(side.units)), stat('Calls', count(side.calls)), stat('Tokens', short(tokens(side.usage))));

function rows(data) {
  const value = (quantity) => (quantity ? Number(Object.values(quantity)[0]) : null);
  const side = (name) => num(nameOf(data[name].name), name, (row) => value(row[name]), undefined, (row) => {
    const most = Math.max(value(row.a), value(row.b)) || 1;
    return [share(value(row[name]) / most, name === 'a' ? 'co' : 'accent'), h('span', { class: 'at' }, row.provenance.level === 'estimated' ? '~' : '', quantity(row[name])), h('small', ` ± ${quantity(row[`${name}_spread`])}`)];
  });
  const sign = (row) => (row.direction === 'up' ? '+' : '');
  return { rows: data.rows, columns: [col('Measure', 'measure', (row) => NAMES[row.measure] ?? row.measure), side('a'), side('b'),
    num('Difference', 'difference', (row) => value(row.difference), undefined, (row) => `${sign(row)}${quantity(row.difference).replace('%', 'pp')}`),
    num('Relative', 'difference_ratio', 'difference_ratio', undefined, (row) => (row.measure === 'hit_rate' || !row.difference_ratio ? '' : `${sign(row)}${percent(row.difference_ratio)}`)),
    col('Significant', 'significance', 'significance', (row) => MEANS[row.significance] ?? row.significance)] };
}

function conclusion(data) {
  const is = (...wanted) => data.rows.some((row) => wanted.includes(row.significance));
  if (!data.a.units || !data.b.units) return 'A side has no calls: there is nothing to compare.';
  if (is('likely', 'strong')) return 'Where it says likely or strong, chance alone would hardly do as much.';
  return is('too_few') ? 'With fewer than 8 values on a side nobody can say whether it means anything.' : 'All of it could be chance.';
}
