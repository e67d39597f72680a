import { isKnown, isOpaque } from '../marks.ts';
import { addFileEffect, addObscurity, readTexts } from '../run.ts';
import { endBoth } from '../state.ts';
import type { ReadCall } from '../walk/call.ts';
import { cleanPath } from '../words/clean-path.ts';

/** Longer programs are not read: every slash looks at what follows. */
const LONGEST = 8192;
const VALUED = /^(?:-v|-F|--assign|--field-separator)$/;

/** awk: goes through files; its program may start others and write files. */
export const readAwk: ReadCall = ({ run, name, args, state }) => {
  run.programs.add(name);
  const programs: string[] = [];
  const files: string[] = [];
  let at = 0;
  for (; at < args.length; at += 1) {
    const arg = args[at] as string;
    if (arg === '--') {
      at += 1;
      break;
    }
    if (!arg.startsWith('-') || arg === '-') break;
    if (VALUED.test(arg)) at += 1;
    else if (arg === '-f' || arg === '--file') {
      files.push(args[at + 1] ?? '');
      at += 1;
    } else if (/^-f./.test(arg)) files.push(arg.slice(2));
    else if (
      !/^-(?:v.|F.)|^--(?:version|help|posix|traditional|re-interval|csv|assign=|field-separator=)/.test(
        arg,
      )
    ) {
      // `-i inplace`, `-l library`, `-e text`.
      addObscurity(run, 'code_opaque');
      return endBoth(state, undefined);
    }
  }
  for (const file of files) {
    addFileEffect(run, state, 'read', file, name);
    const texts = isKnown(file)
      ? state.folders.flatMap((folder) => readTexts(run, cleanPath(folder, file)))
      : [undefined];
    for (const text of texts) {
      if (text === undefined) addObscurity(run, 'code_unknown');
      else programs.push(text);
    }
  }
  const operands = args.slice(at);
  if (files.length === 0) programs.push(operands.shift() ?? '');
  for (const program of programs) judgeAwk(program, (obscurity) => addObscurity(run, obscurity));
  for (const operand of operands) {
    if (!/^[A-Za-z_]\w*=/.test(operand) && operand !== '-')
      addFileEffect(run, state, 'read', operand, name);
  }
  return endBoth(state, undefined);
};

/**
 * Whether a program only computes and prints. Pipes, redirections, `system` and calls by name are
 * looked for in the text without its strings; what a pattern contains may be taken for them, which
 * errs on the safe side.
 */
function judgeAwk(program: string, add: (obscurity: 'code_unknown' | 'code_opaque') => void): void {
  if (isOpaque(program)) {
    add('code_unknown');
    return;
  }
  const bare = program.length > LONGEST ? undefined : dropStrings(program);
  if (bare === undefined) return add('code_opaque');
  const starts =
    /\bsystem\b|\bgetline\b|@|(?<!\|)\|(?!\|)|\|&|\bENVIRON\b\s*\[.*\]\s*=|\bARGV\b.*=/.test(bare);
  const writes = /\bprintf?\b[^;}\n]*>/.test(bare);
  if (starts || writes) add('code_opaque');
}

/** The program without strings, patterns and comments; undefined: they cannot be told apart. */
function dropStrings(program: string): string | undefined {
  let out = '';
  for (let at = 0; at < program.length; at += 1) {
    const letter = program[at] as string;
    if (letter === '"') {
      const end = endOf(program, at, '"');
      if (end === undefined) return undefined;
      out += '""';
      at = end;
    } else if (
      letter === '/' &&
      /(?:^|[\s~(,{;!&|}])\s*$/.test(out.slice(-2)) &&
      !/[\w)\]"]\s*$/.test(out.slice(-8))
    ) {
      const end = endOf(program, at, '/');
      if (end === undefined) return undefined;
      out += ' 1 ';
      at = end;
    } else if (letter === '#') {
      const end = program.indexOf('\n', at);
      at = (end < 0 ? program.length : end) - 1;
      if (end < 0) break;
    } else if (letter === '/' && program.slice(at).includes('"')) {
      // A slash that may divide or begin a pattern with a quote in it.
      if (!/[\w)\]]\s*$/.test(out.slice(-8))) return undefined;
      out += letter;
    } else out += letter;
  }
  return out;
}

function endOf(program: string, start: number, mark: string): number | undefined {
  for (let at = start + 1; at < program.length; at += 1) {
    if (program[at] === '\\') at += 1;
    else if (program[at] === mark) return at;
    else if (program[at] === '\n') return undefined;
  }
  return undefined;
}
