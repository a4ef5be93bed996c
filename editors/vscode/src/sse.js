'use strict';
// Splits a stream of text into server-sent events.

/** A message is below one KiB. What goes on without one that is understood is no such stream. */
const LONGEST = 256 * 1024;

class Events {
  constructor() {
    this.rest = '';
    this.data = [];
    this.id = null;
    this.size = 0;
  }

  /** Returns the events that `text` ends; null once it cannot be such a stream. */
  feed(text) {
    this.size += text.length;
    this.rest += text;
    // A carriage return at the very end may be half of a line's end.
    const held = this.rest.endsWith('\r') ? '\r' : '';
    const lines = this.rest.slice(0, this.rest.length - held.length).split(/\r\n|\r|\n/);
    this.rest = lines.pop() + held;
    const events = [];
    for (const line of lines) this.#line(line, events);
    return this.size > LONGEST ? null : events;
  }

  /** Says that a message was understood, after which so much more may come. */
  accept() {
    this.size = 0;
  }

  #line(line, events) {
    if (line === '') {
      if (this.data.length > 0) events.push({ id: this.id, data: this.data.join('\n') });
      this.data = [];
      return;
    }
    const at = line.indexOf(':');
    // A comment says that the stream is alive.
    if (at === 0) this.size = Math.min(this.size, LONGEST / 2);
    if (at < 1) return;
    const value = line.slice(at + 1).replace(/^ /, '');
    const name = line.slice(0, at);
    if (name === 'data') this.data.push(value);
    // It is sent back in a header, so nothing but digits is kept of it.
    if (name === 'id' && /^\d{1,20}$/.test(value)) this.id = value;
  }
}

module.exports = { Events, LONGEST };
