// What people do with the dashboard, in a real browser on the mock server. Run as `views.test.mjs`.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, launch, open as opened, settled } from './browser.mjs';
import { serve } from './mock.mjs';

let browser;
let server;

before(async () => {
  server = await serve({ tier: 3, events: 600_000 });
  browser = await launch();
});
after(async () => { await browser?.close(); server?.close(); });

const open = (url, options) => opened(browser, url, options);
const query = (page) => page.evaluate(() => location.hash);

test('a code is traded once and the token stays in the tab', async () => {
  const locked = await serve({ tier: 3, secret: 'a secret', code: 'once', events: 600_000 });
  const page = await open(`${locked.url}/#c=once`);
  await settled(page);
  assert.equal(await query(page), '#/now', 'the code is not in the address any more');
  assert.match(await page.textContent('.answer'), /today/);
  assert.equal((await page.context().cookies()).length, 0);
  await page.reload();
  await settled(page);
  assert.match(await page.textContent('.answer'), /today/);
  const other = await page.context().newPage();
  await other.goto(`${locked.url}/`);
  await other.waitForSelector('#secret');
  await close(page);
  locked.close();
});

test('without a code the page asks for the secret', async () => {
  const locked = await serve({ tier: 3, secret: 'a secret', events: 600_000 });
  const page = await open(`${locked.url}/#/spend?since=7d`, { refusals: true });
  await page.fill('#secret', 'wrong');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /does not hold/.test(document.querySelector('.login-why').textContent));
  await page.fill('#secret', 'a secret');
  await page.keyboard.press('Enter');
  await settled(page);
  assert.equal(await query(page), '#/spend?since=7d', 'where one wanted to go');
  assert.match(await page.textContent('.answer'), /in 7 days/);
  await close(page);
  locked.close();
});

test('what is of a higher tier is said plainly', async () => {
  const low = await serve({ tier: 1, events: 600_000 });
  const page = await open(`${low.url}/#/now`);
  await settled(page);
  for (const [view, tier] of [['now', 2], ['sessions', 2], ['tools', 2], ['insights', 2]]) {
    await page.evaluate((name) => { location.hash = `#/${name}`; }, view);
    await settled(page);
    const text = await page.textContent('main');
    assert.match(text, /Not at this tier/, view);
    assert.ok(text.includes(`--tier ${tier}`), view);
  }
  await page.evaluate(() => { location.hash = '#/spend'; });
  await settled(page);
  assert.doesNotMatch(await page.textContent('main'), /Not at this tier/);
  await close(page);
  low.close();
});

test('the address is the whole state', async () => {
  const page = await open(`${server.url}/#/spend`);
  await settled(page);
  await page.click('.choose button:has-text("Tokens")');
  await page.click('.legend button >> nth=0');
  await settled(page);
  const hash = await query(page);
  assert.match(hash, /measure=tokens/);
  assert.match(hash, /only=/);
  const before = await page.textContent('.legend');
  await page.reload();
  await settled(page);
  assert.equal(await page.textContent('.legend'), before);
  await page.click('nav a:has-text("Cache")');
  await settled(page);
  await page.goBack();
  await settled(page);
  assert.equal(await query(page), hash);
  await close(page);
});

test('a span is brushed by mouse and by keyboard', async () => {
  const page = await open(`${server.url}/#/spend`);
  await settled(page);
  const box = await (await page.$('.picture.bars svg')).boundingBox();
  await page.mouse.move(box.x + 300, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + 500, box.y + 100, { steps: 5 });
  assert.equal(await page.getAttribute('.brush', 'visibility'), 'visible');
  await page.mouse.up();
  await settled(page);
  assert.match(await query(page), /since=2026-1\d-\d\d&until=2026-1\d-\d\d/);
  await page.goBack();
  await settled(page);
  await page.focus('.picture.bars');
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await settled(page);
  assert.match(await query(page), /since=2026-11-18&until=2026-11-20/);
  await close(page);
});

test('the crosshair is shared, and what it is on is said', async () => {
  const page = await open(`${server.url}/#/spend`);
  await settled(page);
  await page.focus('.picture.bars');
  await page.keyboard.press('End');
  assert.match(await page.textContent('.picture.bars [aria-live]'), /Fri 20 Nov 2026: .*\$2\.91/);
  assert.equal(await page.locator('.heatmap .heat.on').count(), 1);
  await close(page);
});

test('every picture is walked over by keys', async () => {
  const page = await open(`${server.url}/#/spend`);
  await settled(page);
  for (const [picture, key] of [['bars', 'ArrowLeft'], ['heatmap', 'ArrowUp'], ['treemap', 'ArrowRight']]) {
    await page.focus(`.picture.${picture} >> nth=0`);
    await page.keyboard.press(key);
    await page.waitForSelector('.tip.shown');
    const said = await page.textContent(`.picture.${picture} [aria-live] >> nth=0`);
    assert.ok(said.startsWith(await page.textContent('.tip-title')), `${picture}: ${said}`);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.tip.shown').count(), 0, picture);
  }
  await page.focus('.picture.treemap');
  await page.keyboard.press('ArrowRight');
  const [project] = (await page.textContent('.picture.treemap [aria-live]')).split(':');
  await page.keyboard.press('Enter');
  await settled(page);
  assert.ok(decodeURIComponent(await query(page)).includes(`/${project}`), project);
  assert.match(await page.textContent('.chips'), /project/);
  await close(page);
});

test('every chart has a table and a CSV', async () => {
  const page = await open(`${server.url}/#/spend`);
  await settled(page);
  for (const id of ['days', 'calendar', 'hours', 'tree', 'kinds']) {
    await page.click(`section[aria-labelledby="card-${id}"] button:has-text("Table")`);
    await page.waitForSelector(`#table-${id} tbody tr`);
  }
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('section[aria-labelledby="card-days"] button:has-text("CSV")')]);
  assert.equal(file.suggestedFilename(), 'scopeon-days.csv');
  await page.click('#table-rows th button:has-text("Calls")').catch(() => {});
  await close(page);
});

test('sessions are filtered with completion, peeked into and opened', async () => {
  const page = await open(`${server.url}/#/sessions`);
  await settled(page);
  await page.keyboard.press('/');
  await page.waitForFunction(() => document.activeElement?.id === 'filter');
  await page.keyboard.type('agent:claude');
  await page.waitForSelector('#completions li');
  await page.waitForTimeout(400);
  assert.equal(await query(page), '#/sessions', 'half of a name is not asked for');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.type('cost>1');
  await page.waitForTimeout(500);
  await settled(page);
  assert.match(decodeURIComponent(await query(page)), /q=agent:claude-code\+cost>1/);
  const rows = await page.locator('.vrow').allTextContents();
  assert.ok(rows.length > 0 && rows.every((text) => text.includes('claude-code')));
  await page.focus('#list-sessions');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await settled(page);
  await page.waitForSelector('.drawer .figure');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('.drawer'));
  await page.focus('#list-sessions');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await settled(page);
  await page.click('.drawer a:has-text("Open in full")');
  await settled(page);
  assert.match(await query(page), /^#\/sessions\/[0-9a-f-]{36}/);
  await close(page);
});

test('only rows that can be seen exist', async () => {
  const page = await open(`${server.url}/#/sessions?since=all`);
  await settled(page);
  assert.ok((await page.locator('.vrow').count()) < 40);
  await page.evaluate(() => { document.getElementById('list-sessions').scrollTop = 3000; });
  await page.waitForTimeout(200);
  assert.ok(Number(await page.locator('.vrow').first().getAttribute('aria-posinset')) > 40);
  await close(page);
});

test('the palette and the keys go everywhere', async () => {
  const page = await open(`${server.url}/#/now`);
  await settled(page);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('spend');
  await page.keyboard.press('Enter');
  await settled(page);
  assert.match(await query(page), /^#\/spend/);
  await page.keyboard.press('7');
  await settled(page);
  assert.match(await query(page), /^#\/limits/);
  await page.keyboard.press('?');
  await page.waitForSelector('dialog.help[open]');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('dialog'));
  await page.keyboard.press('d');
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  await close(page);
});

test('what changes is asked for again, and a pointed-at table stays', async () => {
  const page = await open(`${server.url}/#/now`);
  await settled(page);
  let asked = 0;
  page.on('request', (request) => { if (request.url().endsWith('/api/v1/status')) asked += 1; });
  await page.waitForTimeout(1100);
  server.push({ daily_cost_usd: 3 });
  await page.waitForTimeout(1500);
  assert.equal(asked, 1);
  await close(page);
});

test('an empty history is a sentence', async () => {
  const fresh = await serve({ tier: 3, empty: true, events: 600_000 });
  const page = await open(`${fresh.url}/#/now`);
  await settled(page);
  assert.match(await page.textContent('main'), /No agent has logged anything yet/);
  for (const view of ['spend', 'sessions', 'cache', 'tools', 'insights', 'limits']) {
    await page.evaluate((name) => { location.hash = `#/${name}`; }, view);
    await settled(page);
    assert.equal(await page.locator('main .picture svg').count(), 0, `${view}: no broken chart`);
    assert.match(await page.textContent('main'), /No |Nothing|nothing|used/, view);
  }
  await close(page);
  fresh.close();
});

test('hostile names are text', async () => {
  const hostile = '<img src=x onerror=alert(1)>';
  const page = await open(`${server.url}/#/sessions?q=${encodeURIComponent(`"${hostile}"`)}`);
  await settled(page);
  assert.equal(await page.inputValue('#filter'), `"${hostile}"`);
  assert.deepEqual(page.wrong, []);
  // Without quotes it is no filter, which is said, and noted by the browser.
  await page.evaluate((q) => { location.hash = `#/sessions?q=${encodeURIComponent(q)}`; }, hostile);
  await settled(page);
  assert.equal(await page.inputValue('#filter'), hostile);
  assert.equal(await page.locator('main img').count(), 0);
  page.wrong = page.wrong.filter((text) => !/status of 400/.test(text));
  await close(page);
});

test('times of every zone are those of the browser\'s own formatters', async () => {
  const page = await open(`${server.url}/#/limits`);
  await settled(page);
  const wrong = await page.evaluate(async () => {
    const { clock, day, setZone } = await import('/js/format.js');
    const found = [];
    for (const zone of ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Lord_Howe']) {
      setZone(zone);
      const written = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
      for (let at = Date.UTC(2026, 0, 1, 0, 30); at < Date.UTC(2027, 0, 1); at += 5 * 3_600_000) if (`${day(at)} ${clock(at)}` !== written.format(at)) found.push(`${zone} ${at}`);
    }
    return found;
  });
  assert.deepEqual(wrong, []);
  await close(page);
});
