'use strict';
// The extension: one item of the status bar, four commands.

const vscode = require('vscode');
const { Feed } = require('./feed.js');
const { hover } = require('./hover.js');
const { mayTell, origin, token } = require('./origin.js');
const words = require('./words.js');

const COLOURS = { warn: 'statusBarItem.warningBackground', used_up: 'statusBarItem.errorBackground' };

/** A token is kept for one server: when the address changes it is not sent to the next one. */
const keyOf = (url) => `scopeon.token:${url}`;

/** @param {import('vscode').ExtensionContext & { times?: object }} context `times` is for tests. */
function activate(context) {
  const settings = () => vscode.workspace.getConfiguration('scopeon');
  const { Left, Right } = vscode.StatusBarAlignment;
  const item = vscode.window.createStatusBarItem('scopeon', settings().get('alignment') === 'left' ? Left : Right, 50);
  item.name = 'Scopeon';
  item.command = 'scopeon.openDashboard';
  const feed = new Feed(() => draw(item, feed), context.times);
  let turn = 0;

  const connect = async () => {
    const mine = ++turn;
    feed.stop();
    let url;
    try {
      url = origin(settings().get('url'));
    } catch (problem) {
      item.text = '$(warning) Scopeon';
      item.tooltip = problem.message;
      item.show();
      return;
    }
    let secret;
    try {
      secret = mayTell(url, settings().get('allowPlainHttp') === true) ? await context.secrets.get(keyOf(url)) : undefined;
    } catch {
      // A machine without a keyring: servers without a secret are reached all the same.
    }
    // Another change came while the keyring was asked.
    if (mine === turn) feed.start({ url, token: token(secret) });
  };

  /** Calls `run` with the server's address; says what is wrong with the setting where it is none. */
  const withUrl = (run) => async () => {
    let url;
    try {
      url = origin(settings().get('url'));
    } catch (problem) {
      vscode.window.showErrorMessage(problem.message);
      return;
    }
    await run(url);
  };

  const openDashboard = withUrl((url) => vscode.env.openExternal(vscode.Uri.parse(`${url}/`)));
  const setToken = withUrl(async (url) => {
    const text = await vscode.window.showInputBox({
      title: `Token for ${url}`,
      prompt: 'What `scopeon token mint --tier 2 --name vscode` prints',
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => (token(value) ? undefined : 'This is not a token'),
    });
    const value = token(text);
    if (!value) return;
    await context.secrets.store(keyOf(url), value);
    await connect();
  });
  const forgetToken = withUrl(async (url) => {
    await context.secrets.delete(keyOf(url));
    await connect();
  });

  context.subscriptions.push(
    item,
    { dispose: () => { turn++; feed.stop(); } },
    vscode.commands.registerCommand('scopeon.openDashboard', openDashboard),
    vscode.commands.registerCommand('scopeon.setToken', setToken),
    vscode.commands.registerCommand('scopeon.forgetToken', forgetToken),
    vscode.commands.registerCommand('scopeon.reconnect', connect),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('scopeon.url') || event.affectsConfiguration('scopeon.allowPlainHttp')) return connect();
    }),
  );
  return connect();
}

/**
 * @param {import('vscode').StatusBarItem} item
 * @param {InstanceType<typeof Feed>} feed
 */
function draw(item, feed) {
  const text = words.status(feed);
  // `$(name)` would be an icon; no-width space keeps a dollar before a bracket what it is.
  item.text = text ? text.replaceAll('$(', '$\u200b(') : feed.state === 'refused' ? '$(lock) Scopeon' : '';
  const colour = text ? COLOURS[words.level(feed.answer)] : undefined;
  item.backgroundColor = colour ? new vscode.ThemeColor(colour) : undefined;
  // Neither trusted nor HTML: no command can be called by what a server sends.
  const tooltip = new vscode.MarkdownString(hover(feed));
  tooltip.isTrusted = false;
  tooltip.supportHtml = false;
  item.tooltip = tooltip;
  // Without a server there is nothing to show, and an item that is always empty is in the way.
  if (item.text) item.show();
  else item.hide();
}

function deactivate() {}

module.exports = { activate, deactivate };
