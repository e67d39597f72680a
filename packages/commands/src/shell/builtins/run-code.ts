import { isKnown } from '../marks.ts';
import { addFileEffect, addObscurity } from '../run.ts';
import { endBoth, mergeAll, type Outcome } from '../state.ts';
import { PIPE } from '../input.ts';
import type { ReadCall, ShellCall } from '../walk/call.ts';
import { runFields } from '../walk.ts';
import { NO_FUNCTIONS, ONLY_PROGRAMS } from '../walk/lookup.ts';
import { runShellFile } from '../walk/run-script-file.ts';
import { runText } from '../walk/run-text.ts';

export const runEval: ReadCall = ({ run, args, state, io }) => {
  const words = args[0] === '--' ? args.slice(1) : args;
  return words.length === 0 ? endBoth(state) : runText(run, words.join(' '), state, io);
};

/** `exec PROGRAM …`; without a program it only opens files for the shell. */
export const runExec: ReadCall = ({ run, args, state, io }) => {
  let at = 0;
  while (/^-[cl]+$/.test(args[at] ?? '') || args[at] === '-a') at += args[at] === '-a' ? 2 : 1;
  if (args[at] === '--') at += 1;
  const rest = args.slice(at);
  if (rest.length === 0) {
    // The files stay open: what later commands read from and print to them is not known.
    return endBoth(state, undefined);
  }
  const { out } = runFields(run, rest, state, io, ONLY_PROGRAMS);
  return { ok: undefined, fail: state, jumps: [{ kind: 'exit', state }], out };
};

/** `command PROGRAM …`, `builtin NAME …`; `command -v` only looks. */
export const runCommandBuiltin: ReadCall = ({ run, args, state, io }) => {
  let at = 0;
  while (args[at] === '-p' || args[at] === '--') at += 1;
  const [option, ...names] = args.slice(at);
  if (option === '-v' || option === '-V') {
    const plain = names.length === 1 && /^[\w.-]+$/.test(names[0] ?? '') && option === '-v';
    return endBoth(state, plain ? `/usr/bin/${names[0]}\n` : undefined);
  }
  return runFields(run, args.slice(at), state, io, NO_FUNCTIONS);
};

export const runSource: ReadCall = (call) => {
  const { args, state, run } = call;
  const words = args[0] === '--' ? args.slice(1) : args;
  const [file, ...rest] = words;
  if (file === undefined) return endBoth(state);
  if (file.startsWith('/dev/') && call.io.input.kind === 'text') {
    return runText(run, call.io.input.text, state, { ...call.io, input: PIPE });
  }
  if (isStartFile(call, file)) return endBoth(state, undefined);
  // An environment of Python: a script that is made by a tool and only changes PATH.
  if (/(?:^|\/)\.?(?:venv|env|virtualenv)[\w.-]*\/bin\/activate$/.test(file))
    return activateVenv(call, file);
  const ends = runShellFile(call, file, rest.length > 0 ? rest : (state.words ?? []), true);
  const end = mergeAll(ends) ?? state;
  const back = rest.length > 0 ? { ...end, words: state.words } : end;
  return { ...endBoth(back, undefined), fail: mergeAll([back, state]) };
};

/** What a person's own shells read when they start, and what version managers add to them. */
const START_FILE =
  /^\.(?:bashrc|bash_profile|profile|zshrc|zprofile|zshenv|cargo\/env|nvm\/nvm\.sh|asdf\/asdf\.sh|sdkman\/bin\/sdkman-init\.sh|rvm\/scripts\/rvm|ghcup\/env|local\/bin\/env)$/;

function isStartFile({ run, state }: ShellCall, file: string): boolean {
  const home = `${run.origin.home}/`;
  if (!file.startsWith(home) || !START_FILE.test(file.slice(home.length))) return false;
  if (run.written.has(file) || run.writtenBelow.size > 0) return false;
  addFileEffect(run, state, 'read', file, 'source');
  return true;
}

function activateVenv(call: ShellCall, file: string): Outcome {
  const own = { ...call, args: [file] };
  const texts = own.state.folders.map((folder) => own.run.written.has(`${folder}/${file}`));
  if (texts.includes(true) || file.startsWith('/') || file.includes('..') || !isKnown(file)) {
    const [end = call.state] = runShellFile(own, file, [], true);
    return endBoth(end);
  }
  return endBoth(call.state);
}

/** `trap TEXT SIGNAL …`: the text runs at the end, and for other signals at any time. */
export const runTrap: ReadCall = ({ run, args, state }) => {
  const words = args[0] === '--' ? args.slice(1) : args;
  const [text, ...signals] = words;
  if (text === undefined || /^-[lpP]/.test(text) || signals.length === 0)
    return endBoth(state, undefined);
  if (text === '' || text === '-' || /^\d+$/.test(text)) return endBoth(state);
  if (!isKnown(text)) {
    addObscurity(run, 'code_unknown');
    return endBoth(state);
  }
  run.traps.push(text);
  const atEnd = signals.every((signal) =>
    /^(?:0|(?:SIG)?(?:EXIT|INT|TERM|HUP|QUIT))$/i.test(signal),
  );
  if (!atEnd) runText(run, text, { ...state, perhaps: true }, { input: PIPE, asked: true });
  return endBoth(state);
};

/** `alias NAME=TEXT …`. */
export const runAlias: ReadCall = ({ run, args, state }) => {
  const aliases = new Map(state.aliases);
  for (const arg of args) {
    const equals = arg.indexOf('=');
    if (arg.startsWith('-') || equals < 0) continue;
    const name = arg.slice(0, equals);
    const text = arg.slice(equals + 1);
    if (isKnown(name) && isKnown(text)) aliases.set(name, text);
    else addObscurity(run, 'code_unknown');
  }
  return endBoth({ ...state, aliases });
};
