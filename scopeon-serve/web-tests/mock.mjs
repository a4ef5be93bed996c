// A server for work on the dashboard and for its tests: the files of `assets/` under the real security headers, and the
// answers of `scopeon … --json --demo` under the routes of the real server.
//
//   SCOPEON=/path/to/scopeon node mock.mjs [--port 7779] [--tier 3] [--secret TEXT] [--empty]
//   node mock.mjs --upstream http://127.0.0.1:7771      files from here, answers from a real server
import { createServer, request as forward } from 'node:http';
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createHash } from 'node:crypto';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const ASSETS = join(dirname(fileURLToPath(import.meta.url)), '..', 'assets');
const SCOPEON = process.env.SCOPEON ?? 'scopeon';
const NOW = process.env.SCOPEON_NOW ?? '2026-11-20T15:00:00Z';

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
    "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
    "require-trusted-types-for 'script'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml', '.json': 'application/json',
};
/** Route → its tier, the command that answers the same, and which parameter is the command's argument. */
const ROUTES = {
  status: [1, ['status']], usage: [1, ['report']], stats: [1, ['costs']], budget: [1, ['budget']],
  cache: [1, ['cache']], blocks: [1, ['blocks']], limits: [1, ['limits']], whatif: [1, ['whatif']],
  health: [1, ['health']], suggestions: [1, ['suggest']], providers: [1, ['providers']],
  sessions: [2, ['sessions', '--limit', '500']], context: [2, ['context'], 'session'],
  agents: [2, ['subagents'], 'session'],
  tools: [2, ['tools']], compare: [2, ['compare']], explore: [2, ['explore'], 'path'], why: [2, ['why'], 'what'],
  calls: [3, ['session'], 'session'], interactions: [3, ['session'], 'session'], tasks: [3, ['tasks']],
  'provider-capabilities': [3, ['providers']],
};
/** What the page says of its server. */
const said = (tier, secret) => JSON.stringify({ tier, needs_token: secret !== null, routes: Object.fromEntries(Object.entries(ROUTES).map(([name, [of]]) => [name, of])) }).replaceAll('"', '&quot;');
const FLAGS = new Set(['all', 'reverse', 'servers', 'no_cache']);

const kept = new Map();

/** Runs the command once per question. */
function run(args) {
  const key = args.join('\0');
  if (!kept.has(key)) {
    kept.set(key, new Promise((resolve) => {
      execFile(SCOPEON, args, { maxBuffer: 1 << 28 }, (error, stdout, stderr) =>
        resolve(stdout ? { status: 200, body: stdout } : { status: 400, body: stderr || String(error) }));
    }));
  }
  return kept.get(key);
}

function command(route, id, query) {
  const [, base, positional] = id ? [2, ['session']] : ROUTES[route];
  const args = [...base];
  if (id) args.push(id);
  const by = query.getAll('by');
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    if (['fields', 'cursor', 'by'].includes(name)) continue;
    if (name === 'limit' && ['sessions', 'calls', 'tasks'].includes(route)) continue;
    if (name === positional) args.push(...values);
    else if (FLAGS.has(name)) { if (name !== 'servers' && values[0] === 'true') args.push(`--${name.replaceAll('_', '-')}`); }
    else for (const value of values) args.push(`--${name.replaceAll('_', '-')}`, value);
  }
  if (route === 'calls' && !query.get('session')) args.push('latest');
  if (by.length) args.push('--by', by.join(','));
  return [...args, '--json', '--demo', '--now', NOW, '--quiet'];
}

export function serve({ port = 0, tier = 3, secret = null, code = 'code', empty = false, events = 5000, upstream = null } = {}) {
  let seq = 1;
  const nowhere = empty ? mkdtempSync(join(tmpdir(), 'scopeon-empty-')) : null;
  const streams = new Set();
  const problem = (response, status, fields) => {
    response.writeHead(status, { ...HEADERS, 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ type: `urn:scopeon:problem:${status}`, title: 'Problem', status, ...fields }));
  };
  const line = (type, data) => `id: ${seq}\ndata: ${JSON.stringify({ type, seq, data })}\n\n`;

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const path = url.pathname === '/' ? '/index.html' : url.pathname;
    const sent = request.headers.authorization === 'Bearer session-token';
    if (upstream && /^\/(api|sse|health|metrics)/.test(path)) {
      const to = new URL(request.url, upstream);
      const headers = { ...request.headers, host: to.host };
      if (headers.origin) headers.origin = to.origin;
      const onward = forward(to, { method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      return request.pipe(onward);
    }
    const json = (body, more = {}) => {
      const etag = `"${createHash('sha1').update(body).digest('hex').slice(0, 12)}"`;
      if (request.headers['if-none-match'] === etag) { response.writeHead(304, { ...HEADERS, etag }); return response.end(); }
      response.writeHead(200, { ...HEADERS, 'content-type': 'application/json', etag, ...more });
      return response.end(body);
    };
    if (path === '/health') {
      return json(JSON.stringify({ status: 'ok', version: '1.0.0', uptime_secs: 5, tier, needs_token: secret !== null }));
    }
    if (path === '/api/v1/capabilities' && (secret === null || sent)) {
      return json(JSON.stringify({ tier, routes: Object.entries(ROUTES).map(([name, [of]]) => ({ path: `/api/v1/${name}`, tier: of, allowed: of <= tier })) }));
    }
    if (path === '/api/v1/session' && request.method === 'POST') {
      let body = '';
      for await (const chunk of request) body += chunk;
      const stated = JSON.parse(body || '{}');
      if (stated.code === code || (secret !== null && stated.secret === secret)) {
        return json(JSON.stringify({ token: 'session-token', tier, expires_at: '2026-11-21T03:00:00Z' }));
      }
      return problem(response, 401, { detail: 'that code or secret does not hold: a code holds once, and for a minute' });
    }
    const api = /^\/(?:api\/v1|sse\/v1)\/(.+)$/.exec(path);
    if (api) {
      if (secret !== null && !sent) return problem(response, 401, { detail: 'a secret or a token is needed' });
      const [route, id] = api[1].split('/');
      if (path === '/sse/v1/status') {
        response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
        response.write(line('snapshot', { daily_cost_usd: 2.9, fresh: 'live' }));
        streams.add(response);
        request.on('close', () => streams.delete(response));
        return undefined;
      }
      if (route === 'capabilities') return json(JSON.stringify({ schema: 2, version: '1.0.0', tier, routes: [] }));
      const known = ROUTES[route];
      if (!known) return problem(response, 404, { detail: 'nothing is there' });
      if (known[0] > tier) {
        return problem(response, 403, {
          detail: `${path} is told from tier ${known[0]} on`, tier: known[0], option: `--tier ${known[0]}`,
        });
      }
      const args = command(route, id, url.searchParams);
      if (empty) args.splice(args.indexOf('--demo'), 1, '--home', nowhere, '--db', join(nowhere, 'scopeon.db'));
      const answer = await run(args);
      if (answer.status !== 200) return problem(response, 400, { detail: answer.body.trim().split('\n')[0] });
      if (route === 'tools' && url.searchParams.has('servers')) {
        // The command line tells of servers by a command of its own.
        const mcp = await run(['mcp-usage', ...args.slice(1)]);
        return json(JSON.stringify({ ...JSON.parse(answer.body), servers: JSON.parse(mcp.body).servers ?? [] }));
      }
      if (route !== 'sessions' || id) return json(answer.body);
      // Sessions come page by page.
      const report = JSON.parse(answer.body);
      const [from, size] = [Number(url.searchParams.get('cursor') ?? 0), Number(url.searchParams.get('limit') ?? 100)];
      const more = report.rows.length > from + size;
      report.rows = report.rows.slice(from, from + size);
      return json(JSON.stringify(report), more ? { 'x-next-cursor': String(from + size) } : {});
    }
    try {
      const file = join(ASSETS, normalize(path));
      if (!file.startsWith(ASSETS)) throw new Error('outside');
      let body = await readFile(file);
      if (path === '/index.html') body = String(body).replace('name="server" content=""', `name="server" content="${said(tier, secret)}"`);
      response.writeHead(200, { ...HEADERS, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
      return response.end(body);
    } catch {
      return problem(response, 404, { detail: 'nothing is there' });
    }
  });
  const push = (data) => { seq += 1; for (const stream of streams) stream.write(line('patch', data)); };
  // A type that no client knows comes too: it has to be passed over.
  const timer = setInterval(() => {
    for (const stream of streams) stream.write(': here\n\n' + line('alert', { text: 'of a later version' }));
    push({ daily_cost_usd: 2.9 + seq / 100 });
  }, events);
  timer.unref();
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve({
      url: `http://127.0.0.1:${server.address().port}`, push,
      close: () => { clearInterval(timer); server.closeAllConnections(); server.close(); },
    }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name, otherwise) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? otherwise : process.argv[at + 1];
  };
  const { url } = await serve({
    port: Number(option('port', 7779)), tier: Number(option('tier', 3)), secret: option('secret', null),
    empty: process.argv.includes('--empty'), upstream: option('upstream', null),
  });
  console.log(url);
}
