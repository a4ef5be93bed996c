// Light, dark, or as the system says.

const KEY = 'scopeon-theme';

export const theme = {
  get name() { return localStorage.getItem(KEY) ?? 'system'; },
  next() {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const order = ['system', dark ? 'light' : 'dark', dark ? 'dark' : 'light'];
    theme.set(order[(order.indexOf(theme.name) + 1) % order.length]);
  },
  set(name) {
    localStorage.setItem(KEY, name);
    theme.apply();
  },
  apply() {
    const root = document.documentElement;
    if (theme.name === 'system') root.removeAttribute('data-theme'); else root.dataset.theme = theme.name;
  },
};
