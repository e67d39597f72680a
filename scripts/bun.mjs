#!/usr/bin/env node
// Runs the pinned Bun with the arguments given, whether or not Bun's install script was allowed to run.
// Plain Node without dependencies: it must work straight after `npm ci --ignore-scripts`.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules');
// Without its install script the `bun` package holds a text placeholder of a few hundred bytes.
const smallestRealBinary = 1_000_000;

function isRealBinary(file) {
  return existsSync(file) && statSync(file).size > smallestRealBinary;
}

/** Real Bun executables under node_modules, the one the install script placed first. */
function findBun() {
  const exe = process.platform === 'win32' ? '.exe' : '';
  const candidates = ['bun.exe', 'bun'].map((name) => join(modules, 'bun', 'bin', name));
  const platforms = join(modules, '@oven');
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const cpu = process.arch === 'arm64' ? 'aarch64' : process.arch;
  if (existsSync(platforms)) {
    const wanted = readdirSync(platforms).filter((name) => name.startsWith(`bun-${os}-${cpu}`));
    // Sorted by length: the plain build before the musl and android ones.
    wanted.sort((a, b) => a.length - b.length);
    candidates.push(...wanted.map((name) => join(platforms, name, 'bin', `bun${exe}`)));
  }
  return candidates.find(isRealBinary);
}

const bun = findBun();
if (bun === undefined) {
  console.error(`No Bun for ${process.platform}-${process.arch} under ${modules}.`);
  console.error(
    'Run `npm ci` in the root of the checkout, with optional dependencies switched on.',
  );
  process.exit(7);
}

const env = { ...process.env };
// Both let whoever sets the environment run other code inside Bun.
delete env.BUN_OPTIONS;
delete env.BUN_BE_BUN;

const child = spawn(bun, process.argv.slice(2), { stdio: 'inherit', env });
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
for (const signal of signals) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`Bun did not start: ${error.message}`);
  process.exit(7);
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.exit(128 + (constants.signals[signal] ?? 0));
});
