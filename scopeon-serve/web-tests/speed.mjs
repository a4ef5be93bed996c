// Measures the dashboard on a server: how long from asking for a view to its answer and its first picture, and which tasks of the
// page take longer than 50 ms, while it loads and while it is moved over, scrolled and told of changes. Prints a table.
// Usage: node speed.mjs URL [--throttle 4]   PLAYWRIGHT and CHROMIUM as for the tests.
import { launch, settled } from './browser.mjs';

const [url] = process.argv.slice(2);
const throttle = process.argv.includes('--throttle') ? Number(process.argv[process.argv.indexOf('--throttle') + 1]) : 1;
const { rows } = await (await fetch(`${url}/api/v1/sessions?sort=calls&limit=1`)).json();
const VIEWS = ['now', 'spend', 'spend?since=365d', 'spend?since=all', 'sessions', 'sessions?since=all', 'sessions?since=all&q=cost>0', `sessions/${rows[0].id}`, 'cache', 'cache?since=all',
  'tools', 'tools?since=all', 'insights', 'limits', 'explore?since=all', 'compare'];
const browser = await launch();

/** Runs in the page: notes long tasks, the first answer and the first picture that holds something. */
function watch() {
  const seen = { long: [] };
  window.seen = seen;
  new PerformanceObserver((list) => seen.long.push(...list.getEntries().map((one) => Math.round(one.duration)))).observe({ type: 'longtask', buffered: true });
  const look = () => {
    const answer = document.querySelector('.answer')?.textContent ?? '…';
    if (!answer.startsWith('…')) seen.answer ??= Math.round(performance.now());
    if (document.querySelector('.picture svg :is(.bar, .heat, path.line), .spark, .v-bar, .share')) seen.picture ??= Math.round(performance.now());
    if (!(seen.answer && seen.picture)) requestAnimationFrame(look);
  };
  look();
}

async function measure(view) {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  const wire = await page.context().newCDPSession(page);
  await wire.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  await page.addInitScript(watch);
  await page.goto(`${url}/#/${view}`);
  await settled(page);
  const loaded = await page.evaluate(() => ({ ...window.seen, long: [...window.seen.long] }));
  for (const picture of (await page.$$('.picture svg')).slice(0, 4)) {
    const box = await picture.boundingBox();
    for (let at = 0; box && at < 30; at += 1) await page.mouse.move(box.x + 60 + at * 12, box.y + box.height / 2);
  }
  await page.evaluate(async () => {
    const list = document.getElementById('list-sessions');
    for (let at = 0; list && at < 20; at += 1) { list.scrollTop += 2000; await new Promise(requestAnimationFrame); }
  });
  // What the stream sends is a round of the same questions.
  await page.reload();
  await settled(page);
  const used = await page.evaluate(() => window.seen.long);
  await page.context().close();
  return { ...loaded, used };
}

console.log(`${'view'.padEnd(44)} answer  picture  tasks over 50 ms: loading | then | reloaded`);
let longest = 0;
for (const view of VIEWS) {
  const measured = await measure(view).catch((error) => console.log(`${view.padEnd(44)} ${error.message.split('\n')[0]}`));
  if (!measured) continue;
  const { answer, picture, long, used } = measured;
  longest = Math.max(longest, ...long, ...used);
  console.log(`${view.padEnd(44)} ${String(answer ?? '-').padStart(6)} ${String(picture ?? '-').padStart(8)}  ${[long, used].map((one) => one.join(' ') || '-').join(' | ')}`);
}
console.log(`the longest task took ${longest || 'less than 50'} ms`);
await browser.close();
