import type { Word } from '../../model/invocation.ts';
import { addPath, addPrivilege, pathOf, type Call, type Draft } from '../draft.ts';
import { hasOption, optionWords } from '../read-words.ts';
import { isWithin, lastPart } from '../resolve-path.ts';

const TREE = '-r -R -a --recursive --archive';

/** What is copied, and under which names it may arrive. */
interface Transfer {
  readonly sources: readonly Word[];
  readonly names: readonly Word[];
}

/** `cp`: reads the sources, writes where they arrive. */
export function readCopy(call: Call): void {
  const { draft, words } = call;
  const reach = hasOption(words, TREE) ? 'tree' : 'file';
  const { sources, names } = findTransfer(call, reach === 'tree');
  for (const source of sources) addPath(draft, 'read', source, reach);
  // Hard and symbolic links make the source writable under another name.
  if (hasOption(words, '-l -s --link --symbolic-link')) {
    for (const source of sources) addPath(draft, 'write', source, reach);
  }
  for (const name of names) addPath(draft, 'write', name, reach);
}

/**
 * `mv`: what is moved may be a folder. The old name is written, not deleted: nothing is lost as
 * long as it stays in the project.
 */
export function readMove(call: Call): void {
  const { draft } = call;
  const { sources, names } = findTransfer(call, true);
  // What leaves the project is gone from there: `mv src /tmp/x` is as good as a deletion.
  const leaves = names.some(({ value }) => value !== undefined && !isOwn(draft, value));
  for (const source of sources) {
    addPath(draft, 'read', source, 'tree');
    const lost = leaves && (source.value === undefined || isOwn(draft, source.value));
    addPath(draft, lost ? 'delete' : 'write', source, 'tree');
  }
  for (const name of names) addPath(draft, 'write', name, 'tree');
}

function isOwn(draft: Draft, value: string): boolean {
  return isWithin(pathOf(draft, value), draft.context.project);
}

/** `install`: copies files, or makes folders with `-d`. */
export function readInstall(call: Call): void {
  const { draft, words } = call;
  if (hasOption(words, '-d --directory')) {
    for (const word of words.operands) addPath(draft, 'write', word);
    return;
  }
  // A program with the rights of its owner.
  const modes = optionWords(words, '-m --mode');
  if (modes.some(({ value }) => value === undefined || /^0*[2-7]\d{3}$|s/.test(value)))
    addPrivilege(draft);
  const { sources, names } = findTransfer(call);
  for (const source of sources) addPath(draft, 'read', source);
  for (const name of names) addPath(draft, 'write', name);
}

/**
 * `ln`: what is linked can be read and written under the new name afterwards, so it counts as
 * both. A symbolic link is followed from where it lies, not from the working folder.
 */
export function readLink(call: Call): void {
  const { draft, words } = call;
  const { sources, names } = findTransfer(call);
  const symbolic = hasOption(words, '-s --symbolic');
  // Of the new names only their folders count, which are few: every source with every name would
  // take the square of the words.
  const places = [...new Map(names.map((name) => [placeOf(name), name])).values()];
  for (const source of sources) {
    const ends = symbolic ? places.map((name) => seenFrom(source, name)) : [source];
    for (const end of ends) {
      addPath(draft, 'read', end, 'tree');
      addPath(draft, 'write', end, 'tree');
    }
  }
  for (const name of names) addPath(draft, 'write', name);
}

/** What of a name says where a link is followed from. */
function placeOf({ prefix, value }: Word): string {
  const slash = prefix.lastIndexOf('/');
  return `${prefix.slice(0, slash + 1)}${slash < 0 && value === undefined ? '?' : ''}`;
}

function seenFrom(source: Word, name: Word): Word {
  const target = source.value ?? source.prefix;
  if (target.startsWith('/')) return source;
  const slash = name.prefix.lastIndexOf('/');
  const folder = name.prefix.slice(0, slash + 1);
  if (name.value === undefined && slash < 0)
    return { value: undefined, prefix: '', pattern: false };
  return {
    value: source.value === undefined ? undefined : folder + source.value,
    prefix: folder + source.prefix,
    pattern: source.pattern,
  };
}

/**
 * Where things arrive. Without a look at the disk `b` in `cp a b` may be a file or a folder: then
 * both `b` and `b/a` count. A tree at `b` is both.
 */
function findTransfer({ draft, words }: Call, trees = false): Transfer {
  const [target] = optionWords(words, '-t --target-directory');
  const { operands } = words;
  if (target !== undefined) {
    return { sources: operands, names: operands.map((word) => nameIn(target, word)) };
  }
  const sources = operands.length > 1 ? operands.slice(0, -1) : operands;
  // `ln -s ../x`: the new name is made in the working folder.
  const last = operands.length > 1 ? operands.at(-1) : undefined;
  if (last === undefined) {
    const here = { value: './', prefix: './', pattern: false };
    return { sources, names: sources.map((word) => nameIn(here, word)) };
  }
  if (hasOption(words, '-T --no-target-directory')) return { sources, names: [last] };
  const inside = sources.map((word) => nameIn(last, word));
  const folder = operands.length > 2 || sources[0]?.pattern || isFolder(draft, last);
  return { sources, names: folder ? inside : trees ? [last] : [last, ...inside] };
}

function isFolder(draft: Draft, word: Word): boolean {
  const { value } = word;
  if (value === undefined) return false;
  if (value.endsWith('/') || lastPart(value) === '') return true;
  const path = pathOf(draft, value);
  return isWithin(draft.context.project, path) || isWithin(draft.context.folder, path);
}

/** The name that a source gets inside a folder. */
function nameIn(folder: Word, source: Word): Word {
  const base = folder.value === undefined ? undefined : `${folder.value.replace(/\/$/, '')}/`;
  if (base === undefined) return folder;
  const name = source.value === undefined ? undefined : lastPart(source.value);
  return {
    value: name === undefined ? undefined : base + name,
    prefix: base + (name ?? ''),
    pattern: folder.pattern || source.pattern,
  };
}
