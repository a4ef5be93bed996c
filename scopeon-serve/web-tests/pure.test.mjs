// What needs no browser: filters, CSV, colours, the division of time, the stream's events. `node --test web-tests/pure.test.mjs`
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hash, leading, setModels, slots } from '../assets/js/colours.js';
import { csv } from '../assets/js/csv.js';
import { complete, isWhole, statesTime } from '../assets/js/filter.js';
import { addDays, bytes, clock, cost, count, day, dollars, duration, lastPart, percent, setZone, short } from '../assets/js/format.js';
import { grain, places, span } from '../assets/js/grains.js';
import { matches } from '../assets/js/match.js';
import { squarify } from '../assets/js/charts/treemap.js';
import { ticks } from '../assets/js/charts/draw.js';
import { strengths } from '../assets/js/charts/heat.js';

test('a filter is asked for once nothing is expected to follow', () => {
  for (const text of ['', 'agent:codex', 'cost>1 main', '"my shop"', 'project:"my shop"', '(cost>1 or main) x', 'sand']) assert.ok(isWhole(text), text);
  for (const text of ['agent:', 'cost>', 'cost>=', '"my', 'project:"my', '(cost>1', 'cost>1 and', 'not']) assert.ok(!isWhole(text), text);
});

test('a filter that states a time is asked for without another one', () => {
  for (const text of ['since:7d', 'main until:today', '(since:7d or cost>1)', 'today', 'cost>1 today']) assert.ok(statesTime(text), text);
  for (const text of ['', 'cost>1', '"since:7d"', 'project:"since:7d"', 'todays', 'branch:today-fix']) assert.ok(!statesTime(text), text);
});

test('a filter is completed', () => {
  assert.deepEqual(complete('ag', 2, () => []).options.map((one) => one.text), ['agent:']);
  assert.deepEqual(complete('agent:co', 8, () => ['codex', 'amp']).options.map((one) => one.text), ['agent:codex ']);
  assert.deepEqual(complete('(co', 3, () => []), { start: 1, word: 'co', options: [{ text: 'cost>', about: 'dollars, more or less than' }] });
  assert.equal(complete('x project:', 10, () => ['my shop']).options[0].text, 'project:"my shop" ');
});

test('figures have the marks of the command line', () => {
  assert.equal(cost({ cost_usd: null }), '–');
  assert.equal(cost({ cost_usd: '12.345', unpriced_calls: 2 }), '$12.35*');
  assert.equal(cost({ cost_usd: '12.345', floor_calls: 1 }), '≥$12.35');
  assert.equal(dollars('0.0012'), '$0.0012');
  assert.equal(dollars('-2.5'), '−$2.50');
  assert.deepEqual([short(999), short(1000), short(99_960), short(1_250_000), short(5_603_080)], ['999', '1K', '100K', '1.3M', '5.6M']);
  assert.deepEqual([percent(0.036), percent(0.84), percent(null)], ['3.6 %', '84 %', '–']);
  assert.deepEqual([duration(500), duration(45_000), duration(4_200_000)], ['500 ms', '45 s', '1 h 10 min']);
  assert.deepEqual([bytes(12), bytes(15_500), bytes(2_000_000_000)], ['12 B', '15.5 KB', '2 GB']);
  assert.deepEqual([lastPart('/home/me/shop/'), lastPart('C:\\work\\api'), lastPart(null)], ['shop', 'api', null]);
});

test('numbers and times are written without formatters of Intl, and as these would', () => {
  const numbers = new Intl.NumberFormat('en');
  for (const number of [0, 7, 999, 1000, 12_345, 1_234_567, -1000, -98_765_432, 1234.5, 0.125]) assert.equal(count(number), numbers.format(number));
  assert.deepEqual([dollars('1234.5'), dollars('9999.994'), dollars('1234567.8')], ['$1,234.50', '$9,999.99', '$1,234,568']);
  const temporal = globalThis.Temporal;
  const instants = ['2026-01-31T23:59:59Z', '2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z', '2026-10-25T00:59:00Z', '2026-10-25T01:00:00Z', '1969-12-31T23:30:00Z', '2026-02-28T12:34:56.789Z'];
  for (const zone of ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia']) {
    setZone(zone);
    const written = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
    for (const at of instants) assert.equal(`${day(at)} ${clock(at)}`, written.format(new Date(at)), `${at} in ${zone}, ${temporal ? 'with' : 'without'} Temporal`);
  }
  assert.equal(setZone('No/Where'), false);
  assert.equal(setZone('UTC'), true);
});

test('work is done in slices, in order, and the last word of a key holds', async () => {
  const { isBusy, later, onIdle } = await import('../assets/js/jobs.js');
  const done = [];
  const slow = (name) => () => { done.push(name); for (const end = performance.now() + 10; performance.now() < end;); };
  let turns = 0;
  const idle = new Promise((resolve) => { onIdle(resolve); });
  later('a', slow('a'));
  later('b', slow('b, which is replaced'));
  later('c', slow('c'));
  later('b', slow('b'));
  assert.ok(isBusy());
  const count = () => { turns += 1; if (isBusy()) setTimeout(count); };
  setTimeout(count);
  await idle;
  assert.deepEqual(done, ['a', 'b', 'c']);
  assert.ok(turns >= 2, 'others have their turn between them');
  assert.ok(!isBusy());
});

test('a model keeps its colour', () => {
  setModels(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  const all = slots(['a', 'b', 'c', 'd', 'e', 'f']);
  assert.equal(new Set(['a', 'b', 'c', 'd', 'e', 'f'].map(all)).size, 6);
  for (const name of ['a', 'c', 'f']) assert.equal(slots([name])(name), all(name), name);
  assert.equal(all('unknown'), 'co');
  assert.equal(hash('x'), hash('x'));
  assert.deepEqual(leading(new Map([['a', 1], ['b', 3]]), 1), { names: ['b'], others: true });
});

test('cells of a CSV are no formulas', () => {
  const text = csv([{ label: 'name', value: (one) => one.name }, { label: 'n', value: (one) => one.n }], [{ name: '=1+1', n: -2 }, { name: 'a "b",c', n: null }]);
  assert.equal(text, 'name,n\r\n\'=1+1,-2\r\n"a ""b"",c",\r\n');
});

test('time is divided', () => {
  const at = (text) => grain(new URLSearchParams(text), [{ key: '2025-01' }], '2026-11-20');
  assert.deepEqual([at(''), at('since=today'), at('since=365d'), at('since=all'), at('since=2026-11-20&until=2026-11-20')], ['daily', 'hourly', 'weekly', 'weekly', 'hourly']);
  assert.equal(places('daily', '2026-02-27', '2026-03-02', []).length, 4);
  assert.equal(places('hourly', '2026-02-27', '2026-02-27', []).length, 24);
  assert.deepEqual(places('monthly', null, null, [{ key: '2025-11' }, { key: '2026-02' }]), ['2025-11', '2025-12', '2026-01', '2026-02']);
  assert.deepEqual(span('monthly', '2026-02'), ['2026-02-01', '2026-02-28']);
  assert.deepEqual(span('weekly', '2026-11-16'), ['2026-11-16', '2026-11-22']);
  assert.equal(addDays('2026-12-31', 1), '2027-01-01');
});

test('axes are round and heat is spread', () => {
  assert.deepEqual(ticks(10.2), [0, 3, 6, 9, 12]);
  assert.deepEqual(ticks(0), [0, 1]);
  const strength = strengths([1, 2, 3, 4, 1000]);
  assert.deepEqual([0, 1, 3, 1000].map(strength), [0, 1, 3, 5]);
});

test('areas are as large as their values', () => {
  const boxes = squarify([{ value: 6 }, { value: 3 }, { value: 1 }, { value: 0 }], { x: 0, y: 0, width: 100, height: 50 });
  assert.equal(boxes.length, 3);
  for (const box of boxes) assert.ok(Math.abs(box.width * box.height - box.item.value * 500) < 1e-6);
});

test('what begins a word is found first', () => {
  const found = matches([{ name: 'Time: this month' }, { name: 'Go to Spend' }, { name: 'Print' }], 'sp', (one) => one.name);
  assert.equal(found[0].name, 'Go to Spend');
});
