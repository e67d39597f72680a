import type { Word } from '../model/invocation.ts';
import { addHost, addPeer, addServer } from './add-host.ts';
import {
  addCode,
  addExecute,
  addFolder,
  addPath,
  addPrivilege,
  addScript,
  addService,
  moveFolder,
  plainWord,
  refuse,
  type Draft,
} from './draft.ts';
import { hasOption, readWords, type Option, type Words } from './read-words.ts';
import { judgeSetting, judgeStrange, namesElsewhere } from './strange-options.ts';
import type { Always, Role, Spec } from './row.ts';

/** Deeper than any program nests its subcommands. */
const DEEPEST = 5;
const ONLY_HELP: ReadonlySet<string> = new Set(['help', 'version', '-v', '-h', '-V', '--version']);

/** The program and subcommands around: their options hold here too, and some were given. */
interface Outer {
  readonly specs: readonly Spec[];
  readonly options: readonly Option[];
}

const NONE: Outer = { specs: [], options: [] };

/** Reads words by a grammar and adds what they do. */
export function applySpec(
  draft: Draft,
  spec: Spec,
  args: readonly Word[],
  outer: Outer = NONE,
): void {
  const specs = [...outer.specs, spec];
  const own = readWords(specs, args);
  if (own.help) return;
  if (own.unknown && !spec.lenient) return refuse(draft);
  judgeStrange(draft, own.strange);
  // `kubectl --token get delete pod x`: which word is the verb cannot be told.
  if (own.unknownFirst && (spec.subs !== undefined || spec.stop)) return refuse(draft);
  if (own.doubtful) addExecute(draft);
  for (const { role, word } of own.options) {
    if (role === 'folder' && word !== undefined) moveFolder(draft, word);
  }
  for (const { role, word } of own.options) applyRole(draft, role, word);
  const words = { ...own, options: [...outer.options, ...own.options] };
  if (spec.subs !== undefined) {
    spec.read?.({ draft, spec, words });
    return applySub(draft, spec, words, specs);
  }
  const mode = spec.modes?.find(({ when }) => hasOption(words, when));
  const chosen = mode === undefined ? spec : { ...spec, ...mode };
  for (const always of chosen.always ?? []) applyAlways(draft, always);
  if (chosen.read !== undefined) chosen.read({ draft, spec: chosen, words });
  else {
    applyOperands(draft, chosen, words.operands);
    // `vite build FOLDER`: what works on a folder runs the settings that lie there.
    const named = words.before < 0 ? words.operands : words.operands.slice(0, words.before);
    const runs = chosen.operands === undefined && chosen.always?.includes('work');
    if (runs && named.some((word) => namesElsewhere(draft, word))) addExecute(draft);
  }
}

function applySub(draft: Draft, spec: Spec, words: Words, specs: readonly Spec[]): void {
  const outer = outerOf(spec, specs, words);
  const [first, ...rest] = words.operands;
  for (const always of spec.always ?? []) applyAlways(draft, always);
  if (first === undefined) {
    if (spec.bare !== undefined) applySpec(draft, spec.bare, [], outer);
    return;
  }
  const name = first.value;
  if (name === undefined || specs.length > DEEPEST) return refuse(draft);
  const sub = findSub(spec, name);
  if (sub !== undefined) return applySpec(draft, sub, rest, outer);
  if (rest.length === 0 && ONLY_HELP.has(name)) return;
  if (name === 'help') return;
  if (spec.other === undefined) return refuse(draft);
  applySpec(draft, spec.other, words.operands, outer);
}

/** What holds inside a subcommand; only the innermost decides where options end. */
function outerOf(spec: Spec, specs: readonly Spec[], words: Words): Outer {
  const inner = specs.map(({ apart, options, single }) => ({
    ...(options === undefined || apart ? {} : { options }),
    ...(single === undefined ? {} : { single }),
  }));
  return { specs: inner, options: spec.apart ? [] : words.options };
}

export function findSub(spec: Spec, name: string): Spec | undefined {
  for (const [names, sub] of Object.entries(spec.subs ?? {})) {
    if (names === name || names.split(' ').includes(name)) return sub;
  }
  return undefined;
}

/** Gives operands the roles of the grammar. */
export function applyOperands(draft: Draft, spec: Spec, operands: readonly Word[]): void {
  const roles = spec.operands ?? ['value'];
  let onlyData = true;
  operands.forEach((word, index) => {
    const isLast = index === operands.length - 1 && index > 0;
    const role = (isLast ? spec.last : undefined) ?? roles[index] ?? roles.at(-1) ?? 'value';
    if (role !== 'value') onlyData = false;
    applyRole(draft, role, word);
  });
  // `rg TODO` searches the working folder.
  if (onlyData && spec.none !== undefined) applyRole(draft, spec.none, plainWord('.'));
}

/** Adds what a word does in its role. */
export function applyRole(draft: Draft, role: Role, word: Word | undefined): void {
  switch (role) {
    case 'runs':
      return addExecute(draft);
    case 'privilege':
      return addPrivilege(draft);
    case 'refuse':
      return refuse(draft);
    case 'flag':
    case 'help':
    case 'value':
    case 'folder':
      return;
    default:
      if (word !== undefined) applyWordRole(draft, role, word);
  }
}

type WordRole = Exclude<
  Role,
  'runs' | 'privilege' | 'refuse' | 'flag' | 'help' | 'value' | 'folder'
>;

function applyWordRole(draft: Draft, role: WordRole, word: Word): void {
  switch (role) {
    case 'read':
    case 'write':
    case 'delete':
      return addPath(draft, role, word);
    case 'readTree':
      return addPath(draft, 'read', word, 'tree');
    case 'writeTree':
      return addPath(draft, 'write', word, 'tree');
    case 'deleteTree':
      return addPath(draft, 'delete', word, 'tree');
    case 'edit':
    case 'editTree': {
      const reach = role === 'edit' ? 'file' : 'tree';
      addPath(draft, 'read', word, reach);
      return addPath(draft, 'write', word, reach);
    }
    case 'work':
      return addPath(draft, 'write', word, 'workspace');
    case 'source':
      return /^[a-z]+:\/\//i.test(word.prefix)
        ? addHost(draft, word)
        : addPath(draft, 'read', word, 'tree');
    case 'code':
      return addCode(draft, word);
    case 'setting':
      return judgeSetting(draft, word);
    case 'host':
      return addPeer(draft, word);
    case 'get':
      return addHost(draft, word);
    case 'send':
      return addHost(draft, word, 'post');
    case 'script':
      return addScript(draft, word);
    case 'run':
      return addExecute(draft, word.value ?? draft.invocation.program);
  }
}

function applyAlways(draft: Draft, always: Always): void {
  switch (always) {
    case 'look':
      return addFolder(draft, 'read');
    case 'work':
      return addFolder(draft, 'write');
    case 'discard':
      return addFolder(draft, 'delete');
    case 'execute':
      return addExecute(draft);
    case 'destroy':
      return addExecute(draft, undefined, true);
    case 'privilege':
      return addPrivilege(draft);
    default:
      return applyNamed(draft, always);
  }
}

/** `get:HOST` and `use:SERVICE:KIND:OPERATION`. */
function applyNamed(draft: Draft, always: string): void {
  const [verb, first = '', kind, operation = ''] = always.split(':');
  if (verb === 'get') addServer(draft, first);
  else addService(draft, kind as 'read' | 'write' | 'delete' | 'execute', first, '', operation);
}
