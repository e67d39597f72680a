import type { CommandContext } from '../model/context.ts';
import type { Effect, EffectKind, Obscurity, Place } from '../model/effect.ts';
import type { Invocation, Nested, ProgramReading, Word } from '../model/invocation.ts';
import type { Words } from './read-words.ts';
import { isWithin, resolvePath } from './resolve-path.ts';
import type { Spec } from './row.ts';

/** What is known about an invocation so far. Readers add to it. */
export interface Draft {
  readonly invocation: Invocation;
  /** Options such as `-C` move the folder. */
  context: CommandContext;
  readonly effects: Effect[];
  readonly nested: Nested[];
  readonly obscurities: Obscurity[];
  /** Files and folders that hold other texts afterwards, beside those that it writes by name. */
  readonly rewrites: string[];
  /** Nothing is known about this use: all of the rest is thrown away. */
  refused: boolean;
}

/** What a reader gets: the words of its program or subcommand, sorted by the grammar. */
export interface Call {
  readonly draft: Draft;
  readonly spec: Spec;
  readonly words: Words;
}

type Reach = Extract<Place, { kind: 'path' }>['reach'];

/** Streams and devices that keep nothing. */
const NO_FILE = /^\/dev\/(?:null|zero|u?random|std(?:in|out|err)|tty|fd\/\d+)$/;

export function startDraft(invocation: Invocation): Draft {
  return {
    invocation,
    context: invocation.context,
    effects: [],
    nested: [],
    obscurities: [],
    rewrites: [],
    refused: false,
  };
}

/** The reading of a finished draft; the same effect counts once. */
export function finishDraft(draft: Draft): ProgramReading | undefined {
  if (draft.refused) return undefined;
  const seen = new Set<string>();
  const effects = draft.effects.filter((effect) => {
    const key = JSON.stringify(effect);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const { nested, obscurities, rewrites } = draft;
  return { effects, nested, obscurities, ...(rewrites.length === 0 ? {} : { rewrites }) };
}

export function plainWord(value: string): Word {
  return { value, prefix: value, pattern: false };
}

export function addEffect(
  draft: Draft,
  kind: EffectKind,
  place: Place,
  destructive = kind === 'delete',
): void {
  draft.effects.push({ kind, place, program: draft.invocation.program, destructive });
}

/** The absolute path of a text that the program reads as a file's name. */
export function pathOf(draft: Draft, text: string): string {
  return resolvePath(draft.context.folder, text, draft.context.dialect !== 'sh');
}

/** An effect on a file that a word names; nothing for `-` and for devices that keep nothing. */
export function addPath(
  draft: Draft,
  kind: EffectKind,
  word: Word,
  reach: Exclude<Reach, 'pattern'> = 'file',
  destructive = kind === 'delete',
): void {
  if (word.value === undefined) {
    const slash = word.prefix.lastIndexOf('/');
    const below = slash < 0 ? {} : { below: pathOf(draft, word.prefix.slice(0, slash + 1)) };
    addEffect(draft, kind, { kind: 'unknown_path', ...below }, destructive);
    return;
  }
  if (word.value === '-' || word.value === '') return;
  // A program that works on files in a folder does it to some of them, whatever they are called.
  const works = reach === 'workspace' && word.pattern;
  const path = pathOf(draft, works ? word.value.replace(/[^/]*[*?[].*$/s, '.') : word.value);
  if (NO_FILE.test(path)) return;
  if (kind === 'read' && reach === 'tree') addKeysWithin(draft, path);
  addEffect(
    draft,
    kind,
    { kind: 'path', path, reach: word.pattern && !works ? 'pattern' : reach },
    destructive,
  );
}

/** They show, pack or copy what is in the files, not only names. */
const SHOW_CONTENT: ReadonlySet<string> = new Set([
  ...['grep', 'egrep', 'fgrep', 'rg', 'ag', 'ack', 'tar', 'gtar', 'bsdtar', 'zip', '7z', '7za'],
  ...['cp', 'rsync', 'git', 'ugrep', 'rga', 'serve', 'http-server', 'live-server'],
]);

/** A folder that holds the home folder holds its keys too: whoever reads all of it reads them. */
function addKeysWithin(draft: Draft, path: string): void {
  const { home } = draft.context;
  const { program } = draft.invocation;
  if (!SHOW_CONTENT.has(program) || home === '' || !isWithin(pathOf(draft, home), path)) return;
  const keys = `${pathOf(draft, home)}/.ssh`;
  addEffect(draft, 'read', { kind: 'path', path: keys, reach: 'tree' });
}

/** An effect on the working folder. */
export function addFolder(
  draft: Draft,
  kind: EffectKind,
  reach: Reach = 'workspace',
  destructive = kind === 'delete',
): void {
  addEffect(draft, kind, { kind: 'path', path: pathOf(draft, '.'), reach }, destructive);
}

/** A program, or code, that nothing more is known about. */
export function addExecute(
  draft: Draft,
  name = draft.invocation.program,
  destructive = false,
): void {
  addEffect(draft, 'execute', { kind: 'program', name }, destructive);
}

export function addPrivilege(draft: Draft): void {
  addEffect(draft, 'privilege', { kind: 'program', name: draft.invocation.program });
}

/** Something behind a client's own settings. */
export function addService(
  draft: Draft,
  kind: 'read' | 'write' | 'delete' | 'execute',
  service: string,
  name: string,
  operation: string,
): void {
  addEffect(draft, kind, { kind: 'service', service, name, operation });
}

export function addRepo(draft: Draft, name: string, operation: string, destructive = false): void {
  addEffect(draft, 'network', { kind: 'repo', name, operation }, destructive);
}

/** Text for a shell in the working folder; execution when it is known only at run time. */
export function addScript(draft: Draft, word: Word): void {
  if (word.value === undefined) draft.obscurities.push('code_unknown');
  else draft.nested.push({ kind: 'script', text: word.value, context: draft.context });
}

export function addArgv(draft: Draft, argv: readonly Word[], more = false): void {
  if (argv.length > 0) draft.nested.push({ kind: 'argv', argv, more, context: draft.context });
}

/** A file that is run or loaded: the project's own is its work, any other is unknown code. */
export function addCode(draft: Draft, word: Word): void {
  addPath(draft, 'read', word);
  const path = word.value === undefined ? undefined : pathOf(draft, word.value);
  if (path === undefined || !isWithin(path, draft.context.project)) addExecute(draft);
}

/** What is run from a file or folder later in the same text is not what was read of it. */
export function addRewrite(draft: Draft, path: string): void {
  draft.rewrites.push(path);
}

export function refuse(draft: Draft): void {
  draft.refused = true;
}

/** Moves the folder in which the program works. Unknown: nothing below it can be told. */
export function moveFolder(draft: Draft, word: Word): void {
  if (word.value === undefined || word.pattern) refuse(draft);
  else draft.context = { ...draft.context, folder: pathOf(draft, word.value) };
}
