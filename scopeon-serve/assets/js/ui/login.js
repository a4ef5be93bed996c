// The page that asks for the secret.

import { trade } from '../api.js';
import { h } from '../dom.js';

/** Makes the page; `done` is called when the server knows who we are. */
export function login(why, done) {
  const input = h('input', { type: 'password', name: 'secret', id: 'secret', autocomplete: 'off', required: true, 'aria-describedby': 'login-why' });
  const said = h('p', { class: 'login-why', id: 'login-why', role: 'alert' }, why ?? '');
  const button = h('button', { type: 'submit', class: 'primary' }, 'Open');
  return h('main', { id: 'main', class: 'login', tabindex: -1 },
    h('form', { onsubmit: async (event) => {
      event.preventDefault();
      button.disabled = true;
      try {
        await trade({ secret: input.value.trim() });
        done();
      } catch (refusal) {
        said.textContent = refusal.problem?.detail ?? 'The server does not answer.';
        button.disabled = false;
        input.select();
      }
    } },
    h('h1', {}, 'Scopeon'),
    h('p', {}, 'This server tells its figures to those who know its secret, from the file or variable that it was started with.'),
    h('label', { for: 'secret' }, 'Secret'), input, button, said,
    h('p', { class: 'quiet' }, 'Or start it with ', h('code', {}, 'scopeon serve --open'), ', which opens this page with a link that holds once. The secret is kept nowhere; this tab keeps a token until it is closed.')));
}
