// Takes a picture of every view, for people to look at: `node shots.mjs OUT [--width 1280] [--theme dark] [--only now]`.
// PLAYWRIGHT is the folder of playwright-core, CHROMIUM the browser, SCOPEON the program that answers.
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, settled } from './browser.mjs';
import { serve } from './mock.mjs';
import { start } from './real.mjs';

const option = (name, otherwise) => { const at = process.argv.indexOf(`--${name}`); return at < 0 ? otherwise : process.argv[at + 1]; };
const out = process.argv[2] ?? 'shots';
const VIEWS = { now: 'now', spend: 'spend', explore: 'explore?path=claude-code', compare: 'compare?a=2026-10&b=2026-11', sessions: 'sessions', peek: 'sessions?peek=ID', session: 'sessions/ID', cache: 'cache', tools: 'tools', insights: 'insights', limits: 'limits' };
const only = option('only', Object.keys(VIEWS).join(',')).split(',');

await mkdir(out, { recursive: true });
const empty = process.argv.includes('--empty');
const home = empty ? await mkdtemp(join(tmpdir(), 'scopeon-empty-')) : null;
const real = await start({ tier: Number(option('tier', 3)), home });
const server = await serve({ upstream: real.url });
const recent = await (await fetch(`${server.url}/api/v1/sessions?limit=50`)).json();
const id = recent.rows?.find((row) => row.sub_agents > 0)?.id ?? recent.rows?.[0]?.id ?? 'latest';
const browser = await launch();
for (const width of option('width', '1280').split(',').map(Number)) {
  for (const theme of option('theme', 'light,dark').split(',')) {
    const page = await browser.newPage({ viewport: { width, height: width < 600 ? 800 : width > 2000 ? 1440 : 900 }, colorScheme: theme });
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) console.log(`${width} ${theme}: ${message.text()}`); });
    page.on('pageerror', (error) => console.log(`${width} ${theme}: ${error.stack}`));
    for (const name of only) {
      await page.goto(`${server.url}/#/${VIEWS[name].replaceAll('ID', id)}`);
      await settled(page).catch(() => console.log(`${name} waits for something`));
      if (option('print', null)) await page.emulateMedia({ media: 'print' });
      await page.screenshot({ path: `${out}/${name}-${width}-${theme}.png`, fullPage: !['sessions', 'peek'].includes(name) });
    }
    await page.close();
  }
}
await browser.close();
server.close();
await real.close();
