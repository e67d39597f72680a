import { PIPE } from '../input.ts';
import { addFileEffect, addObscurity, addProgramEffect } from '../run.ts';
import { endBoth, type Outcome } from '../state.ts';
import type { ReadCall } from '../walk/call.ts';
import { runFields } from '../walk.ts';
import { ONLY_PROGRAMS } from '../walk/lookup.ts';
import { assignText } from '../environment/assign.ts';
import { hasOption, readLeading, valueOf } from './options.ts';

interface Prefix {
  /** Options that take a value. */
  readonly valued: string;
  /** Words between the options and the program. */
  readonly skip?: number;
  /** What it starts has the rights of somebody else. */
  readonly privilege?: true;
  /** Options that name a file which it writes. */
  readonly writes?: readonly string[];
  /** Assignments may stand before the program. */
  readonly assigns?: true;
  /** The program takes part in it: what it starts is no longer what it was (`chroot`). */
  readonly elsewhere?: true;
}

/** Programs that start the program behind their options. */
export const PREFIXES: Readonly<Record<string, Prefix>> = {
  sudo: {
    valued:
      '-u -g -p -C -h -r -t -T -U -D -R --user --group --prompt --close-from --host --role --type --chdir --chroot --other-user',
    privilege: true,
    assigns: true,
  },
  doas: { valued: '-u -C', privilege: true },
  pkexec: { valued: '--user', privilege: true },
  gosu: { valued: '', skip: 1, privilege: true },
  'su-exec': { valued: '', skip: 1, privilege: true },
  runas: { valued: '', privilege: true },
  nohup: { valued: '' },
  nice: { valued: '-n --adjustment' },
  ionice: { valued: '-c -n -p -P -u --class --classdata --pid' },
  chrt: { valued: '-p -T -P -D', skip: 1 },
  taskset: { valued: '', skip: 1 },
  timeout: { valued: '-s -k --signal --kill-after', skip: 1 },
  gtimeout: { valued: '-s -k --signal --kill-after', skip: 1 },
  time: { valued: '-f -o --format --output', writes: ['-o', '--output'] },
  gtime: { valued: '-f -o --format --output', writes: ['-o', '--output'] },
  stdbuf: { valued: '-i -o -e --input --output --error' },
  gstdbuf: { valued: '-i -o -e --input --output --error' },
  unbuffer: { valued: '' },
  setsid: { valued: '' },
  caffeinate: { valued: '-t -w' },
  setarch: { valued: '', skip: 1 },
  linux32: { valued: '' },
  linux64: { valued: '' },
  arch: { valued: '-arch -e -d' },
  catchsegv: { valued: '' },
  faketime: { valued: '-f', skip: 1 },
  'systemd-run': { valued: '-u -p -E -M -H -d --unit --property --setenv', privilege: true },
  'dbus-run-session': { valued: '--config-file --dbus-daemon' },
  'xvfb-run': { valued: '-n -s -e -f -p -w --server-num --server-args --error-file --auth-file' },
  strace: { valued: '-e -o -p -s -u -E -a -b -I -O -P -S -X --output', writes: ['-o', '--output'] },
  ltrace: { valued: '-e -o -p -s -u -l -n -a -x --output', writes: ['-o', '--output'] },
  valgrind: { valued: '' },
  flock: { valued: '-w -E --wait --timeout --conflict-exit-code', skip: 1 },
  chroot: { valued: '', skip: 1, privilege: true, elsewhere: true },
  unshare: { valued: '-S -G -R -w --root --wd', privilege: true, elsewhere: true },
  nsenter: { valued: '-t -S -G --target', privilege: true, elsewhere: true },
  toybox: { valued: '' },
  busybox: { valued: '' },
  proxychains: { valued: '-f' },
  proxychains4: { valued: '-f' },
  torsocks: { valued: '' },
  rlwrap: { valued: '-f -H -C -a -b -l -q -s -t' },
  cpulimit: { valued: '-l -p -e --limit' },
  prlimit: { valued: '-p --pid' },
  'aws-vault': { valued: '' },
  entr: { valued: '' },
  ts: { valued: '' },
  chronic: { valued: '' },
  noglob: { valued: '' },
};

/** Reads a program that starts another one with the words behind its options. */
export const readPrefix: ReadCall = (call) => {
  const { run, name, args, state, io } = call;
  // What the table knows of these is more than what they start.
  if (name === 'aws-vault' || name === 'ts') return undefined;
  const prefix = PREFIXES[name] as Prefix;
  run.programs.add(name);
  const leading = readLeading(args, prefix.valued);
  if (prefix.privilege) addProgramEffect(run, 'privilege', name);
  for (const { name: option, value } of leading.options) {
    if (value !== undefined && prefix.writes?.includes(option))
      addFileEffect(run, state, 'write', value, name);
  }
  if (leading.doubtful) addObscurity(run, 'program_unknown');
  if (name === 'sudo')
    readSudo(
      call,
      leading.options.map((option) => option.name),
    );
  const cell = { state };
  let words = leading.rest.slice(prefix.skip ?? 0);
  if (prefix.assigns) {
    while (words[0] !== undefined && assignText(run, cell, words[0], true)) words = words.slice(1);
  }
  if (name === 'flock') {
    const [file] = leading.rest;
    if (file !== undefined && !/^\d+$/.test(file)) addFileEffect(run, state, 'write', file, name);
    const text = valueOf(readLeading(words, '-c --command'), '-c', '--command');
    if (text !== undefined) return runFields(run, ['sh', '-c', text], state, io, ONLY_PROGRAMS);
  }
  if (prefix.elsewhere && words.length > 0)
    addProgramEffect(run, 'execute', name, words[0] ?? name);
  const input = name === 'entr' ? { ...io, input: PIPE } : io;
  const outcome: Outcome = runFields(run, words, cell.state, input, ONLY_PROGRAMS);
  // Which folder it starts in is the option's.
  if (hasOption(leading, '-D', '--chdir', '-R', '--chroot')) addObscurity(run, 'code_unknown');
  return { ...endBoth(state, outcome.out) };
};

/** `sudo -e FILE` edits files; `sudo -i`, `sudo -s` start a shell. */
function readSudo({ run, args, state }: Parameters<ReadCall>[0], options: readonly string[]): void {
  if (options.includes('-e') || options.includes('--edit')) {
    for (const arg of args)
      if (!arg.startsWith('-')) addFileEffect(run, state, 'write', arg, 'sudo');
  }
  const shell = options.some((option) => ['-i', '-s', '--login', '--shell'].includes(option));
  if (shell) addProgramEffect(run, 'execute', 'sudo');
}
