// Opens every view in a real browser, at several widths: nothing may scroll sideways, no error, no violation of the policy,
// no request beyond the server, no serious finding of axe-core. Run by `run.sh`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { close, go, launch, open, resolve, settled } from './browser.mjs';
import { start } from './real.mjs';

const axe = readFileSync(resolve('axe-core/axe.min.js'), 'utf8');
const VIEWS = ['now', 'spend', 'spend?since=all', 'spend?since=today', 'spend?table=days&table=calendar&table=hours&table=tree&table=kinds', 'sessions', 'sessions?peek=ID', 'sessions/ID',
  'cache', 'tools', 'tools?kind=mcp', 'insights', 'limits', 'explore', 'explore?path=claude-code', 'compare', 'compare?a=last-month&b=this-month'];
let browser;
let server;
let id;

before(async () => {
  server = await start();
  const { rows } = await (await fetch(`${server.url}/api/v1/sessions?limit=50`)).json();
  id = rows.find((row) => row.sub_agents > 0).id;
  browser = await launch();
});
after(async () => { await browser?.close(); await server?.close(); });

// In a hurry each theme and width is looked at once, and not each with each.
const HURRIED = { light: [360, 2560], dark: [1280] };

for (const theme of ['light', 'dark']) {
  for (const width of process.env.QUICK ? HURRIED[theme] : [360, 1280, 2560]) {
    test(`every view at ${width}, ${theme}`, { timeout: 240_000 }, async () => {
      const page = await open(browser, `${server.url}/#/now`, { viewport: { width, height: 900 }, colorScheme: theme });
      await settled(page);
      for (const view of VIEWS) {
        await go(page, view.replace('ID', id));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) {
          const found = await page.evaluate(() => [...document.querySelectorAll('main *')].filter((one) => !one.closest('.table-box table,.vlist-in') && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(0, 4).map((one) => `${one.tagName}.${one.getAttribute('class')}`));
          assert.fail(`${view} scrolls sideways by ${wide}: ${found.join(' ')}`);
        }
        if (width === 1280 || width === 360) {
          // The policy of the page does not allow foreign script; the debugger does not ask it.
          const found = await page.evaluate(`${axe}; axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? n.all[0]?.message ?? '')).join(' | ')))`);
          assert.deepEqual(found, [], `${view}: axe`);
        }
        assert.deepEqual(page.wrong, [], view);
      }
      await close(page);
    });
  }
}
