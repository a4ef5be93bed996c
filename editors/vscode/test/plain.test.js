'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Events } = require('../src/sse.js');
const { mayTell, origin, token } = require('../src/origin.js');
const { plain } = require('../src/hover.js');
const words = require('../src/words.js');
const manifest = require('../package.json');

test('events, cut anywhere, with any line ends', () => {
  for (const stop of ['\n', '\r\n', '\r']) {
    const text = ': here\n\nid: 7\ndata: a\ndata:b\n\nevent: x\nid: 8x\ndata: c\n\ndata: cut off'.replaceAll('\n', stop);
    for (let at = 0; at <= text.length; at++) {
      const events = new Events();
      const found = [...events.feed(text.slice(0, at)), ...events.feed(text.slice(at))];
      assert.deepEqual(found, [{ id: '7', data: 'a\nb' }, { id: '7', data: 'c' }]);
    }
  }
});

test('a stream that never ends an event is given up', () => {
  const events = new Events();
  let found = [];
  for (let i = 0; i < 300; i++) found = events.feed('x'.repeat(1024));
  assert.equal(found, null);
});

test('amounts, shares and times', () => {
  const money = ['2.9088036', 0, '0.001', 1234567.891, '-3', 'nan', 'x', {}, 1e300, Infinity, null, ''].map(words.money);
  assert.deepEqual(money, ['$2.91', '$0.00', '<$0.01', '$1,234,567.89', '-$3.00', '–', '–', '–', '–', '–', '–', '–']);
  assert.deepEqual([0.7999, 0.29, 1, 'x'].map(words.percent), ['79 %', '29 %', '100 %', '–']);
  assert.equal(words.cost({ cost_usd: '30.344', floor_calls: 6, unpriced_calls: 127, calls: 959 }), '≥$30.34*');
  assert.equal(words.cost({ cost_usd: '0', unpriced_calls: 3, calls: 3 }), '–*');
  assert.equal(words.until('2026-11-20T15:00:00.000Z', '2026-11-20T16:20:00.000Z'), '1 h 20 min');
  assert.equal(words.until('2026-11-20T15:00:00.000Z', 'soon'), '–');
  assert.deepEqual([{ minutes: 300 }, { minutes: 10_080 }, { window: 'x\ny' }].map(words.windowName), ['5h', '7d', 'x y']);
});

test('text of a server changes neither lines nor direction, and is no Markdown', () => {
  assert.equal(words.clean('a\u001b[31mb\nc\u0085d\u202ee\u2028f'), 'a [31mb c de f');
  assert.equal(words.clean({}), '–');
  assert.doesNotMatch(plain('[x](command:evil) ![i](https://h/i) <img> `$(bug)` | **b** https://h'), /[[\]()<>`|*:/$!]/);
});

test('addresses and tokens', () => {
  assert.equal(origin('http://127.0.0.1:7771/'), 'http://127.0.0.1:7771');
  for (const text of ['', 'x', 'ftp://h', 'http://u:p@h', 'http://h/p', 'http://h/?token=1', 'http://h/#t']) {
    assert.throws(() => origin(text), /scopeon\.url/);
  }
  assert.equal(token(' abc.DEF-1\n'), 'abc.DEF-1');
  for (const text of ['', 'a b', 'a\r\nx: y', undefined]) assert.equal(token(text), undefined);
  const told = ['http://localhost:1', 'https://h', 'http://10.0.0.1'].map((url) => mayTell(url, false));
  assert.deepEqual(told, [true, true, false]);
});

test('a workspace cannot say where the token is sent', () => {
  const { properties } = manifest.contributes.configuration;
  assert.equal(properties['scopeon.url'].scope, 'machine');
  assert.equal(properties['scopeon.allowPlainHttp'].scope, 'machine');
  assert.ok(!Object.keys(properties).some((name) => /token|secret/i.test(name)));
});
