'use strict';
// Which address is asked, and whether a token may be sent to it.

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Returns the origin of a setting; throws with what is wrong. */
function origin(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    throw new Error('scopeon.url is not an address');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error('scopeon.url has to be http or https');
  if (url.username || url.password || url.search || url.hash || url.pathname !== '/') {
    throw new Error('scopeon.url has to be scheme, host and port alone; a token does not belong there');
  }
  return url.origin;
}

/** Returns whether a token may be sent there. */
function mayTell(address, allowPlainHttp) {
  const url = new URL(address);
  return url.protocol === 'https:' || LOOPBACK.has(url.hostname) || allowPlainHttp;
}

/** Returns the token, or nothing where the text is none. */
function token(text) {
  const plain = typeof text === 'string' ? text.trim() : '';
  return /^[\w.~+/=-]{1,8192}$/.test(plain) ? plain : undefined;
}

module.exports = { origin, mayTell, token };
