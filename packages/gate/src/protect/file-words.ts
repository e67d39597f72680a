import { isHarmlessOwnCommand, OWN_PROGRAM } from './own-commands.ts';
import { readingKind } from './reading-commands.ts';
import type { SpokenWords } from './spoken-words.ts';
import { quotedCandidates, wordCandidates, type Candidate } from './word-candidates.ts';

/** What a program may do with the files that its words name. */
export type WordUse =
  /** Tells that they exist and how they are called, or its words are no files. */
  | 'names'
  /** Shows what is in them, and writes nothing. */
  | 'contents'
  /** Its operands are files that it only names; its options may be anything. */
  | 'operands'
  /** A command of ours that changes nothing of the gate: only what it is told to write counts. */
  | 'own'
  /** Anything. */
  | 'any';

/** A word that may name files. */
export interface FileWord {
  /** Position among the words; below zero: a variable. */
  readonly at: number;
  readonly candidates: readonly Candidate[];
  /** The word in front of it is an option. */
  readonly optional: boolean;
  /** An option says that it is written there. */
  readonly output: boolean;
}

/** Commands of the shell whose words are no files, or are read as commands of their own. */
const SHELL_OWN: ReadonlySet<string> = new Set([
  ...[':', 'set', 'shift', 'unset', 'read', 'return', 'exit', 'local', 'declare', 'typeset'],
  ...['export', 'readonly', 'alias', 'unalias', 'type', 'let', 'pushd', 'popd', 'dirs', 'eval'],
  ...['umask', 'ulimit', 'wait', 'sleep', 'break', 'continue', 'seq', 'shopt', 'trap', 'getopts'],
  ...['builtin', 'command', 'exec', 'pgrep', 'kill', 'jobs', 'fg', 'bg', 'times', 'logger'],
]);
const GREPS: ReadonlySet<string> = new Set(['grep', 'egrep', 'fgrep', 'zgrep', 'rg', 'ag', 'ack']);
/** Their scripts are read by the reader of commands itself. */
const SCRIPTED: ReadonlySet<string> = new Set(['sed', 'gsed', 'awk', 'gawk', 'mawk', 'nawk']);
const FILTERS: ReadonlySet<string> = new Set(['jq', 'gojq', 'jaq']);
const INTERPRETERS = /^(?:node|nodejs|bun|deno|python|pypy|perl|ruby|php|lua)[\d.]*$/u;
const FORGES: ReadonlySet<string> = new Set(['gh', 'glab', 'hub']);

/** Operands of these are files of the repository, which git puts into its own folder. */
const GIT_NAMES: ReadonlySet<string> = new Set([
  ...['add', 'stage', 'status', 'commit', 'check-ignore', 'check-attr', 'ls-files', 'reset'],
  ...['branch', 'tag', 'push', 'fetch', 'rebase', 'merge', 'rev-parse'],
]);
/** Options of git with a file or folder behind them. */
const GIT_PLACE = /^(?:-[oOFC]|--[\w-]*(?:output|export|file|from|template|dir|path|tree)[\w-]*)$/u;

/** What our commands write to. */
const OWN_OUTPUT = /^--?[\w-]*(?:out|html|write|junit|report|dir)(?:=|$)/u;

/** Options behind which programs write. */
const WRITES =
  /^(?:-[oO]|--?[\w-]*(?:out|report|dest|log|save|dump|write|export|metafile)[\w-]*(?:=|$))/iu;

/** What a program may do with its words. */
export function useOfWords({ program, words }: SpokenWords): WordUse {
  if (SHELL_OWN.has(program)) return 'names';
  if (program === 'git' && GIT_NAMES.has(words[0] ?? '')) return 'operands';
  if (program === 'wc' && !words.some((word) => word.startsWith('--files0'))) return 'names';
  if (OWN_PROGRAM.test(program.toLowerCase()) && isHarmlessOwnCommand(words)) return 'own';
  return readingKind([program, ...words], false) ?? 'any';
}

/** The words of a start that may name files: not messages, patterns and other data. */
export function fileWords(spoken: SpokenWords, use: WordUse): readonly FileWord[] {
  if (use === 'names') return [];
  const { program, words } = spoken;
  const data = dataOf(program, words);
  const found: FileWord[] = [];
  for (const [at, word] of words.entries()) {
    const before = words[at - 1] ?? '';
    if (use === 'operands' && !word.startsWith('-') && !GIT_PLACE.test(before)) continue;
    if (use === 'own' && !OWN_OUTPUT.test(before) && !OWN_OUTPUT.test(word)) continue;
    const role = data.get(at);
    if (role === 'data') continue;
    const candidates = role === 'code' ? quotedCandidates(word) : wordCandidates(word);
    const optional = before.startsWith('-') && !before.includes('=');
    const output = WRITES.test(word.startsWith('-') ? word : before);
    found.push({ at, candidates, optional, output });
  }
  return found;
}

/** Values that a command hands over to its programs. */
export function variableWords({ variables }: SpokenWords): readonly FileWord[] {
  return variables.map((text, index) => ({
    at: -1 - index,
    candidates: wordCandidates(text),
    optional: false,
    output: true,
  }));
}

type DataRole = 'data' | 'code';

const LEFT_OUT = /^--?(?:exclude|ignore|skip|not|omit)(?:-(?:dir|glob|pattern|vcs))?$/u;
const GIT_DATA = /^(?:-[mSG]|-[a-zA-Z]*m|--(?:message|author|date|grep|format|pretty|trailer))$/u;
const FORGE_DATA =
  /^(?:-[tblam]|--(?:title|body|label|assignee|notes|subject|search|jq|template))$/u;
const FIND_DATA = /^-i?(?:name|path|wholename|regex|lname)$/u;
const CURL_DATA = /^(?:-[dHAeub]|--(?:data[\w-]*|json|header|user-agent|referer|user|cookie))$/u;
const CODE = /^(?:-[a-zA-Z]*[cep]|--(?:eval|print|execute))$/u;

/** Words that are no files, by their place among the words of programs that everybody uses. */
function dataOf(program: string, words: readonly string[]): ReadonlyMap<number, DataRole> {
  const roles = new Map<number, DataRole>();
  const behind = (option: RegExp, role: DataRole = 'data'): void => {
    for (const [at, word] of words.entries()) if (option.test(word)) roles.set(at + 1, role);
  };
  behind(LEFT_OUT);
  for (const [at, word] of words.entries()) {
    const [name = ''] = word.split('=', 1);
    if (name !== word && LEFT_OUT.test(name)) roles.set(at, 'data');
  }
  const name = program.slice(program.lastIndexOf('/') + 1).replace(/\.exe$/u, '');
  if (name === 'git') behind(GIT_DATA);
  else if (FORGES.has(name)) behind(FORGE_DATA);
  else if (name === 'find' || name === 'fd') behind(FIND_DATA);
  else if (name === 'curl') leaveData(words, roles);
  else if (INTERPRETERS.test(name)) behind(CODE, 'code');
  else if (GREPS.has(name) || SCRIPTED.has(name)) leavePattern(words, roles);
  else if (FILTERS.has(name)) leaveFilter(words, roles);
  else if (name === 'yq') leaveFirst(words, roles, 'code');
  return roles;
}

/** What is sent is no file unless an `@` says so. */
function leaveData(words: readonly string[], roles: Map<number, DataRole>): void {
  for (const [at, word] of words.entries()) {
    if (CURL_DATA.test(word) && words[at + 1]?.includes('@') !== true) roles.set(at + 1, 'data');
  }
}

/** `grep PATTERN FILE`, `sed -e SCRIPT FILE`. */
function leavePattern(words: readonly string[], roles: Map<number, DataRole>): void {
  let named = false;
  for (const [at, word] of words.entries()) {
    if (/^(?:-[a-zA-Z]*e|--(?:regexp|expression))$/u.test(word)) roles.set(at + 1, 'data');
    if (/^(?:-[a-zA-Z]*[ef]|--(?:regexp|expression|file))/u.test(word)) named = true;
  }
  if (!named) leaveFirst(words, roles, 'data');
}

/** Options of jq with a name and a value behind them, and those with one word. */
const TWO_WORDS = new Set(['--arg', '--argjson', '--rawfile', '--slurpfile', '--argfile']);
const ONE_WORD = new Set(['-L', '--indent', '--library-path']);

function leaveFilter(words: readonly string[], roles: Map<number, DataRole>): void {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (TWO_WORDS.has(word)) {
      if (word === '--arg' || word === '--argjson') roles.set(at + 2, 'data');
      at += 2;
    } else if (ONE_WORD.has(word)) at += 1;
    // The filter stands in a file.
    else if (/^(?:-[a-zA-Z]*f|--from-file)/u.test(word)) return;
    else if (!word.startsWith('-')) return void roles.set(at, 'data');
  }
}

function leaveFirst(words: readonly string[], roles: Map<number, DataRole>, role: DataRole): void {
  const first = words.findIndex((word) => !word.startsWith('-'));
  if (first >= 0 && !roles.has(first)) roles.set(first, role);
}
