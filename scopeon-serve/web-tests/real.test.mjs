// The dashboard on real servers: who is let in, and what comes of a line that an agent writes. Run by `run.sh`.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { close, go, launch, open as opened, settled } from './browser.mjs';
import { SECRET, start } from './real.mjs';

const VIEWS = ['now', 'spend', 'spend?since=all', 'spend?since=today', 'sessions', 'cache', 'tools', 'insights', 'limits', 'explore', 'explore?path=claude-code', 'compare', 'compare?a=2026-10&b=7d'];
let browser;

before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const open = (url, options) => opened(browser, url, options);
const hash = (page) => page.evaluate(() => location.hash);
const answer = (page) => page.textContent('.answer');

for (const tier of [1, 2, 3]) {
  for (const secret of [null, SECRET]) {
    test(`every view at tier ${tier}${secret ? ' with a secret' : ''} leaves nothing in the console`, async () => {
      const server = await start({ tier, secret });
      const page = await open(`${server.url}/#/now`);
      if (secret) {
        await page.fill('#secret', secret);
        await page.keyboard.press('Enter');
      }
      await settled(page);
      const session = tier < 2 ? null : await page.evaluate(async () => {
        const token = sessionStorage.getItem('scopeon-token');
        const response = await fetch('/api/v1/sessions?limit=1', { headers: token ? { authorization: `Bearer ${token}` } : {} });
        return (await response.json()).rows[0].id;
      });
      for (const view of [...VIEWS, ...(session ? [`sessions?peek=${session}`, `sessions/${session}`] : [])]) {
        await go(page, view);
        const text = await page.textContent('main');
        assert.doesNotMatch(text, /NaN|undefined|\[object|Infinity/, view);
        assert.deepEqual(page.wrong, [], view);
        if (tier === 3) assert.doesNotMatch(text, /Not at this tier/, view);
        if (tier === 1) assert.doesNotMatch(text, /\/home\//, view);
      }
      await close(page);
      await server.close();
    });
  }
}

test('a code of --open holds once, and not for a second tab', async () => {
  const server = await start({ tier: 3, secret: SECRET, code: true });
  const url = `${server.url}/#c=${await server.code()}`;
  const page = await open(url);
  await settled(page);
  assert.match(await answer(page), /today/);
  assert.equal(await hash(page), '#/now', 'the code is not in the address any more');
  assert.equal((await page.context().cookies()).length, 0);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  // Reloaded and gone back to, the tab knows its token.
  await page.reload();
  await settled(page);
  assert.match(await answer(page), /today/);
  await page.click('nav a:has-text("Spend")');
  await settled(page);
  await page.goBack();
  await settled(page);
  assert.equal(await hash(page), '#/now');
  assert.match(await answer(page), /today/);
  // Another tab knows nothing, and the code neither lets it in.
  const second = await open(`${server.url}/#/spend`);
  await second.waitForSelector('#secret');
  await close(second);
  const again = await open(url, { refusals: true });
  await again.waitForSelector('#secret');
  assert.match(await again.textContent('.login-why'), /\w/);
  await close(again);
  await close(page);
  await server.close();
});

test('a secret is asked for, and where one wanted to go is gone to', async () => {
  const server = await start({ tier: 2, secret: SECRET });
  const page = await open(`${server.url}/#/spend?since=7d`, { refusals: true });
  await page.fill('#secret', '0'.repeat(36));
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('.login-why').textContent !== '');
  await page.fill('#secret', SECRET);
  await page.keyboard.press('Enter');
  await settled(page);
  assert.equal(await hash(page), '#/spend?since=7d');
  assert.match(await answer(page), /in 7 days/);
  assert.ok(!(await page.evaluate(() => JSON.stringify(sessionStorage))).includes(SECRET), 'the secret itself is kept nowhere');
  await close(page);
  await server.close();
});

test('a server that is started again at another tier is followed', async () => {
  const first = await start({ tier: 1 });
  const page = await open(`${first.url}/#/sessions`);
  await settled(page);
  assert.match(await page.textContent('main'), /Not at this tier/);
  await first.close();
  page.wrong.length = 0;
  const second = await start({ tier: 3, port: first.port });
  await page.waitForSelector('.vrow', { timeout: 15_000 });
  // While there was no server, the browser said so.
  page.wrong = page.wrong.filter((text) => !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/.test(text));
  await close(page);
  await second.close();
});

test('from spending down to one session, by keys and links', async () => {
  const server = await start({ tier: 3 });
  const page = await open(`${server.url}/#/spend?since=90d`);
  await settled(page);
  await page.click('[aria-labelledby="card-rows"] a:has-text("Explore")');
  await settled(page);
  assert.equal(await hash(page), '#/explore?since=90d');
  assert.equal(await page.getAttribute('nav.views a[aria-current]', 'href'), '#/spend?since=90d', 'it belongs to spending');
  const total = Number((await page.textContent('.answer .figure')).replace(/[^\d.]/g, ''));
  const shares = await page.locator('#table-level tbody td:last-child').allTextContents();
  assert.ok(Math.abs(shares.reduce((sum, text) => sum + parseFloat(text), 0) - 100) < 5, shares.join());
  for (const depth of ['Project', 'Branch', 'Session']) {
    await page.focus('#table-level tbody th button >> nth=0');
    await page.keyboard.press('Enter');
    await settled(page);
    assert.equal(await page.textContent('#table-level thead th >> nth=0'), depth);
    assert.ok(Number((await page.textContent('.answer .figure')).replace(/[^\d.]/g, '')) <= total);
  }
  const way = await hash(page);
  assert.equal(new URLSearchParams(way.split('?')[1]).getAll('path').length, 3);
  await page.click('#table-level tbody th button >> nth=0');
  await settled(page);
  assert.match(await hash(page), /^#\/sessions\/[0-9a-f-]{8}/);
  await page.goBack();
  await settled(page);
  assert.equal(await hash(page), way);
  await page.click('.crumbs a:has-text("All agents")');
  await settled(page);
  assert.equal(await hash(page), '#/explore?since=90d');
  await close(page);
  await server.close();
});

test('two sides are compared, as the command line does', async () => {
  const server = await start({ tier: 3 });
  // A week whose week before is in history, too.
  const page = await open(`${server.url}/#/spend?since=7d`);
  await settled(page);
  await page.click('.answer a:has-text("than the 7 days before")');
  await settled(page);
  assert.equal(decodeURIComponent(await hash(page)), '#/compare?a=2026-11-07..2026-11-13&b=2026-11-14..2026-11-20');
  const figures = async () => [await page.textContent('[aria-labelledby="card-a"] .stat dd >> nth=0'), await page.textContent('[aria-labelledby="card-b"] .stat dd >> nth=0')];
  const before = await figures();
  await page.click('.sides a:has-text("Swap")');
  await settled(page);
  assert.deepEqual(await figures(), before.reverse());
  await page.fill('#side-a', '2026-10');
  await page.fill('#side-b', '2026-11');
  await page.keyboard.press('Enter');
  await settled(page);
  const report = await (await fetch(`${server.url}/api/v1/compare?a=2026-10&b=2026-11`)).json();
  assert.equal(report.a.cost_usd.slice(0, 5), '51.76');
  assert.deepEqual(await figures(), ['$51.76*', '$30.34*']);
  assert.match(await page.textContent('[aria-labelledby="card-measures"]'), /All of it could be chance/);
  assert.equal(await page.locator('#table-measures tbody tr').count(), report.rows.length);
  await close(page);
  await server.close();
});

test('a filter that is not understood is said, and the list stays as it was', async () => {
  const server = await start({ tier: 3 });
  const page = await open(`${server.url}/#/sessions?since=all&q=agent:codex`);
  await settled(page);
  const rows = () => page.locator('.vrow .v-name').allTextContents();
  const [before, shown] = [await rows(), await answer(page)];
  const { total } = await (await fetch(`${server.url}/api/v1/sessions?filter=agent:codex`)).json();
  assert.ok(before.length > 0);
  assert.ok(shown.startsWith(`${total.sessions} session`), shown);
  await page.focus('#filter');
  await page.keyboard.press('End');
  await page.keyboard.type(' cost>');
  await page.waitForTimeout(500);
  assert.equal(await page.locator('.wrong').count(), 0, 'what is half said is not asked for');
  assert.deepEqual(page.wrong, []);
  await page.keyboard.type('1.2.3');
  await page.waitForSelector('.wrong');
  assert.match(await page.textContent('.wrong'), /cost.*number/);
  assert.deepEqual(await rows(), before);
  assert.equal(await answer(page), shown);
  // The browser notes that the server refused.
  page.wrong = page.wrong.filter((text) => !/status of 400/.test(text));
  await close(page);
  await server.close();
});

test('a delegated task leads to its session', async () => {
  const server = await start({ tier: 3 });
  const page = await open(`${server.url}/#/tools`);
  await settled(page);
  const { rows } = await (await fetch(`${server.url}/api/v1/tasks?since=30d`)).json();
  assert.equal(await page.locator('#table-tasks tbody tr').count(), rows.length);
  await page.click('#table-tasks tbody th button >> nth=0');
  await settled(page);
  assert.equal(await hash(page), `#/sessions/${rows[0].session}`);
  await close(page);
  await server.close();
});

/** A line of a log: a call of Claude Code that costs something. */
function line(number, at) {
  const usage = { input_tokens: 1000, output_tokens: 100_000, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
  return `${JSON.stringify({ type: 'assistant', uuid: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`, parentUuid: null, isSidechain: false, sessionId: '11111111-1111-4111-8111-111111111111',
    cwd: '/home/dev/shop', gitBranch: 'main', version: '2.1.270', timestamp: at.toISOString(), requestId: `req_${number}`,
    message: { id: `msg_${number}`, type: 'message', role: 'assistant', model: 'claude-opus-5', content: [], stop_reason: 'end_turn', usage } })}\n`;
}

/** A home with a log of one call of now, and a configuration. */
function homeWith(config = '') {
  const home = mkdtempSync(join(tmpdir(), 'scopeon-home-'));
  const folder = join(home, '.claude', 'projects', '-home-dev-shop');
  const log = join(folder, '11111111-1111-4111-8111-111111111111.jsonl');
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(home, '.scopeon'), { mode: 0o700 });
  writeFileSync(join(home, '.scopeon', 'config.toml'), config, { mode: 0o600 });
  writeFileSync(log, line(1, new Date()));
  return { home, log };
}

for (const [start_, labels] of [['monday', ['Mon', 'Wed', 'Fri']], ['sunday', ['Sun', 'Tue', 'Thu']], ['saturday', ['Sat', 'Mon', 'Wed']]]) {
  test(`weeks of the calendar begin with ${start_} where the user's do`, async () => {
    const { home } = homeWith(`[time]\nweek_start = "${start_}"\n`);
    const server = await start({ tier: 1, home });
    const page = await open(`${server.url}/#/spend`);
    await settled(page);
    await page.waitForSelector('[aria-labelledby="card-calendar"] svg');
    const days = (card) => page.locator(`[aria-labelledby="card-${card}"] svg text`).allTextContents();
    assert.deepEqual((await days('calendar')).filter((text) => /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)$/.test(text)), labels);
    assert.equal((await days('hours'))[0], labels[0]);
    await close(page);
    await server.close();
    rmSync(home, { recursive: true, force: true });
  });
}

test('a line that is appended to a log is on the screen within a second', async () => {
  const { home, log } = homeWith();
  const server = await start({ tier: 3, home });
  const page = await open(`${server.url}/#/now`);
  await settled(page);
  await page.waitForFunction(() => document.querySelector('.status')?.textContent.startsWith('●live'));
  const took = [];
  for (let number = 2; number < 7; number += 1) {
    const before = await page.textContent('.answer .figure');
    // Not always when the page has had a rest.
    await page.waitForTimeout([1500, 700, 50, 1200, 300][number - 2]);
    const began = Date.now();
    appendFileSync(log, line(number, new Date()));
    await page.waitForFunction((old) => document.querySelector('.answer .figure')?.textContent !== old, before, { polling: 'raf', timeout: 10_000 });
    took.push(Date.now() - began);
  }
  console.log(`# appended to on screen: ${took.join(', ')} ms`);
  assert.ok(Math.max(...took) < 1000, `${took} ms`);
  assert.match(await answer(page), /today/);
  await close(page);
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

test('nonsense in the address is said, and shown as it was', async () => {
  const server = await start({ tier: 3 });
  // The server refuses these, which the browser notes.
  const page = await open(`${server.url}/#/now`);
  page.wrong.push = () => 0;
  for (const time of ['since=soon', 'since=2026-13-45', 'since=2026-11-20&until=never', 'since=2026-02-31&until=2026-99-99', 'since=2026-11-20&until=2026-11-01', 'since=9999999d', 'since=-1d', 'since=%F0%9F%92%A9']) {
    for (const view of ['spend', 'sessions', 'cache', 'tools', 'insights', 'explore']) {
      await go(page, `${view}?${time}`);
      const text = await page.textContent('.page');
      assert.doesNotMatch(text, /NaN|undefined|Invalid|Infinity|\[object/, `${view}?${time}`);
    }
  }
  await go(page, 'spend?since=soon');
  assert.match(await page.textContent('main'), /since is not understood: soon/);
  for (const view of ['nowhere', 'sessions/none-such', 'spend?by=nothing&measure=nothing', 'tools?kind=nothing', 'sessions?order=nothing', 'spend?sort=x:y:z&table=nothing', '%', '%E0%A4%A', 'sessions/%2e%2e%2f%2e%2e', 'compare?a=nothing&b=%00', 'explore?path=nobody', 'explore?measure=nothing']) {
    await go(page, view);
    assert.doesNotMatch(await page.textContent('.page'), /NaN|undefined|\[object/, view);
    assert.ok((await page.textContent('main')).trim().length > 0, view);
  }
  await page.context().close();
  await server.close();
});
