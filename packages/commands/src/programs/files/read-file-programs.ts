import type { Word } from '../../model/invocation.ts';
import { addExecute, addPath, addPrivilege, plainWord, refuse, type Call } from '../draft.ts';
import { dropStart, hasOption, optionWords } from '../read-words.ts';

/** `dd`: `if=` and `of=` name its files. Any other word of it is a number or a conversion. */
export function readDd({ draft, words }: Call): void {
  for (const word of words.operands) {
    const text = word.value ?? word.prefix;
    if (text.startsWith('if=')) addPath(draft, 'read', dropStart(word, 3));
    else if (text.startsWith('of=')) addPath(draft, 'write', dropStart(word, 3), 'file', true);
    else if (word.value === undefined && !text.includes('=')) addExecute(draft);
  }
}

const SYMBOLIC_MINUS = '-r -w -x -X -s -t -u -g -o';

/** `chmod`: a mode such as `-x` looks like an option. */
export function readChmod({ draft, words }: Call): void {
  const minus = hasOption(words, SYMBOLIC_MINUS) || hasOption(words, '--reference');
  const [mode, ...rest] = words.operands;
  const files = minus ? words.operands : rest;
  const reach = hasOption(words, '-R --recursive') ? 'tree' : 'file';
  for (const file of files) addPath(draft, 'write', file, reach);
  if (!minus && mode !== undefined && givesPrivilege(mode.value)) addPrivilege(draft);
}

/** Setuid and setgid; a mode that is not known may be one. */
function givesPrivilege(mode: string | undefined): boolean {
  if (mode === undefined) return true;
  if (/^[0-7]+$/.test(mode)) return mode.length > 3 && /[2-7]/.test(mode.slice(0, -3));
  return /[+=][^,]*s/.test(mode);
}

/** `split`: writes files whose names begin with the second operand. */
export function readSplit({ draft, words }: Call): void {
  const [input, prefix] = words.operands;
  if (input !== undefined) addPath(draft, 'read', input);
  const [numbered] = optionWords(words, '-f --prefix');
  const start: Word = numbered ?? prefix ?? plainWord('x');
  addPath(draft, 'write', {
    value: start.value === undefined ? undefined : `${start.value}*`,
    prefix: start.prefix,
    pattern: true,
  });
}

/** `gzip` and its kin: each file is replaced by one with an ending more or less. */
export function readCompress({ draft, words }: Call): void {
  const onlyReads = hasOption(words, '-c --stdout --to-stdout -l --list -t --test');
  const reach = hasOption(words, '-r --recursive') ? 'tree' : 'file';
  for (const word of words.operands) {
    addPath(draft, 'read', word, reach);
    if (onlyReads) continue;
    addPath(draft, 'write', word, reach);
    const renamed = renameCompressed(word, draft.invocation.program);
    if (renamed !== undefined && reach === 'file') addPath(draft, 'write', renamed);
  }
}

const ENDINGS: Readonly<Record<string, string>> = {
  gzip: '.gz',
  pigz: '.gz',
  compress: '.Z',
  bzip2: '.bz2',
  xz: '.xz',
  lzma: '.lzma',
  zstd: '.zst',
  brotli: '.br',
  lz4: '.lz4',
};

/** Compressing adds an ending; expanding takes one away. */
function renameCompressed(word: Word, program: string): Word | undefined {
  const { value, prefix, pattern } = word;
  if (value === undefined) return undefined;
  const stem = value.replace(/\.(?:t?gz|Z|t?bz2|t?xz|lzma|zst|br|lz4)$/, '');
  const ending = ENDINGS[program] ?? '';
  const text = stem === value ? value + ending : stem;
  return { value: text, prefix: pattern ? prefix : text, pattern };
}

/** `zip`: the archive first, then what goes into it. */
export function readZip({ draft, words }: Call): void {
  const [archive, ...inputs] = words.operands;
  const reach = hasOption(words, '-r --recurse-paths') ? 'tree' : 'file';
  for (const input of inputs) addPath(draft, 'read', input, reach);
  if (hasOption(words, '-m --move')) {
    for (const input of inputs) addPath(draft, 'delete', input, reach);
  }
  if (archive !== undefined) addPath(draft, 'write', archive);
}

/** `unzip`: without `-d` it writes into the working folder, under names that the archive has. */
export function readUnzip({ draft, words }: Call): void {
  const [archive] = words.operands;
  if (archive !== undefined) addPath(draft, 'read', archive);
  if (hasOption(words, '-l -t -v -p -Z -c')) return;
  const [target] = optionWords(words, '-d');
  addPath(draft, 'write', target ?? plainWord('.'), 'tree');
}

/** `7z`: a command, the archive, and files. Its options begin with one dash and take no blanks. */
export function readSevenZip({ draft, words }: Call): void {
  const [command, archive, ...files] = words.operands;
  // `-sdel` takes the files away that it packed.
  if (draft.invocation.args.some(({ prefix }) => /^-sdel/i.test(prefix)))
    addExecute(draft, undefined, true);
  const out = optionWords(words, '-o')[0] ?? plainWord('.');
  if (archive === undefined) return command?.value === 'i' ? undefined : refuse(draft);
  switch (command?.value) {
    case 'l':
    case 't':
    case 'h':
      return addPath(draft, 'read', archive);
    case 'x':
    case 'e':
      addPath(draft, 'read', archive);
      return addPath(draft, 'write', out, 'tree');
    case 'a':
    case 'u':
      for (const file of files) addPath(draft, 'read', file, 'tree');
      return addPath(draft, 'write', archive);
    default:
      return refuse(draft);
  }
}
