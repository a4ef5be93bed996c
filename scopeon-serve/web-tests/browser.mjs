// The browser that tests use, and a page that notes whatever is wrong with it.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.PLAYWRIGHT ?? process.cwd()}/`);
const { chromium } = require('playwright-core');

/** Starts one; `args` are options of Chromium. PLAYWRIGHT is the folder of playwright-core, CHROMIUM the browser. */
export const launch = (...args) => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', ...args] });

/** Where a module of the folder PLAYWRIGHT is. */
export const resolve = (name) => require.resolve(name);

/** The browser itself notes a refusal as an error, which no page can prevent: only where one is meant it may be passed over. */
const REFUSED = /status of 40[13]/;

/** Opens a page that notes errors, violations of its policy, and requests beyond its server; `refusals` passes 401 and 403 over. */
export async function open(browser, url, { refusals = false, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  watch(page, url, refusals);
  await page.addInitScript(() => addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)));
  await page.goto(url);
  return page;
}

function watch(page, url, refusals) {
  const { origin } = new URL(url);
  page.wrong = [];
  page.on('console', (message) => {
    const text = `${message.text()} ${message.location().url}`;
    if (['error', 'warning'].includes(message.type()) && !(refusals && REFUSED.test(text))) page.wrong.push(text);
  });
  page.on('pageerror', (error) => page.wrong.push(error.stack));
  page.on('request', (request) => { if (!request.url().startsWith(origin) && !request.url().startsWith('blob:')) page.wrong.push(`asked ${request.url()}`); });
}

/** Waits until the view of the address is drawn and has all that it asked for. */
export async function settled(page) {
  await page.waitForTimeout(20);
  await page.waitForFunction(() => {
    const main = document.querySelector('main');
    return main?.getAttribute('aria-busy') === 'false' && main.dataset.at === location.hash;
  }, null, { timeout: Number(process.env.SETTLE ?? 30_000) });
  await page.waitForTimeout(80);
}

/** Goes to a view. */
export async function go(page, hash) {
  await page.evaluate((next) => { location.hash = `#/${next}`; }, hash);
  await settled(page);
}

/** Closes a page, with which nothing may have been wrong. */
export async function close(page) {
  assert.deepEqual(page.wrong, []);
  await page.context().close();
}
