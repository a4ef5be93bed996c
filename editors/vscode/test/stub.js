'use strict';
// The part of the API of VS Code that the extension uses. It notes what was done with it.

const Module = require('node:module');

class MarkdownString {
  constructor(value) {
    this.value = value;
    // What VS Code assumes where nothing is said.
    this.isTrusted = undefined;
    this.supportHtml = undefined;
  }
}

class ThemeColor {
  constructor(id) { this.id = id; }
}

/** Returns a fresh API and what a test reads and sets of it. */
function create(settings = {}) {
  const seen = { items: [], commands: new Map(), opened: [], errors: [], input: undefined, asked: [] };
  const listeners = [];
  const vscode = {
    MarkdownString,
    ThemeColor,
    StatusBarAlignment: { Left: 1, Right: 2 },
    Uri: { parse: (text) => ({ toString: () => text }) },
    env: { openExternal: async (uri) => { seen.opened.push(String(uri)); return true; } },
    window: {
      createStatusBarItem: (id, alignment, priority) => {
        const item = { id, alignment, priority, text: '', visible: false, disposed: false };
        item.show = () => { item.visible = true; };
        item.hide = () => { item.visible = false; };
        item.dispose = () => { item.disposed = true; };
        seen.items.push(item);
        return item;
      },
      showErrorMessage: async (text) => { seen.errors.push(text); },
      showInputBox: async (options) => { seen.asked.push(options); return seen.input; },
    },
    workspace: {
      getConfiguration: (section) => ({ get: (name) => settings[`${section}.${name}`] }),
      onDidChangeConfiguration: (listener) => { listeners.push(listener); return { dispose() {} }; },
    },
    commands: {
      registerCommand: (name, run) => { seen.commands.set(name, run); return { dispose() {} }; },
    },
  };
  const kept = new Map();
  const context = {
    subscriptions: [],
    secrets: {
      get: async (key) => kept.get(key),
      store: async (key, value) => { kept.set(key, value); },
      delete: async (key) => { kept.delete(key); },
    },
  };
  const change = (name, value) => {
    settings[name] = value;
    return Promise.all(listeners.map((listener) => listener({ affectsConfiguration: (asked) => asked === name })));
  };
  return { vscode, seen, context, kept, change };
}

/** Loads the extension with this API as its `vscode`. */
function load(vscode) {
  const original = Module._load;
  const file = require.resolve('../src/extension.js');
  delete require.cache[file];
  Module._load = function resolve(name, ...rest) {
    return name === 'vscode' ? vscode : original.call(this, name, ...rest);
  };
  try {
    return require(file);
  } finally {
    Module._load = original;
  }
}

module.exports = { create, load };
