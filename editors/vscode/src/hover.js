'use strict';
// What the status bar's item shows when the pointer rests on it, as Markdown.

const words = require('./words.js');

const STATES = {
  off: 'off',
  connecting: 'connecting',
  live: 'live',
  waiting: 'no connection, trying again',
  refused: 'refused by the server',
};
/** More live sessions or limits than this are not read in a hover. */
const MOST = 12;

/** Returns text that Markdown shows as it is: names come from logs, and a link or an image must not come with them. */
function plain(text, longest) {
  return words.clean(text, longest).replace(/[\\`*_{}[\]()#+\-.!|<>~$&:@/"'=^]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function today(answer) {
  const ratio = words.number(words.fields(answer.usual).today_ratio);
  const likely = words.fields(words.fields(answer.outlook).day).likely_usd;
  return [
    ['Today', [
      words.cost(answer.today),
      ...(ratio === undefined ? [] : [`${ratio.toFixed(1)}× a usual day`]),
      ...(likely === undefined ? [] : [`likely ~${words.money(likely)} by midnight`]),
    ].join(', ')],
    ['Week', words.cost(answer.this_week)],
    ['Month', words.cost(answer.this_month)],
  ].map(([name, text]) => `| ${name} | ${plain(text, 80)} |`);
}

function session(live) {
  const { session: of, model, window, turns_left } = words.fields(live);
  const share = words.contextOf(live);
  return [
    plain(words.fields(of).provider),
    plain(model),
    share === undefined ? '–' : `~${words.near(share)} of ${words.count(window)}`,
    words.number(turns_left) === undefined ? '–' : `~${words.count(turns_left)}`,
    plain(words.cost(of)),
  ];
}

function limit(now, row) {
  const it = words.fields(row);
  const hit = words.fields(it.pace).exhausted_at;
  return [
    plain(it.provider),
    plain(words.windowName(it)),
    `${words.percent(it.used_ratio)} ${words.sign(it)}`.trim(),
    hit ? `~${words.until(now, hit)}` : '–',
    it.resets_at ? words.until(now, it.resets_at) : '–',
  ];
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const more = rows.length > MOST ? [`\nand ${rows.length - MOST} more`] : [];
  return [line(head), line(head.map(() => '---')), ...rows.slice(0, MOST).map(line), ...more];
}

/** Returns the whole hover. */
function hover(feed) {
  const isStale = feed.state === 'live' && !words.isFresh(feed);
  const lines = [`**Scopeon** ${isStale ? 'stale: the server does not read what comes right now' : STATES[feed.state]}`];
  if (feed.reason) lines.push('', plain(feed.reason, 80));
  const { answer } = feed;
  if (!answer) return [...lines, '', 'No figures. Is `scopeon serve` running?'].join('\n');
  lines.push('', '| | |', '|---|---|', ...today(answer), '');
  const live = words.list(answer.sessions);
  if (answer.sessions === undefined) lines.push('Live sessions are not told at this tier: `scopeon serve --tier 2`');
  else if (live.length === 0) lines.push('No live sessions');
  else lines.push(...table(['Live session', 'Model', 'Context', 'Turns left', 'Cost'], live.map(session)));
  const limits = words.list(answer.limits);
  lines.push('');
  if (limits.length === 0) lines.push('No limit readings yet');
  else lines.push(...table(['Limit', '', 'Used', 'Hit in', 'Resets in'], limits.map((row) => limit(answer.now, row))));
  return lines.join('\n');
}

module.exports = { hover, plain };
