import { addObscurity } from '../run.ts';
import { isKnown, isOpaque, UNKNOWN } from '../marks.ts';
import { endBoth } from '../state.ts';
import type { ReadCall } from '../walk/call.ts';
import { folderOf } from '../words/look-up.ts';
import { setUnknown, assignText } from '../environment/assign.ts';

/** `echo` and `pwd`. */
export const print: ReadCall = ({ name, args, state }) => {
  if (name === 'pwd') return endBoth(state, `${folderOf(state)}\n`);
  let start = 0;
  while (/^-[neE]+$/.test(args[start] ?? '')) start += 1;
  const options = args.slice(0, start).join('');
  const text = args.slice(start).join(' ');
  // Whether backslashes count differs from shell to shell.
  if (text.includes('\\') && !options.includes('E')) {
    const plain = /\\[^abcefnrtv0xuU\\]/.test(text) && !/\\[abcefnrtv0xuU\\]/.test(text);
    if (!plain)
      return endBoth(
        state,
        options.includes('e') ? unescapeEcho(text, options) : unclear(text, options),
      );
  }
  return endBoth(state, options.includes('n') ? text : `${text}\n`);
};

/** bash prints the letters, dash what they stand for: known only when both are the same. */
function unclear(text: string, options: string): string | undefined {
  return isKnown(text) && unescapeEcho(text, options) === `${text}\n` ? `${text}\n` : undefined;
}

function unescapeEcho(text: string, options: string): string | undefined {
  const plain = unescapeLetters(text);
  return plain === undefined ? undefined : options.includes('n') ? plain : `${plain}\n`;
}

const LETTERS: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  '\\': '\\',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1B',
  '"': '"',
};

/** Text with the usual backslash letters carried out; undefined: there are others. */
function unescapeLetters(text: string): string | undefined {
  let odd = false;
  const plain = text.replaceAll(
    /\\(?:x([0-9a-fA-F]{1,2})|0?([0-7]{1,3})|([\s\S]))/g,
    (_all, hex: string | undefined, octal: string | undefined, letter: string | undefined) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      const found = LETTERS[letter ?? ''];
      if (found === undefined) odd = true;
      return found ?? '';
    },
  );
  return odd ? undefined : plain;
}

/** `printf FORMAT ARGUMENT …`, `printf -v NAME …`. */
export const printFormatted: ReadCall = ({ run, args, state }) => {
  const cell = { state };
  if (args[0] === '-v' || /^-v./.test(args[0] ?? '')) {
    const name = args[0] === '-v' ? (args[1] ?? '') : (args[0] ?? '').slice(2);
    const text = format(args.slice(args[0] === '-v' ? 2 : 1));
    if (text === undefined || !/^[A-Za-z_]\w*$/.test(name)) setUnknown(run, cell, name);
    else assignText(run, cell, `${name}=${text}`, false);
    return endBoth(cell.state);
  }
  return endBoth(state, format(args[0] === '--' ? args.slice(1) : args));
};

/** What `printf` prints; undefined when the format is not one of the plain ones. */
function format(args: readonly string[]): string | undefined {
  const [pattern = '', ...values] = args;
  if (isOpaque(pattern) || args.some((arg) => arg === UNKNOWN)) return undefined;
  if (/%(?![sd%])/.test(pattern)) return undefined;
  const repeats = /%[sd]/.test(pattern);
  let out = '';
  let at = 0;
  for (;;) {
    let odd = false;
    const piece = unescapeLetters(
      pattern.replaceAll(/%([sd%])/g, (_all, kind: string) => {
        if (kind === '%') return '%';
        const value = values[at] ?? (kind === 'd' ? '0' : '');
        at += 1;
        if (value.includes('\\')) odd = true;
        return value;
      }),
    );
    if (piece === undefined || odd) return undefined;
    out += piece;
    if (out.length > 65_536) return undefined;
    if (!repeats || at >= values.length) return out;
  }
}

/** `test`, `[`: looks at files. */
export const testValues: ReadCall = ({ run, args, state }) => {
  args.forEach((arg, index) => {
    const next = args[index + 1];
    // `-v 'a[$(…)]'` runs what stands in the subscript.
    if (arg === '-v' && next !== undefined && (isOpaque(next) || /[[$`]/.test(next))) {
      addObscurity(run, 'code_unknown');
    }
  });
  return endBoth(state);
};
