'use strict';
// Follows `GET /sse/v1/status`, and asks for what the stream does not hold whenever it says that something changed.

const http = require('node:http');
const https = require('node:https');
const { StringDecoder } = require('node:string_decoder');
const { Events } = require('./sse.js');

const LONGEST_ANSWER = 4 * 1024 * 1024;
/** Milliseconds. */
const TIMES = {
  shortest: 1000,
  longest: 30_000,
  // Whoever was refused asks rarely: the token has to be changed by hand.
  refused: 60_000,
  // The server says something every 15 seconds.
  silence: 45_000,
  // Limits move with time, though nobody writes.
  ask: 60_000,
  // At most so often after changes.
  least: 500,
  // Figures of an hour ago, or of yesterday, are worse than none.
  forget: 15 * 60_000,
};

class Feed {
  #changed;
  #times;
  #timers = new Map();
  #requests = new Set();
  #isAsking = false;
  #askedAt = 0;
  #pause = 0;
  #last = null;
  #where = null;

  /** `changed` is called after every change; `times` is for tests. */
  constructor(changed, times = {}) {
    this.#changed = changed;
    this.#times = { ...TIMES, ...times };
    this.#reset();
  }

  #reset() {
    /** off, connecting, live, waiting or refused. */
    this.state = 'off';
    this.reason = null;
    this.figures = null;
    this.answer = null;
  }

  /** Starts anew; `where` is `{ url, token }`, with a token only where it may be sent. */
  start(where) {
    this.stop();
    this.#where = where;
    this.state = 'connecting';
    this.#connect();
  }

  stop() {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#drop();
    this.#pause = 0;
    this.#last = null;
    this.#reset();
  }

  #drop() {
    const requests = [...this.#requests];
    this.#requests.clear();
    this.#isAsking = false;
    for (const request of requests) request.destroy();
  }

  #after(name, milliseconds, call) {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(name, setTimeout(call, milliseconds));
  }

  /** Ends what waits, but for forgetting. */
  #quiet() {
    for (const [name, timer] of this.#timers) if (name !== 'forget') clearTimeout(timer);
  }

  #remember() {
    this.#after('forget', this.#times.forget, () => {
      this.answer = null;
      // The stream stands for its own figures; they are forgotten once it is gone.
      if (this.state === 'live') this.#remember();
      else this.figures = null;
      this.#changed();
    });
  }

  #set(state, reason = null) {
    this.state = state;
    this.reason = reason;
    this.#changed();
  }

  /** Begins a request; nothing is called any more once it is dropped. Redirects are not followed, so a token stays. */
  #get(path, headers, { answered, failed }) {
    const { url, token } = this.#where;
    const sent = { ...headers };
    if (token) sent['x-scopeon-token'] = token;
    const way = url.startsWith('https:') ? https : http;
    const request = way.get(`${url}${path}`, { headers: sent, agent: false });
    const known = () => this.#requests.has(request);
    const ends = (problem) => {
      if (!known()) return;
      this.#requests.delete(request);
      failed(problem);
    };
    this.#requests.add(request);
    request.on('error', (problem) => ends(problem.code ?? 'failed'));
    request.on('response', (response) => {
      if (!known()) return;
      response.on('error', () => ends('the stream broke off'));
      response.on('aborted', () => ends('the stream broke off'));
      answered(response, { known, ends, done: () => this.#requests.delete(request) });
    });
    return request;
  }

  #connect() {
    this.#drop();
    const headers = { accept: 'text/event-stream' };
    // Figures have to be kept for a patch to go on from.
    if (this.#last !== null && this.figures) headers['last-event-id'] = this.#last;
    if (this.state !== 'waiting') this.#set('connecting');
    this.#listen();
    this.#get('/sse/v1/status', headers, {
      answered: (response, { known, ends }) => {
        const { statusCode: status } = response;
        if (status === 401) return this.#refused('the server wants a token, or another one');
        if (status === 403) return this.#refused('the server refuses this: its tier or its name');
        if (status !== 200) return this.#again(`the server answers ${status}`);
        if (!/^text\/event-stream\b/.test(response.headers['content-type'] ?? '')) return this.#junk();
        const events = new Events();
        const decoder = new StringDecoder('utf8');
        response.on('end', () => ends('the stream ended'));
        response.on('data', (bytes) => {
          if (!known()) return;
          this.#listen();
          const found = events.feed(decoder.write(bytes));
          if (!found) return this.#junk();
          for (const event of found) {
            if (!this.#take(event)) return this.#junk();
            events.accept();
          }
        });
      },
      failed: (problem) => this.#again(`no connection (${problem})`),
    });
  }

  #listen() {
    this.#after('silence', this.#times.silence, () => this.#again('the server fell silent'));
  }

  #again(reason) {
    this.#drop();
    this.#quiet();
    const { shortest, longest } = this.#times;
    this.#pause = Math.min(this.#pause ? this.#pause * 2 : shortest, longest);
    // Not all editors at the same moment when a server comes back.
    this.#after('connect', this.#pause * (1 + Math.random() / 4), () => this.#connect());
    this.#set('waiting', reason);
  }

  #junk() {
    this.#last = null;
    this.figures = null;
    this.#again('what answers is not Scopeon');
  }

  #refused(reason) {
    this.#drop();
    this.#quiet();
    this.#last = null;
    this.figures = null;
    this.answer = null;
    this.#after('connect', this.#times.refused, () => this.#connect());
    this.#set('refused', reason);
  }

  /** Takes a message; returns whether it is one of this server. */
  #take({ id, data }) {
    const message = parse(data);
    if (typeof message?.type !== 'string') return false;
    // Types of later versions are passed over.
    if (message.type !== 'snapshot' && message.type !== 'patch') return true;
    if (!isObject(message.data) || (message.type === 'patch' && !this.figures)) return false;
    const figures = new Map(message.type === 'patch' ? Object.entries(this.figures) : []);
    for (const [key, value] of Object.entries(message.data)) {
      // `null` says that a figure is gone.
      if (value === null) figures.delete(key);
      else figures.set(key, value);
    }
    this.figures = Object.fromEntries(figures);
    this.#last = id ?? this.#last;
    this.#pause = 0;
    this.#remember();
    this.#set('live');
    this.#ask();
    return true;
  }

  /** Asks for sessions and limits, now or as soon as it may. */
  #ask() {
    this.#after('again', this.#times.ask, () => this.#ask());
    if (this.#isAsking || this.state !== 'live') return;
    const wait = this.#askedAt + this.#times.least - Date.now();
    if (wait > 0) {
      this.#after('ask', wait, () => this.#ask());
      return;
    }
    this.#askedAt = Date.now();
    this.#isAsking = true;
    // The whole of it: to name a field that the server's tier does not tell is a bad request.
    const request = this.#get('/api/v1/status', { accept: 'application/json' }, {
      answered: (response, { known, done }) => {
        const pieces = [];
        let size = 0;
        response.on('data', (bytes) => {
          size += bytes.length;
          if (size > LONGEST_ANSWER) request.destroy();
          else pieces.push(bytes);
        });
        response.on('end', () => {
          if (!known()) return;
          done();
          this.#isAsking = false;
          const answer = response.statusCode === 200 ? parse(Buffer.concat(pieces).toString()) : null;
          if (!isObject(answer)) return;
          this.answer = answer;
          this.#remember();
          this.#changed();
        });
      },
      failed: () => { this.#isAsking = false; },
    });
    request.setTimeout(10_000, () => request.destroy());
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

module.exports = { Feed };
