// What a view needs is asked for as soon as it is known, and each answer draws the view again.

import { Refusal, ask, known } from './api.js';

/** How long the others wait for the first answer, in milliseconds. */
const HEAD_START = 60;

export class Loader {
  #parts = new Map();
  #running = new Map();
  #waiting = null;
  #draw;

  constructor(draw) {
    this.#draw = draw;
  }

  /**
   * Returns the parts of a view: what is there, what is waited for, what was refused. The first need, which the view answers with,
   * has the server to itself for a moment.
   */
  parts(needs) {
    const wanted = new Set(Object.values(needs).filter(Boolean));
    for (const [url, run] of this.#running) if (!wanted.has(url)) this.#drop(url, run);
    const parts = {};
    for (const [name, url] of Object.entries(needs)) {
      if (!url) continue;
      if (!this.#parts.has(url)) {
        const answer = known(url);
        this.#parts.set(url, answer ? { ...answer } : { waiting: true });
        this.#ask(url, !answer);
      }
      parts[name] = this.#parts.get(url);
    }
    return parts;
  }

  /** Asks again for what is shown. */
  refresh(needs) {
    for (const url of Object.values(needs)) if (url) this.#load(url);
    // What is not shown is asked for when it is.
    const shown = new Set(Object.values(needs));
    for (const url of this.#parts.keys()) if (!shown.has(url)) this.#parts.delete(url);
  }

  #ask(url, isNew) {
    if (this.#waiting) { this.#waiting.push(url); return; }
    const asked = this.#load(url);
    if (!isNew || this.#running.size > 1) return;
    this.#waiting = [];
    const go = () => { for (const one of (this.#waiting ?? [])) if (this.#parts.has(one)) this.#load(one); this.#waiting = null; };
    asked.then(go);
    setTimeout(go, HEAD_START);
  }

  /** Gives up what is not wanted any more, so that it is asked for again where it is. */
  #drop(url, run) {
    run.abort();
    this.#running.delete(url);
    if (this.#parts.get(url)?.waiting) this.#parts.delete(url);
  }

  async #load(url) {
    if (this.#running.has(url)) return;
    const run = new AbortController();
    this.#running.set(url, run);
    let next;
    try {
      const answer = await ask(url, run.signal);
      next = { ...answer };
    } catch (error) {
      if (run.signal.aborted) return;
      const problem = error instanceof Refusal ? error.problem : { detail: 'The server does not answer; it is asked again in a moment.' };
      // An answer that was there stays: the banner says that it is old.
      const before = this.#parts.get(url);
      next = before?.data && problem.status !== 403 ? before : { problem };
    }
    this.#running.delete(url);
    if (this.#parts.get(url)?.data === next.data && next.data) return;
    this.#parts.set(url, next);
    this.#draw();
  }
}
