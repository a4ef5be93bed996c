// A real server that ends with its test. SCOPEON names the program.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NOW = '2026-11-20T15:00:00Z';
/** As long as it has to be. */
export const SECRET = '00112233445566778899aabbccddeeff0011';

/**
 * Starts a server on sample logs, or on the logs below `home`. With `code` it is started with `--open`, and `code()` returns
 * what it handed to the browser.
 */
export async function start({ tier = 3, secret = null, home = null, code = false, port = 0, options = [] } = {}) {
  const own = mkdtempSync(join(tmpdir(), 'scopeon-web-'));
  const args = ['serve', '--port', String(port), '--tier', String(tier), ...options, ...(home ? [] : ['--demo', '--now', NOW]), ...(code ? ['--open'] : [])];
  const env = { PATH: process.env.PATH, HOME: home ?? own, TMPDIR: own, ...(secret ? { SCOPEON_SECRET: secret } : {}) };
  if (code) env.PATH = `${opener(own)}:${env.PATH}`;
  const child = spawn(process.env.SCOPEON ?? 'scopeon', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  // Where a test fails, nobody closes it.
  process.once('exit', () => child.kill());
  let said = '';
  child.stderr.on('data', (data) => { said += data; });
  const ended = new Promise((resolve) => { child.once('exit', resolve); });
  const url = await new Promise((resolve, reject) => {
    child.stdout.once('data', (data) => resolve(String(data).trim().replace(/\/$/, '')));
    ended.then((status) => reject(new Error(`the server ended with ${status}: ${said}`)));
  });
  const close = async () => {
    child.kill();
    await ended;
    rmSync(own, { recursive: true, force: true });
  };
  await read(url, tier, secret);
  return { url, port: new URL(url).port, code: () => handed(own), close };
}

/** Waits until what is there is read. */
async function read(url, tier, secret) {
  if (tier < 1) return;
  const headers = secret ? { 'x-scopeon-token': secret } : {};
  for (let tries = 0; tries < 200; tries += 1) {
    const { fresh } = await (await fetch(`${url}/api/v1/status?fields=fresh`, { headers })).json();
    if (fresh?.state === 'live') return;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  throw new Error('the logs were not read in time');
}

/** What is started in place of a browser: it keeps the page that it is handed. */
function opener(own) {
  const path = join(own, 'xdg-open');
  writeFileSync(path, `#!/bin/sh\ncp "$1" '${own}/handed.new' && mv '${own}/handed.new' '${own}/handed'\n`);
  chmodSync(path, 0o700);
  return own;
}

async function handed(own) {
  for (let tries = 0; tries < 100 && !existsSync(join(own, 'handed')); tries += 1) await new Promise((resolve) => { setTimeout(resolve, 50); });
  return /#c=([^"]+)/.exec(readFileSync(join(own, 'handed'), 'utf8'))[1];
}
