// The page that asks for the secret; its words stand in the page.

import { trade } from '../api.js';

/** Makes the page; `done` is called when we are known. */
export function login(why, done) {
  const page = document.getElementById('login').content.cloneNode(true).firstElementChild;
  const [form, input, button, said] = ['form', 'input', 'button', '.login-why'].map((one) => page.querySelector(one));
  said.textContent = why ?? '';
  form.addEventListener('submit', async (event) => {
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
  });
  return page;
}
