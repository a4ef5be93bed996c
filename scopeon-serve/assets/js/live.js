// The stream of events, read by a streamed `fetch`: an EventSource cannot send the token in a header.

import { credentials } from './api.js';

const SHORTEST = 1000;
const LONGEST = 30_000;

/** Follows the stream; `changed` is called for each known message, `state` with live, waiting or off. */
export function follow({ changed, state }) {
  const stop = new AbortController();
  let last = null;
  let pause = SHORTEST;
  (async () => {
    while (!stop.signal.aborted) {
      try {
        const headers = { accept: 'text/event-stream', ...credentials() };
        if (last !== null) headers['last-event-id'] = last;
        const response = await fetch('/sse/v1/status', { headers, signal: stop.signal });
        if (response.status === 401 || response.status === 403) { state('off'); return; }
        if (!response.ok) throw new Error(String(response.status));
        state('live');
        pause = SHORTEST;
        for await (const event of events(response.body)) {
          if (event.id) last = event.id;
          const message = parse(event.data);
          // Types of later versions are passed over.
          if (message?.type === 'snapshot' || message?.type === 'patch') changed(message);
        }
      } catch { /* A stream that breaks off is read again. */ }
      if (stop.signal.aborted) return;
      state('waiting');
      await new Promise((resolve) => { setTimeout(resolve, pause); });
      pause = Math.min(pause * 2, LONGEST);
    }
  })();
  return () => stop.abort();
}

function parse(text) {
  try { return JSON.parse(text); } catch { return null; }
}

/** Splits a body into events. */
export async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += value;
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      const event = { id: '', data: '' };
      for (const line of block.split(/\r?\n/)) {
        const at = line.indexOf(':');
        if (at < 1) continue;
        const [name, text] = [line.slice(0, at), line.slice(at + 1).replace(/^ /, '')];
        if (name === 'id') event.id = text;
        if (name === 'data') event.data += event.data ? `\n${text}` : text;
      }
      if (event.data) yield event;
    }
  }
}
