import type { Random } from '../random.ts';
import {
  ansi,
  HARMFUL,
  isSimple,
  octal,
  single,
  WRAPPINGS,
} from '../../../packages/commands/src/shell/testing/wrappings.ts';
import { sampleCommands } from './samples.ts';

/** One command, and the same said in other words. */
export interface WrapCase {
  readonly plain: string;
  readonly wrapped: string;
  /** How it was wrapped, from inside to outside. */
  readonly ways: readonly string[];
}

/** Ways that hold for every text: it stands in them as one quoted word, or on lines of its own. */
const WHOLE: Readonly<Record<string, (text: string) => string>> = {
  ...pick(
    ...[
      'sh -c',
      'bash -c double',
      'bash -c ansi',
      'bash -c octal',
      'nested sh',
      'eval',
      'xargs sh',
    ],
    ...['here-string', 'echo to sh', 'printf to sh', 'trap', 'su', 'busybox'],
    ...['script', 'flock', 'watch', 'tmux', 'python', 'node', 'perl', 'written script'],
    ...['sourced script', 'parallel'],
  ),
  'variable of all': (text) => `z0=${single(text)}; eval "$z0"`,
  subshell: (text) => `(\n${text}\n)`,
  group: (text) => `{\n${text}\n}`,
  if: (text) => `if true; then\n${text}\nfi`,
  else: (text) => `if false; then :; else\n${text}\nfi`,
  condition: (text) => `if\n${text}\nthen :; fi`,
  elif: (text) => `if false; then :; elif\n${text}\nthen :; fi`,
  for: (text) => `for i0 in 1 2; do\n${text}\ndone`,
  while: (text) => `while true; do\n${text}\nbreak; done`,
  until: (text) => `until\n${text}\ndo :; done`,
  case: (text) => `case a in b) ls;; *)\n${text}\n;; esac`,
  function: (text) => `f0() {\n${text}\n}\nf0`,
  'function in a subshell': (text) => `f0() (\n${text}\n)\nf0 || true`,
  substitution: (text) => `echo "$(\n${text}\n)"`,
  'assigned substitution': (text) => `v0=$(\n${text}\n)`,
  'process substitution': (text) => `cat <(\n${text}\n)`,
  'output substitution': (text) => `ls > >(\n${text}\n)`,
  'lines before and after': (text) => `true\n${text}\ntrue`,
  'piped into': (text) => `ls | {\n${text}\n}`,
  'piped out of': (text) => `{\n${text}\n} | cat`,
  background: (text) => `{\n${text}\n} &`,
  'heredoc to sh': (text) => `sh <<'EOF0'\n${text}\nEOF0`,
  'heredoc to bash': (text) => `bash -s <<\\EOF0\n${text}\nEOF0`,
  'cat to sh': (text) => `cat <<'EOF0' | bash\n${text}\nEOF0`,
  'base64 to sh': (text) => `echo ${Buffer.from(text).toString('base64')} | base64 -d | sh`,
  'in quotes by printf': (text) => `printf %s ${single(text)} | sh`,
  sudo: (text) => `sudo -n sh -c ${single(text)}`,
  env: (text) => `env A0=b bash -c ${single(text)}`,
  nohup: (text) => `nohup sh -c ${single(text)} >/dev/null 2>&1 &`,
  timeout: (text) => `timeout -k 5 10s bash -c ${single(text)}`,
  nice: (text) => `nice -n 5 ionice -c3 sh -c ${single(text)}`,
  xargs: (text) => `echo | xargs -n1 sh -c ${single(text)}`,
  'find -exec': (text) => `find . -maxdepth 0 -exec sh -c ${single(text)} \\;`,
  'and then': (text) => `true && {\n${text}\n}`,
  'or else': (text) => `false || {\n${text}\n}`,
  time: (text) => `time {\n${text}\n}`,
  'redirected group': (text) => `{\n${text}\n} 2>/dev/null`,
};

/** Ways to say a command of plain words: its name, its words and its line in other letters. */
const SIMPLE: Readonly<Record<string, (text: string, random: Random) => string>> = {
  ...pick(
    ...['env', 'env assignment', 'env -S', 'nohup', 'timeout', 'nice', 'sudo', 'command', 'exec'],
    ...['time', 'eval words', 'eval twice', 'quoted name', 'half quoted name', 'escaped name'],
    ...['ansi name', 'variable name', 'variable in braces', 'variable in pieces'],
    ...['variable by default', 'variable with remainder', 'variable of all unquoted'],
    ...['substitution of the name', 'printf of the name', 'backticks', 'for over the name'],
    ...['function with words', 'leading assignment', 'leading redirection', 'continued line'],
    ...['xargs', 'find -exec', 'coproc', 'set words', 'array', 'braces', 'awk', 'sed', 'alias'],
    ...['arithmetic', 'parameter operand', 'test', 'behind a comment', 'prompt command', 'make'],
  ),
  'quoted words': (text, random) => words(text, (word) => quote(word, random)),
  'words in variables': inVariables,
  'split in lines': (text, random) =>
    text.replaceAll(/ +/g, () => (random.chance(60) ? ' \\\n  ' : ' ')),
  'words apart': (text, random) =>
    text.replaceAll(/ +/g, () => random.pick(['  ', '\t', ' $(:) '])),
};

function pick(...names: readonly string[]): Record<string, (text: string) => string> {
  return Object.fromEntries(
    names.map((name) => {
      const way = WRAPPINGS[name];
      if (way === undefined) throw new Error(`no wrapping ${name}`);
      return [name, way];
    }),
  );
}

function words(text: string, change: (word: string) => string): string {
  return text.split(' ').map(change).join(' ');
}

/** A word in other quotes. What the shell would replace in it stays as it is. */
function quote(word: string, random: Random): string {
  if (word === '' || /[~*?[\]{}=<>#!^%@:]/.test(word)) return word;
  switch (random.int(8)) {
    case 0:
      return single(word);
    case 1:
      return `"${word}"`;
    case 2:
      return ansi(word);
    case 3:
      return octal(word);
    case 4:
      return `${word.slice(0, 1)}''${word.slice(1)}`;
    case 5:
      return word.replaceAll(/[a-z]/g, (letter) => (random.chance(40) ? `\\${letter}` : letter));
    case 6:
      return `"$(printf %s ${single(word)})"`;
    default:
      return word;
  }
}

function inVariables(text: string, random: Random): string {
  const names: string[] = [];
  const said = words(text, (word) => {
    if (word === '' || /[~*?[\]{}=<>#!]/.test(word) || random.chance(40)) return word;
    names.push(`w${names.length}=${single(word)}`);
    const name = `w${names.length - 1}`;
    return random.pick([`$${name}`, `"$${name}"`, `\${${name}}`, `"\${${name}:-x}"`]);
  });
  return [...names, said].join(random.pick(['; ', '\n', ' && ']));
}

/** What depends on where the text stands: its words, its input, its place among other shells. */
const STANDS_APART =
  /\$[0-9@*#$!_-]|\$\{[0-9@*#!]|\bBASH|\bset --|\bshift\b|\breturn\b|\bexit\b|%\d|EOF0|history|\bfc\b/;

function isUsable(text: string): boolean {
  return !STANDS_APART.test(text) && !text.includes('\0') && text.length < 4000;
}

const made: { samples?: readonly string[] } = {};

function samples(): readonly string[] {
  made.samples ??= [
    ...HARMFUL,
    ...sampleCommands()
      .filter(({ dialect }) => dialect === 'sh')
      .map(({ command }) => command),
  ].filter(isUsable);
  return made.samples;
}

/** A command of the sets, wrapped one to three times. */
export function makeWrapCase(random: Random): WrapCase {
  const plain = random.pick(samples());
  const ways: string[] = [];
  let wrapped = plain;
  if (isSimple(plain) && !/[\n`<>()#,[]/.test(plain) && random.chance(70)) {
    const name = random.pick(Object.keys(SIMPLE));
    wrapped = SIMPLE[name]?.(plain, random) ?? plain;
    ways.push(name);
  }
  for (let left = random.int(3) + (ways.length === 0 ? 1 : 0); left > 0; left -= 1) {
    const name = random.pick(Object.keys(WHOLE));
    // Two heredocs of one name say something else, and so do braces that xargs replaces.
    if (/EOF0/.test(wrapped) && /to (?:ba)?sh/.test(name)) continue;
    if (wrapped.includes('{}') && /^(?:xargs sh|parallel)$/.test(name)) continue;
    wrapped = WHOLE[name]?.(wrapped) ?? wrapped;
    ways.push(name);
  }
  return { plain, wrapped, ways };
}
