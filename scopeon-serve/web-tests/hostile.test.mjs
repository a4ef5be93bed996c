// Pages that mean ill, in a real browser before a real server that tells everything and asks no secret: of another port of this
// machine, of another name for it, and of a name that was rebound to it. What they see is looked at, and what they were
// answered. Run by `run.sh`.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { launch } from './browser.mjs';
import { SECRET, start } from './real.mjs';

/** What no page may come to know: words that are on every page of figures, or in every answer. */
const FACTS = /cost_usd|claude|"schema"|session-token|eyJ/;
let browser;
let open;
let locked;
let ill;

before(async () => {
  open = await start({ tier: 3 });
  locked = await start({ tier: 3, secret: SECRET });
  ill = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>ill</title><body>'));
  await new Promise((resolve) => { ill.listen(0, resolve); });
  browser = await launch('--host-resolver-rules=MAP evil.test 127.0.0.1');
});
after(async () => { await browser?.close(); ill?.close(); await open?.close(); await locked?.close(); });

/** Where the pages come from. */
const from = () => {
  const { port } = ill.address();
  return { 'another port': `http://127.0.0.1:${port}/`, 'another name for this machine': `http://localhost:${port}/`, 'another site': `http://evil.test:${port}/` };
};

/** A page, and all that the target answered it: `{url, method, status, headers}`. */
async function attack(url) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(url);
  return { page, answered: await listen(page) };
}

/** What stands on the wire, whatever the browser makes of it for the page. */
async function listen(page) {
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  const asked = new Map();
  const answered = [];
  // What was asked may be told after what was answered.
  const note = (requestId, status, headers = {}) => answered.push({ status, headers, get url() { return asked.get(requestId)?.url ?? 'about:blank'; }, get method() { return asked.get(requestId)?.method; } });
  wire.on('Network.requestWillBeSent', ({ requestId, request }) => asked.set(requestId, request));
  wire.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode, headers }) => note(requestId, statusCode, headers));
  wire.on('Network.webSocketCreated', ({ requestId, url }) => asked.set(requestId, { url, method: 'socket' }));
  wire.on('Network.webSocketHandshakeResponseReceived', ({ requestId, response }) => note(requestId, response.status, response.headers));
  wire.on('Network.webSocketFrameError', ({ requestId, errorMessage }) => note(requestId, Number(/response code: (\d+)/.exec(errorMessage)?.[1])));
  return answered;
}

/** What was answered at a path, which may be told a moment after the page knows. */
async function of(answered, path) {
  const found = () => answered.filter((one) => new URL(one.url).pathname === path);
  for (let tries = 0; tries < 80 && found().length === 0; tries += 1) await new Promise((resolve) => { setTimeout(resolve, 25); });
  return found();
}

/** What was answered at a path: something was, all of it refusals, and nobody was let in by a header. */
async function refused(answered, path, statuses = [403]) {
  const found = await of(answered, path);
  assert.ok(found.length > 0, `${path} was asked: ${answered.map((one) => one.url).join(' ')}`);
  for (const { status, headers } of found) {
    assert.ok(statuses.includes(status), `${path} was answered ${status}`);
    assert.ok(!Object.keys(headers).some((name) => /^(access-control-allow|set-cookie)/i.test(name)), JSON.stringify(headers));
  }
}

/** Lets the page ask by `fetch`, and tells what it saw. */
const fetched = (page, url, options = {}) => page.evaluate(async ([to, how]) => {
  try {
    const response = await fetch(to, how);
    return { status: response.status, type: response.type, text: await response.text() };
  } catch (error) { return { error: String(error) }; }
}, [url, options]);

for (const [name, url] of ['another port', 'another name for this machine', 'another site'].map((name) => [name, () => from()[name]])) {
  test(`a page of ${name} reads nothing by fetch`, async () => {
    const { page, answered } = await attack(url());
    for (const path of ['/api/v1/status', '/api/v1/sessions', '/metrics', '/sse/v1/status', '/api/v1/openapi.json']) {
      assert.match((await fetched(page, open.url + path)).error ?? 'answered', /TypeError/, path);
      await refused(answered, path);
      const opaque = await fetched(page, open.url + path, { mode: 'no-cors' });
      assert.ok(opaque.error || (opaque.type === 'opaque' && opaque.status === 0 && opaque.text === ''), `${path}: ${JSON.stringify(opaque)}`);
      await refused(answered, path);
    }
    await page.context().close();
  });

  test(`a page of ${name} gets no leave by a preflight`, async () => {
    const { page, answered } = await attack(url());
    for (const options of [{ headers: { authorization: `Bearer ${SECRET}` } }, { headers: { 'x-scopeon-token': SECRET } }, { method: 'DELETE' },
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ secret: SECRET }) }]) {
      const path = options.body ? '/api/v1/session' : '/api/v1/status';
      assert.match((await fetched(page, locked.url + path, options)).error ?? 'answered', /TypeError/);
      const asked = await of(answered, path);
      assert.ok(asked.length > 0 && asked.every((one) => one.status === 403), JSON.stringify(asked.map((one) => [one.method, one.status])));
      assert.ok(!asked.some((one) => one.method === (options.method ?? 'GET') && one.status !== 403), 'what was meant was never answered');
    }
    await page.context().close();
  });

  test(`a page of ${name} posts nothing, by fetch or by form`, async () => {
    const { page, answered } = await attack(url());
    const body = JSON.stringify({ secret: SECRET });
    const simple = await fetched(page, `${locked.url}/api/v1/session`, { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body });
    assert.ok(simple.error || simple.text === '', JSON.stringify(simple));
    await refused(answered, '/api/v1/session');
    const context = page.context();
    for (const [action, value] of [[`${locked.url}/api/v1/session`, body], [`${open.url}/api/v1/session`, '{"code":"'], [`${open.url}/`, 'x']]) {
      const popped = context.waitForEvent('page');
      const answer = context.waitForEvent('response', (response) => response.request().method() === 'POST');
      await page.evaluate(([to, text]) => {
        const form = Object.assign(document.createElement('form'), { method: 'POST', action: to, enctype: 'text/plain', target: '_blank' });
        form.append(Object.assign(document.createElement('input'), { name: text, value: '"}' }));
        document.body.append(form);
        form.submit();
      }, [action, value]);
      const tab = await popped;
      const response = await answer;
      assert.equal(response.status(), 403, action);
      await tab.waitForLoadState();
      assert.doesNotMatch(await tab.content(), FACTS);
      await tab.close();
    }
    await context.close();
  });

  test(`a page of ${name} opens no socket and no stream`, async () => {
    const { page, answered } = await attack(url());
    const socket = await page.evaluate((to) => new Promise((resolve) => {
      const heard = [];
      const ws = new WebSocket(to, ['scopeon.v1']);
      ws.onopen = () => heard.push('open');
      ws.onmessage = (event) => heard.push(event.data);
      ws.onclose = (event) => resolve({ heard, code: event.code });
    }), `${open.url.replace('http', 'ws')}/ws/v1/metrics`);
    assert.deepEqual(socket, { heard: [], code: 1006 });
    await refused(answered, '/ws/v1/metrics');
    const stream = await page.evaluate((to) => new Promise((resolve) => {
      const heard = [];
      const source = new EventSource(to);
      source.onopen = () => heard.push('open');
      source.onmessage = (event) => heard.push(event.data);
      source.onerror = () => { resolve({ heard, state: source.readyState }); source.close(); };
    }), `${open.url}/sse/v1/status`);
    assert.deepEqual(stream, { heard: [], state: 2 });
    await refused(answered, '/sse/v1/status');
    await page.context().close();
  });

  test(`a page of ${name} embeds nothing`, async () => {
    const { page, answered } = await attack(url());
    for (const [tag, attribute, path] of [['script', 'src', '/api/v1/status'], ['script', 'src', '/app.js'], ['img', 'src', '/icon.svg'], ['img', 'src', '/metrics'],
      ['link', 'href', '/css/base.css'], ['object', 'data', '/api/v1/sessions'], ['video', 'src', '/api/v1/status']]) {
      const seen = await page.evaluate(([name, key, to]) => new Promise((resolve) => {
        const before = new Set(Object.keys(window));
        const node = document.createElement(name);
        if (name === 'link') node.rel = 'stylesheet';
        node.onload = () => resolve(`loaded, ${node.naturalWidth ?? ''}`);
        node.onerror = () => resolve(Object.keys(window).filter((one) => !before.has(one) && !/^\d+$/.test(one)).join() || 'nothing');
        node[key] = to;
        document.body.append(node);
      }), [tag, attribute, open.url + path]);
      assert.equal(seen, 'nothing', `${tag} of ${path}`);
      await refused(answered, path);
    }
    const sizes = await page.evaluate((origin) => performance.getEntriesByType('resource').filter((one) => one.name.startsWith(origin)).map((one) => [one.transferSize, one.decodedBodySize]), open.url);
    assert.ok(sizes.flat().every((size) => size === 0), 'sizes of answers are not told');
    await page.context().close();
  });

  test(`a page of ${name} frames nothing and has no hold on a window`, async () => {
    const { page } = await attack(url());
    for (const path of ['/', '/#/spend', '/api/v1/status', '/health']) {
      const framed = await page.evaluate((to) => new Promise((resolve) => {
        const frame = document.createElement('iframe');
        frame.onload = () => { let text = 'out of reach'; try { text = frame.contentDocument?.body?.textContent ?? text; } catch { /* as it should be */ } resolve([text, frame.contentWindow.length]); };
        frame.src = to;
        document.body.append(frame);
      }), open.url + path);
      assert.deepEqual(framed, ['out of reach', 0], path);
      const frame = page.frames().at(-1);
      for (let tries = 0; tries < 40 && !frame.url(); tries += 1) await page.waitForTimeout(25);
      assert.match(frame.url(), /^chrome-error:/, `${path} is not shown`);
      assert.doesNotMatch(await frame.content(), FACTS);
    }
    // A link may lead to the dashboard; who opened it that way gets no hold on it.
    const popped = page.context().waitForEvent('page');
    await page.evaluate((to) => { window.tab = window.open(to); }, `${open.url}/`);
    const tab = await popped;
    await tab.waitForSelector('.answer');
    const held = await page.evaluate(() => { try { return [window.tab.closed, window.tab.length, String(window.tab.document)]; } catch (error) { return [window.tab.closed, error.name]; } });
    assert.deepEqual(held[0], true, 'the window is in a group of its own');
    assert.equal(await tab.evaluate(() => window.opener), null);
    await page.context().close();
  });
}

test('a rebound name gets nothing', async () => {
  for (const secret of [null, SECRET]) {
    // The page comes from the port that is ours a moment later: from then on everything is of its own origin.
    const before = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html', connection: 'close' }).end('<!doctype html><body>ill'));
    await new Promise((resolve) => { before.listen(0, resolve); });
    const { port } = before.address();
    const url = `http://evil.test:${port}`;
    const { page, answered } = await attack(`${url}/`);
    before.closeAllConnections();
    await new Promise((resolve) => { before.close(resolve); });
    const target = await start({ tier: 3, secret, port });
    for (const path of ['/', '/app.js', '/health', '/metrics', '/api/v1/status', '/api/v1/sessions', '/sse/v1/status', '/api/v1/openapi.json']) {
      for (const headers of [{}, { authorization: `Bearer ${SECRET}` }]) {
        const seen = await fetched(page, path, { headers });
        assert.equal(seen.status, 403, path);
        assert.doesNotMatch(seen.text, FACTS);
        await refused(answered, path);
      }
    }
    const traded = await fetched(page, '/api/v1/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ secret: SECRET }) });
    assert.equal(traded.status, 403);
    assert.doesNotMatch(traded.text, /token"/);
    const socket = await page.evaluate((to) => new Promise((resolve) => {
      const ws = new WebSocket(to, ['scopeon.v1']);
      ws.onopen = () => resolve('open');
      ws.onclose = (event) => resolve(event.code);
    }), `ws://evil.test:${port}/ws/v1/metrics`);
    assert.equal(socket, 1006);
    await refused(answered, '/ws/v1/metrics');
    // Going there shows why, and nothing else.
    const top = await page.goto(`${url}/`);
    assert.equal(top.status(), 403);
    assert.match(await page.textContent('body'), /--public-url http:\/\/evil\.test/);
    await page.context().close();
    await target.close();
  }
});

test('only an origin that is listed may ask, and only as far as it may', async () => {
  const { port } = ill.address();
  const origin = `http://127.0.0.1:${port}`;
  const listed = await start({ tier: 1, options: ['--cors-origin', origin] });
  const { page } = await attack(`${origin}/`);
  const seen = await fetched(page, `${listed.url}/api/v1/status`);
  assert.equal(seen.status, 200);
  assert.equal((await fetched(page, `${listed.url}/api/v1/sessions`)).status, 403);
  const { page: other } = await attack(`http://localhost:${port}/`);
  assert.match((await fetched(other, `${listed.url}/api/v1/status`)).error, /TypeError/);
  await page.context().close();
  await other.context().close();
  await listed.close();
});
