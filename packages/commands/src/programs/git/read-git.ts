import type { Word } from '../../model/invocation.ts';
import {
  addArgv,
  addExecute,
  addFolder,
  addPath,
  addScript,
  pathOf,
  plainWord,
  refuse,
  type Call,
  type Draft,
} from '../draft.ts';
import { optionWords } from '../read-words.ts';
import { noteMovedTree } from './moves-tree.ts';
import { findAlias, isSafeAssignment, repositoryOf } from './git-settings.ts';

/** Variables whose value git gives to a shell. */
const RUN_VARIABLES = [
  'GIT_SSH_COMMAND',
  'GIT_SSH',
  'GIT_EDITOR',
  'GIT_SEQUENCE_EDITOR',
  'GIT_PAGER',
  'GIT_EXTERNAL_DIFF',
  'GIT_ASKPASS',
  'GIT_PROXY_COMMAND',
];
/** Variables by which git takes its settings or programs from elsewhere. */
const MOVED_VARIABLES = [
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_EXEC_PATH',
  'GIT_TEMPLATE_DIR',
  'GIT_DIR',
  'GIT_COMMON_DIR',
];

/** What stands before the subcommand: settings for this call, another repository. */
export function readGitOptions({ draft, words }: Call): void {
  noteMovedTree(draft, words.operands);
  if (!optionWords(words, '-c').every(isSafeAssignment)) addExecute(draft);
  for (const word of optionWords(words, '--git-dir')) {
    const known = word.value !== undefined && pathOf(draft, word.value);
    // Settings in any other folder may name programs, and who writes there is not asked.
    if (known !== `${repositoryOf(draft.context)}/.git`) addExecute(draft);
  }
  const { variables } = draft.context;
  for (const name of RUN_VARIABLES) {
    const value = variables.get(name);
    if (value !== undefined && value !== '') addScript(draft, plainWord(value));
  }
  if (MOVED_VARIABLES.some((name) => variables.has(name))) addExecute(draft);
}

/** A subcommand that git does not have: an alias of the settings, or nobody knows what. */
export function readGitAlias({ draft, words }: Call): void {
  const [name, ...rest] = words.operands;
  const alias = name?.value === undefined ? undefined : findAlias(draft.context, name.value);
  if (alias === undefined) return refuse(draft);
  if (alias.startsWith('!')) {
    // Git runs it in the root of the repository, with the words behind the alias.
    const context = { ...draft.context, folder: repositoryOf(draft.context) };
    const text = [alias.slice(1), ...rest.map(quoteWord)].join(' ');
    draft.nested.push({ kind: 'script', text, context });
    return;
  }
  addArgv(draft, [plainWord('git'), ...alias.split(/\s+/).filter(Boolean).map(plainWord), ...rest]);
}

/** A word as a shell would have to read it; one that is not known stays so. */
export function quoteWord({ value }: Word): string {
  return value === undefined ? '"$1"' : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** `rev:path`, a path behind `--`, or one that leads out of the repository: git shows the file. */
export function readGitLook({ draft, words }: Call): void {
  addFolder(draft, 'read');
  words.operands.forEach((word, index) => {
    const { value } = word;
    const behind = words.before >= 0 && index >= words.before;
    if (behind || value?.startsWith('/') || value?.startsWith('.')) {
      addPath(draft, 'read', word, 'tree');
      return;
    }
    const colon = value?.indexOf(':') ?? -1;
    if (value !== undefined && colon >= 0 && colon < value.length - 1) {
      addPath(draft, 'read', plainWord(value.slice(colon + 1)), 'tree');
    }
  });
}

/** `git diff --no-index`: two files or folders, of a repository or not. */
export function readFilesApart({ draft, words }: Call): void {
  for (const word of words.operands) addPath(draft, 'read', word, 'tree');
}

/** Whether `git checkout WORD` names a file: then it is set back, and its changes are lost. */
function isFile(draft: Draft, { value, pattern }: Word): boolean {
  if (value === undefined) return false;
  if (pattern || value === '.' || value === '..' || value.endsWith('/') || value.includes(':'))
    return true;
  if (value.startsWith('./') || value.startsWith('../') || value.startsWith('/')) return true;
  return draft.context.readText(pathOf(draft, value)) !== undefined;
}

/** `git checkout`: another branch, or files set back. */
export function readGitCheckout({ draft, words }: Call): void {
  const given = new Set(words.options.map(({ name }) => name));
  const { operands, before } = words;
  addFolder(draft, 'write');
  if (given.has('-f') || given.has('--force')) addFolder(draft, 'delete');
  if (['-b', '-B', '--orphan', '-t', '--track', '--detach', '-d'].some((name) => given.has(name)))
    return;
  const [first] = operands;
  // What is not known may be `.`, and sets back everything.
  if (operands.some(({ value }) => value === undefined)) addFolder(draft, 'delete');
  const start = before >= 0 ? before : first !== undefined && isFile(draft, first) ? 0 : 1;
  for (const word of operands.slice(start)) setBack(draft, word);
}

/** `git restore FILE …`. */
export function readGitRestore({ draft, words }: Call): void {
  for (const word of words.operands) setBack(draft, word);
}

/**
 * What is set back loses its changes. Of one file that is a write like any other; what a folder or a
 * pattern holds is not named.
 */
function setBack(draft: Draft, word: Word): void {
  const { value, pattern } = word;
  const path = value === undefined ? '' : pathOf(draft, value);
  const plain = value !== undefined && !pattern && !/^:|[*?[]|(?:^|\/)\.{0,2}\/?$/.test(value);
  const isOne = plain && draft.context.readText(path) !== undefined;
  if (isOne) addPath(draft, 'write', word);
  else addPath(draft, 'delete', word, 'tree');
}

/** `git config`: reads, or writes one of the files of settings. */
export function readGitConfig({ draft, words }: Call): void {
  const given = new Set(words.options.map(({ name }) => name));
  const [verb, ...rest] = words.operands;
  const named = [
    'get',
    'list',
    'set',
    'unset',
    'edit',
    'rename-section',
    'remove-section',
  ].includes(verb?.value ?? '');
  if (given.has('-e') || given.has('--edit') || verb?.value === 'edit') return refuse(draft);
  const reads =
    READS.some((name) => given.has(name)) ||
    verb?.value === 'get' ||
    verb?.value === 'list' ||
    (words.operands.length < 2 && !WRITES.some((name) => given.has(name)));
  const file = settingsFile(draft, words, given);
  if (reads) {
    addPath(draft, 'read', file);
    return;
  }
  const [key, value] = named ? rest : words.operands;
  addPath(draft, 'write', file);
  if (!isSafeAssignment(assignment(key, value))) addExecute(draft);
}

const READS = [
  '--get',
  '--get-all',
  '--get-regexp',
  '--get-urlmatch',
  '--get-color',
  '--list',
  '-l',
];
const WRITES = ['--unset', '--unset-all', '--add', '--replace-all', '--remove-section'];

function assignment(key: Word | undefined, value: Word | undefined): Word {
  if (key?.value === undefined) return { value: undefined, prefix: '', pattern: false };
  return plainWord(value === undefined ? key.value : `${key.value}=${value.value ?? '?'}`);
}

function settingsFile(draft: Draft, words: Call['words'], given: ReadonlySet<string>): Word {
  const [named] = optionWords(words, '-f --file');
  if (named !== undefined) return named;
  if (given.has('--global')) return plainWord(`${draft.context.home}/.gitconfig`);
  if (given.has('--system')) return plainWord('/etc/gitconfig');
  return plainWord(`${repositoryOf(draft.context)}/.git/config`);
}

/** Subcommands of `git remote` that change where a name leads. */
export function writeRepositorySettings({ draft }: Call): void {
  addPath(draft, 'write', plainWord(`${repositoryOf(draft.context)}/.git/config`));
}

/** `git submodule foreach`: text for a shell in each submodule. */
export function readForeach({ draft, words }: Call): void {
  const [first] = words.operands;
  if (words.operands.length === 1 && first !== undefined) return addScript(draft, first);
  addArgv(draft, words.operands);
}

/** `git bisect run`: a program and its words. */
export function readBisectRun({ draft, words }: Call): void {
  addFolder(draft, 'write');
  addArgv(draft, words.operands);
}
