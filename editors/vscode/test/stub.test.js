'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { event, read, server, start, stream, until } = require('./kit.js');

const GOOD = { daily_cost_usd: 1.5, fill_pct: 29, fresh: 'live' };

test('no server: nothing is shown, nothing is said', async (t) => {
  const { url, close } = await server(t, () => {});
  close();
  const { item, seen } = await start(t, url);
  await until(() => 'a hover', () => item.tooltip?.value.includes('trying again'));
  assert.deepEqual([item.text, item.visible, seen.errors], ['', false, []]);
});

test('patches, null, unknown types, and going on after a message', async (t) => {
  const sent = [];
  const { url } = await server(t, (request, response) => {
    if (request.url.startsWith('/api')) return response.end('{}');
    sent.push(request.headers['last-event-id']);
    if (sent.length === 1) {
      stream(response).write(event(41, 'snapshot', GOOD) + event(42, 'alert', { daily_cost_usd: 9 }));
      response.end(event(43, 'patch', { daily_cost_usd: 2, fill_pct: null }));
    } else {
      stream(response).write(event(44, 'patch', { daily_cost_usd: 3, __proto__: null }));
    }
  });
  const { shows } = await start(t, url);
  await shows('$3.00');
  assert.deepEqual(sent, [undefined, '43']);
});

const head = { 'content-type': 'text/event-stream' };
const junk = {
  'a page': [200, { 'content-type': 'text/html' }, '<p>hello</p>'],
  'one endless line': [200, head, 'x'.repeat(3_000_000)],
  'events of nothing': [200, head, 'data: x\n\n'.repeat(100_000)],
  'endless data': [200, head, 'data: x\n'.repeat(400_000)],
  'bytes': [200, head, Buffer.alloc(1_000_000, 255)],
  'other types': [200, head, 'data: {"type":7,"data":[]}\n\n'],
  'a patch without its snapshot': [200, head, event(1, 'patch', GOOD)],
  'a failure': [500, {}, ''],
};
for (const [name, [status, headers, body]] of Object.entries(junk)) {
  test(`junk: ${name}`, async (t) => {
    let asked = 0;
    const { url } = await server(t, (request, response) => {
      asked++;
      response.writeHead(status, headers);
      response.end(body);
    });
    const { item, seen } = await start(t, url);
    await until(() => 'three tries', () => asked >= 3);
    assert.deepEqual([item.text, item.visible, seen.errors], ['', false, []]);
  });
}

test('a silent server is left', async (t) => {
  let asked = 0;
  const { url } = await server(t, (request, response) => { asked++; stream(response).flushHeaders(); });
  await start(t, url, { times: { shortest: 20, silence: 100 } });
  await until(() => 'another try', () => asked >= 2);
});

test('figures that are too old are forgotten', async (t) => {
  const { url, close } = await server(t, (request, response) => {
    if (request.url.startsWith('/sse')) stream(response).write(event(1, 'snapshot', GOOD));
    else response.end('{}');
  });
  const { shows, item } = await start(t, url, { times: { shortest: 20, least: 20, forget: 300 } });
  await shows('$1.50 · ctx 29 %');
  await new Promise((resolve) => { setTimeout(resolve, 400); });
  await shows('$1.50 · ctx 29 %');
  close();
  await shows('$1.50 · ctx 29 % · stale');
  await shows('');
  assert.equal(item.visible, false);
});

test('a token goes in a header, to its own server alone, and not after a redirect', async (t) => {
  const sent = [];
  const note = (name) => (request, response) => {
    sent.push([name, request.headers['x-scopeon-token'], request.url.includes('SECRET')]);
    response.writeHead(307, { location: other.url });
    response.end();
  };
  const other = await server(t, note('other'));
  const mine = await server(t, note('mine'));
  const { change } = await start(t, mine.url, { token: 'SECRET' });
  await until(() => 'a request', () => sent.length > 1);
  assert.ok(sent.every(([name, token, leaks]) => name === 'mine' && token === 'SECRET' && !leaks));
  await change('scopeon.url', other.url);
  await until(() => 'the other', () => sent.some(([name]) => name === 'other'));
  assert.deepEqual(sent.filter(([name]) => name === 'other')[0], ['other', undefined, false]);
});

test('what a server says is no icon, no link and no line', async (t) => {
  const evil = '$(bug) [x](command:evil)\n| <img src=x> \u202e';
  const { url } = await server(t, (request, response) => {
    if (request.url.startsWith('/sse')) return stream(response).write(event(1, 'snapshot', { ...GOOD, fill_pct: evil }));
    response.end(JSON.stringify({
      now: evil, today: { cost_usd: evil }, this_week: evil, usual: { today_ratio: evil },
      sessions: [evil, null, { context: evil, model: evil, session: { provider: evil } }],
      limits: [evil, null, { window: evil, used_ratio: 0.5, level: '__proto__', provider: evil, resets_at: evil }],
    }));
  });
  const { item } = await start(t, url);
  await until(() => 'the answer', () => item.text.includes('50 %'));
  assert.doesNotMatch(item.text, /\$\(|\n/);
  assert.equal(item.tooltip.isTrusted, false);
  assert.equal(item.tooltip.supportHtml, false);
  assert.doesNotMatch(item.tooltip.value, /\$\(|\]\(|<|\u202e/);
  assert.match(read(item.tooltip), /\[x\]\(command/);
});

test('a setting that is no address is said in the item and by commands', async (t) => {
  const { item, seen, change } = await start(t, 'http://h/?token=x');
  assert.match(item.tooltip, /scopeon\.url/);
  await seen.commands.get('scopeon.openDashboard')();
  assert.equal(seen.errors.length, 1);
  assert.deepEqual(seen.opened, []);
  await change('scopeon.url', 'http://127.0.0.1:1');
  await seen.commands.get('scopeon.openDashboard')();
  assert.deepEqual(seen.opened, ['http://127.0.0.1:1/']);
});

test('a keyring that fails does not keep servers without a secret away', async (t) => {
  const { url } = await server(t, (request, response) => {
    if (request.url.startsWith('/sse')) stream(response).write(event(1, 'snapshot', GOOD));
  });
  const { create, load } = require('./stub.js');
  const stub = create({ 'scopeon.url': url });
  stub.context.secrets.get = async () => { throw new Error('no keyring'); };
  await load(stub.vscode).activate(stub.context);
  t.after(() => { for (const it of stub.context.subscriptions) it.dispose(); });
  await until(() => 'figures', () => stub.seen.items[0].text === '$1.50 · ctx 29 %');
});
