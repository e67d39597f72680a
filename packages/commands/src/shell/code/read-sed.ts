import { isKnown, isOpaque } from '../marks.ts';
import { addFileEffect, addObscurity, readTexts } from '../run.ts';
import { endBoth } from '../state.ts';
import type { ReadCall } from '../walk/call.ts';
import { cleanPath } from '../words/clean-path.ts';
import { parseSed } from './parse-sed.ts';

interface SedOptions {
  readonly scripts: string[];
  readonly files: string[];
  inPlace: boolean;
  readonly operands: string[];
  unknown: boolean;
}

/** sed: goes through files, with `-i` changes them; `w` writes files and `e` runs programs. */
export const readSed: ReadCall = ({ run, name, args, state }) => {
  run.programs.add(name);
  const { scripts, files, inPlace, operands, unknown } = readOptions(args);
  if (unknown) addObscurity(run, 'code_opaque');
  for (const file of files) {
    addFileEffect(run, state, 'read', file, name);
    for (const folder of state.folders) {
      const [text] = isKnown(file) ? readTexts(run, cleanPath(folder, file)) : [];
      if (text === undefined) addObscurity(run, 'code_unknown');
      else scripts.push(text.replace(/^#![^\n]*\n/, ''));
    }
  }
  if (scripts.length === 0) scripts.push(operands.shift() ?? '');
  for (const script of scripts) {
    // `s/a/$X/`: X may hold a line of its own with a command.
    const found = isOpaque(script) ? undefined : parseSed(script);
    if (found === undefined) addObscurity(run, isOpaque(script) ? 'code_unknown' : 'code_opaque');
    for (const file of found?.reads ?? []) addFileEffect(run, state, 'read', file, name);
    for (const file of found?.writes ?? []) addFileEffect(run, state, 'write', file, name);
  }
  for (const operand of operands) {
    if (operand === '-') continue;
    addFileEffect(run, state, 'read', operand, name);
    if (inPlace) addFileEffect(run, state, 'write', operand, name);
  }
  return endBoth(state, undefined);
};

function readOptions(args: readonly string[]): SedOptions {
  const found: SedOptions = {
    scripts: [],
    files: [],
    inPlace: false,
    operands: [],
    unknown: false,
  };
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] as string;
    if (arg === '--') {
      found.operands.push(...args.slice(at + 1));
      break;
    }
    if (arg === '-e' || arg === '--expression' || /^-[nErsuz]+e$/.test(arg)) {
      found.scripts.push(args[at + 1] ?? '');
      at += 1;
    } else if (arg === '-f' || arg === '--file' || /^-[nErsuz]+f$/.test(arg)) {
      found.files.push(args[at + 1] ?? '');
      at += 1;
    } else if (arg.startsWith('--expression=')) found.scripts.push(arg.slice(13));
    else if (arg.startsWith('--file=')) found.files.push(arg.slice(7));
    else if (/^-[nErsuz]*i/.test(arg) || arg.startsWith('--in-place')) {
      found.inPlace = true;
      // On other systems a backup's ending follows, often an empty one.
      if (arg === '-i' && args[at + 1] === '') at += 1;
      // `-ie` makes a backup with the ending `e`; it does not take a script.
    } else if (arg === '-l' || arg === '--line-length') at += 1;
    else if (
      /^-[nErsuzbl]+$/.test(arg) ||
      /^--(?:quiet|silent|regexp-extended|null-data|separate|unbuffered|posix|debug|sandbox|version|help|follow-symlinks|binary|zero-terminated)$/.test(
        arg,
      )
    )
      continue;
    else if (arg.startsWith('-') && arg !== '-') found.unknown = true;
    else found.operands.push(arg);
  }
  return found;
}
