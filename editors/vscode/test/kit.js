'use strict';
// What tests share: waiting, a server that says what a test wants, and the extension in its stub.

const http = require('node:http');
const { create, load } = require('./stub.js');

const TIMES = { shortest: 30, longest: 200, least: 20, refused: 200 };

async function until(what, holds, milliseconds = 5000) {
  const end = Date.now() + milliseconds;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited for ${what()}`);
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
}

/** Starts a server that ends with the test. */
async function server(t, answer) {
  const it = http.createServer(answer);
  await new Promise((resolve) => { it.listen(0, '127.0.0.1', resolve); });
  const close = () => { it.closeAllConnections(); it.close(); };
  t.after(close);
  return { url: `http://127.0.0.1:${it.address().port}`, close };
}

const event = (seq, type, data) => `id: ${seq}\ndata: ${JSON.stringify({ type, seq, data })}\n\n`;

function stream(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  return response;
}

/** Activates the extension; it ends with the test. */
async function start(t, url, { token, settings = {}, times = TIMES } = {}) {
  const stub = create({ 'scopeon.url': url, 'scopeon.alignment': 'right', ...settings });
  if (token) stub.kept.set(`scopeon.token:${url}`, token);
  stub.context.times = times;
  await load(stub.vscode).activate(stub.context);
  t.after(() => { for (const it of stub.context.subscriptions) it.dispose(); });
  const [item] = stub.seen.items;
  const shows = (text, milliseconds) => until(() => `"${text}", is "${item.text}"`, () => item.text === text, milliseconds);
  return { ...stub, item, shows };
}

/** Returns a hover as it is read: entities are the signs they stand for. */
const read = (tooltip) => tooltip.value.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

module.exports = { event, read, server, start, stream, until };
