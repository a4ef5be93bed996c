// Insights: why it cost what it did, what to do first, and how well it went.

import { facts } from '../facts.js';
import { amount, answer, button, chips, col, cost, dollars, empty, filters, grid, h, lead, longDay, marked, named, num, panel, percent, plural, question, quiet, share, stack, state, time, usd, words } from '../kit.js';

const MEASURES = { hit_rate: 'Prompts from cache', crowded: 'Calls in a nearly full window', failures: 'Failed uses of tools', busts: 'Lost cache prefixes', repeats: 'Repeated uses of tools', unread: 'Cache writes never read' };
const ACTIONS = { keep_prefix_stable: 'Leave the beginning of the prompt alone', keep_sessions_together: 'Work in longer sessions', ask_within_lifetime: 'Ask follow-ups while the cache lives', use_hour_cache: 'Use the hour’s cache',
  compact_earlier: 'Compact earlier', write_it_down: 'Write down what is asked again', fix_tool: 'Repair a tool', narrow_results: 'Ask for less', use_smaller_model: 'Use a smaller model for small work', add_price: 'Add a price' };

export const insights = {
  name: 'insights', title: 'Insights', hasTime: true,

  needs({ query }) {
    const [when_, only] = [time(query), filters(query)];
    return { why: question('why', { ...when_, ...only }), suggestions: question('suggestions', { ...when_, ...only }), health: question('health', { ...when_, ...only }) };
  },

  draw({ query }, { why, suggestions: tips, health }) {
    return { content: [
      why?.data ? answer(cost(why.data.total), ` ${named(query)}`, says(why.data)) : lead(health, ` ${named(query)}`, ({ score: { value } }) => answer(value === null ? '–' : String(value), ' of 100: how well it went ', named(query))),
      chips(query),
      grid(
        panel(why, { id: 'why', title: 'What made it expensive', className: 'w7', says: 'Facts overlap, so that they do not add up.', show: (data) => facts(data, { skipTotal: true }), height: 400, what: 'What made it expensive', rows: factRows }),
        stack('w5',
          panel(health, { id: 'health', title: 'How well it went', show: score, height: 260, rows: componentRows }),
          health?.data?.anomalies?.length ? panel(health, { id: 'anomalies', title: 'Unusual days', show: anomalies }) : null),
        panel(tips, { id: 'suggestions', title: 'What to do first', className: 'w12', says: 'Savings overlap, so that they do not add up.', show: suggestions, height: 240, rows: tipRows })),
    ] };
  },
};

function says(why) {
  const total = why.facts.find((fact) => fact.kind === 'total');
  const ratio = total?.evidence.find((one) => one.what === 'times')?.value?.ratio;
  return ratio ? h('span', { class: ratio > 1.5 ? 'up' : '' }, `${ratio.toFixed(1)}× what is usual`) : null;
}

const factRows = (why) => ({ columns: [col('Kind', 'kind', 'kind', (row) => words(row.kind)), col('Fact', 'text'),
  num('Share', 'share', 'share', percent), usd('Dollars', 'usd')], rows: why.facts });

function score(data) {
  const value = data.score.value;
  const level = (one) => (one === null ? 'none' : one >= 0.75 ? 'good' : one >= 0.45 ? 'warn' : 'bad');
  return [
    h('div', { class: 'score' }, h('b', { class: level(value === null ? null : value / 100) }, value === null ? '–' : `~${value}`), h('span', value === null ? 'Too little is known to say.' : ' of 100')),
    h('ul', { class: 'components' }, data.components.map((one) => h('li',
      h('span', { class: 'name' }, MEASURES[one.measure] ?? words(one.measure)),
      h('b', marked(one.value, (v) => percent(v))),
      share(one.score ?? 0, level(one.score)),
      h('small', one.score === null ? 'not known' : `${{ good: '✓ good', warn: '▲ fair', bad: '✕ poor' }[level(one.score)]}; good is ${percent(one.threshold.good)}, poor ${percent(one.threshold.poor)}${one.threshold.source === 'own' ? ', by your own sessions' : ''}`)))),
    signs(data)];
}

function signs(data) {
  const held = (data.signals ?? []).filter((sign) => sign.severity !== 'info');
  if (held.length === 0) return quiet(`✓ No sign of waste that weighs; ${plural(data.signals?.length ?? 0, 'small one')} below 1 % of the cost.`);
  return h('ul', { class: 'signs' }, held.map((sign) => h('li', { class: sign.severity }, h('b', `${sign.severity === 'high' ? '✕' : '▲'} ${sign.sign === 'cache_busts' ? 'cache misses (prefix changed)' : words(sign.sign)}`), h('span', ` ${evidence(sign)}`))));
}

const evidence = (sign) => (sign.evidence ?? []).map(({ what, value }) => `${words(what)} ${quantity(value)}${value.tokens === undefined ? '' : ' tokens'}`).join(', ');

const componentRows = (data) => ({ columns: [col('Measure', 'measure', 'measure', (row) => MEASURES[row.measure] ?? row.measure), num('Value', 'value', 'value.value', undefined, (row) => marked(row.value, (v) => percent(v))),
  num('Good', 'good', 'threshold.good', percent), num('Poor', 'poor', 'threshold.poor', percent),
  num('Weight', 'weight'), num('Score', 'score', 'score', percent)], rows: data.components });

const anomalies = (data) => h('ul', { class: 'counts' }, data.anomalies.map((one) => h('li', h('b', dollars(one.cost_usd)),
  h('a', { href: `#/insights?since=${one.key}&until=${one.key}` }, longDay(one.key)), h('small', `usual ${dollars(one.usual_usd)}`))));

function suggestions(data) {
  const rows = data.rows.filter((row) => amount(data.cost_usd?.value) === null || row.saving_ratio >= 0.01);
  if (!rows.length) return empty(`✓ Nothing stands out; ${data.rows.length} worth less than 1 % of the cost.`);
  return h('ul', { class: 'tips' }, rows.map((row) => h('li', { class: `tip-card ${row.severity}` },
    h('header', h('h3', ACTIONS[row.action] ?? words(row.action), row.subject ? [': ', h('code', row.subject)] : null),
      h('b', { class: amount(row.saving_usd?.value) === null ? 'unknown' : '' }, amount(row.saving_usd?.value) === null ? 'saving not known' : amount(row.saving_usd.value) === 0 ? '' : `could save ${marked(row.saving_usd, dollars)}`)),
    row.advice ? h('p', row.advice) : null,
    row.paste ? h('div', { class: 'paste' }, h('pre', { tabindex: 0, 'aria-label': `Text for ${row.paste.place}` }, row.paste.text),
      button({ class: 'small', onclick: (event) => copy(event.currentTarget, row.paste.text) }, `Copy for ${row.paste.place}`)) : null,
    h('footer', h('span', `seen ${plural(row.seen, 'time')}`), (row.sessions ?? []).slice(0, 3).map((one) => h('a', { href: state.address({ view: 'sessions', id: one.session }) }, one.session.slice(0, 8)))))));
}

async function copy(button, text) {
  try { await navigator.clipboard.writeText(text); button.textContent = '✓ Copied'; } catch { button.textContent = 'Select and copy it'; }
}

const tipRows = (data) => ({ columns: [col('Action', 'action', 'action', (row) => ACTIONS[row.action] ?? row.action), col('Of', 'subject'),
  num('Seen', 'seen'), num('Could save', 'saving_usd', (row) => amount(row.saving_usd?.value), undefined, (row) => marked(row.saving_usd, dollars))], rows: data.rows });

