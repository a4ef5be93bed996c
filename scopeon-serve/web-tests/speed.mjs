// Measures the dashboard on a server: how long from asking for a view to its answer, to its first picture and until that is painted,
// and which tasks of the page take longer than 50 ms, while it loads and while it is moved over, scrolled and told of changes. Prints
// a table: the least and the median of all runs, and the tasks of each.
// Usage: node speed.mjs URL [--runs 1] [--only now,spend] [--throttle 4] [--rest 2000]   PLAYWRIGHT and CHROMIUM as for the tests.
import { launch, settled } from './browser.mjs';

const [url] = process.argv.slice(2);
const option = (name, otherwise) => { const at = process.argv.indexOf(`--${name}`); return at < 0 ? otherwise : process.argv[at + 1]; };
const [throttle, runs] = [Number(option('throttle', 1)), Number(option('runs', 1))];
// Every new window of Chromium loads some two hundred files of its own for the list below its address bar, on the same processors.
const rest = Number(option('rest', 2000));
const { rows } = await (await fetch(`${url}/api/v1/sessions?sort=calls&limit=1`)).json();
const VIEWS = ['now', 'spend', 'spend?since=365d', 'spend?since=all', 'sessions', 'sessions?since=all', 'sessions?since=all&q=cost>0', `sessions/${rows[0].id}`, 'cache', 'cache?since=all',
  'tools', 'tools?since=all', 'insights', 'limits', 'explore?since=all', 'compare'];
const only = option('only', VIEWS.join(',')).split(',');
const browser = await launch();

/** Runs in the page: notes long tasks, the first answer, the first picture that holds something, and when that is painted. */
function watch() {
  const seen = { long: [] };
  window.seen = seen;
  new PerformanceObserver((list) => seen.long.push(...list.getEntries().map((one) => Math.round(one.duration)))).observe({ type: 'longtask', buffered: true });
  const painted = () => {
    const [first] = performance.getEntriesByName('first-contentful-paint');
    if (first) seen.painted = Math.round(Math.max(first.startTime, seen.painted ?? performance.now()));
    else { seen.painted ??= performance.now(); requestAnimationFrame(painted); }
  };
  const look = () => {
    const answer = document.querySelector('.answer')?.textContent ?? '…';
    if (!answer.startsWith('…')) seen.answer ??= Math.round(performance.now());
    if (!seen.picture && document.querySelector('.picture svg :is(.bar, .heat, path.line), .spark, .v-bar, .share')) {
      seen.picture = Math.round(performance.now());
      // What stands now is painted by the next frame; what is painted first is on the screen when the browser says so.
      requestAnimationFrame(painted);
    }
    if (!(seen.answer && seen.picture)) requestAnimationFrame(look);
  };
  look();
}

async function measure(view) {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  const wire = await page.context().newCDPSession(page);
  await wire.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  await page.addInitScript(watch);
  await page.waitForTimeout(rest);
  await page.goto(`${url}/#/${view}`);
  // Looking takes some milliseconds of the page, too.
  await page.waitForTimeout(rest / 2);
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
  const moved = await page.evaluate((before) => window.seen.long.slice(before), loaded.long.length);
  await page.reload();
  await page.waitForTimeout(rest / 2);
  await settled(page);
  const reloaded = await page.evaluate(() => window.seen.long);
  await page.context().close();
  return { ...loaded, moved, reloaded };
}

/** The least, and the one in the middle. */
function ends(values) {
  const sorted = values.filter((one) => one !== undefined).sort((a, b) => a - b);
  return sorted.length ? `${sorted[0]} ${sorted[Math.floor(sorted.length / 2)]}` : '-';
}

console.log(`${'view'.padEnd(44)} ${['answer', 'picture', 'painted'].map((name) => name.padStart(9)).join(' ')}  tasks over 50 ms: loading | then | reloaded`);
let longest = 0;
for (const view of VIEWS.filter((one) => only.includes(one))) {
  const measured = [];
  for (let run = 0; run < runs; run += 1) measured.push(await measure(view).catch((error) => console.log(`${view.padEnd(44)} ${error.message.split('\n')[0]}`)));
  const found = measured.filter(Boolean);
  const tasks = ['long', 'moved', 'reloaded'].map((name) => found.flatMap((one) => one[name]));
  longest = Math.max(longest, ...tasks.flat());
  console.log(`${view.padEnd(44)} ${['answer', 'picture', 'painted'].map((name) => ends(found.map((one) => one[name])).padStart(9)).join(' ')}  ${tasks.map((one) => one.join(' ') || '-').join(' | ')}`);
}
console.log(`the longest task took ${longest || 'less than 50'} ms`);
await browser.close();
