'use strict';
// Against the program itself, with its sample logs: SCOPEON names it.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { read, server, start, until } = require('./kit.js');

const program = process.env.SCOPEON;
const skip = program ? false : 'SCOPEON is not set';
const LINE = '$2.91 · ctx 29 % · 5h 84 %▲';
const SECRET = 'ffeeddccbbaa99887766554433221100ffeeddcc';

/** Starts the program on a port; it ends with the test. */
function serve(t, port, { tier = 2, secret } = {}) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'scopeon-vscode-'));
  const options = ['serve', '--demo', '--now', '2026-11-20T15:00:00Z', '--port', port, '--tier', String(tier)];
  const env = { ...process.env, HOME: home, ...(secret ? { SCOPEON_SECRET: secret } : {}) };
  const child = spawn(program, options, { env, stdio: 'ignore' });
  const ended = new Promise((resolve) => { child.on('exit', resolve); });
  const stop = async () => {
    child.kill();
    await ended;
    fs.rmSync(home, { recursive: true, force: true });
  };
  t.after(stop);
  return stop;
}

async function free(t) {
  const { url, close } = await server(t, () => {});
  close();
  return { url, port: url.split(':').at(-1) };
}

test('the line, its colour and the hover', { skip }, async (t) => {
  const { url, port } = await free(t);
  serve(t, port);
  const { item, shows, seen } = await start(t, url);
  await shows(LINE, 20_000);
  assert.equal(item.visible, true);
  assert.equal(item.backgroundColor.id, 'statusBarItem.warningBackground');
  const text = read(item.tooltip);
  t.diagnostic(text);
  assert.match(text, /Today \| \$2\.91, 2\.5× a usual day, likely ~\$3\.01 by midnight/);
  assert.match(text, /Month \| ≥\$30\.34\*/);
  assert.match(text, /claude-code \| claude-sonnet-5 \| ~29 % of 200K \| ~10 \| \$2\.36/);
  assert.match(text, /claude-code \| 5h \| 84 % ▲ \| ~41 min \| 1 h 20 min/);
  await seen.commands.get('scopeon.openDashboard')();
  assert.deepEqual(seen.opened, [`${url}/`]);
});

test('a server that goes and comes back', { skip }, async (t) => {
  const { url, port } = await free(t);
  const stop = serve(t, port);
  const { shows, item, seen } = await start(t, url);
  await shows(LINE, 20_000);
  await stop();
  await shows(`${LINE} · stale`);
  assert.match(item.tooltip.value, /trying again/);
  serve(t, port);
  await shows(LINE, 20_000);
  assert.deepEqual(seen.errors, []);
});

test('sums alone', { skip }, async (t) => {
  const { url, port } = await free(t);
  serve(t, port, { tier: 1 });
  const { shows, item } = await start(t, url);
  await shows('$2.91 · 5h 84 %▲', 20_000);
  assert.match(item.tooltip.value, /not told at this tier/);
});

test('without a token, with a wrong one, with the right one by the command, and without again', { skip }, async (t) => {
  const { url, port } = await free(t);
  serve(t, port, { secret: SECRET });
  const { shows, seen, kept } = await start(t, url, { token: '0'.repeat(40), times: { shortest: 30, least: 20 } });
  await shows('$(lock) Scopeon', 20_000);
  seen.input = SECRET;
  await seen.commands.get('scopeon.setToken')();
  await shows(LINE, 20_000);
  assert.equal(seen.asked[0].password, true);
  assert.equal(kept.get(`scopeon.token:${url}`), SECRET);
  await seen.commands.get('scopeon.forgetToken')();
  await shows('$(lock) Scopeon');
  assert.equal(kept.size, 0);
  await until(() => 'nothing', () => seen.errors.length === 0);
});
