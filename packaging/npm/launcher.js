#!/usr/bin/env node
// Starts the program that npm installed for this platform, and ends as it ends.
"use strict";

const { spawn } = require("child_process");

const NOT_FOUND = 127;
const NOT_STARTED = 126;

function locate() {
  const program = process.platform === "win32" ? "scopeon.exe" : "scopeon";
  try {
    return require.resolve(`@scopeon/${process.platform}-${process.arch}/bin/${program}`);
  } catch {
    return null;
  }
}

function fail(message, code) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(code);
}

function start(program) {
  const child = spawn(program, process.argv.slice(2), { stdio: "inherit", windowsHide: true });
  // A terminal sends Ctrl-C to both, and a second one would end the program at once.
  const hasTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) {
    const isTerminals = signal !== "SIGTERM";
    process.on(signal, () => {
      if (!(isTerminals && hasTerminal)) child.kill(signal);
    });
  }
  child.on("error", (error) => fail(`${program} cannot be started: ${error.message}`, NOT_STARTED));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

const program = locate();
if (program === null) {
  fail(
    `scopeon has no program for ${process.platform}-${process.arch} here; ` +
      "it is an optional dependency, which npm leaves out with --omit=optional",
    NOT_FOUND,
  );
} else {
  start(program);
}
