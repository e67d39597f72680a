import { findProtected } from './find-protected.ts';
import { foldPath } from './fold-path.ts';
import { commandReadings } from './command-readings.ts';
import { holdsChangingOwnCommand, isHarmlessOwnCommand } from './own-commands.ts';
import { matchWildcards } from './match-wildcards.ts';
import { meetsKey } from './meets-key.ts';
import { readPathText } from './path-text.ts';
import type { ProtectedIndex } from './protected-index.ts';
import type { PathResolver } from './protected-set.ts';
import { goesDeep, readingKind, type ReadingKind } from './reading-commands.ts';
import { changesWholeFolder } from './whole-folder.ts';
import { codeOf, COMMAND_CODE, KEY_READ_CODE, UNRESOLVED_CODE } from './reason-codes.ts';
import { shellSegments, type Segments } from './shell-segments.ts';

const MOST_WORDS = 20_000;
const LONGEST_TEXT = 1024 * 1024;
const MOST_BASES = 8;
const CHANGES_FOLDER =
  /(?:^|[\s;&|({])(?:cd|pushd|chdir|set-location|sl|-C|--directory|--prefix|--cwd)[\s=]+("[^"\n]*"|'[^'\n]*'|[^\s;&|()]+)/giu;
/** In lower case. Programs that take away, move, fill or repaint everything below a folder. */
const TREE_PROGRAM =
  /(?:^|[\s;&|(`"'/\\.])(?:rm|rmdir|unlink|mv|move|shred|srm|trash|trash-put|rimraf|chmod|chown|chgrp|chattr|setfacl|tar|bsdtar|unzip|7z|7za|unrar|cpio|rsync|scp|install|ln|link|mount|umount|xargs|dd|robocopy|xcopy|remove-item|ri|move-item|mi|copy-item|cpi|rename-item|rni|del|erase|rd|ren|rename|expand-archive|compress-archive|truncate|rmtree|rmsync|renamesync|copytree|cpsync|os\.remove|os\.rename)(?=$|[\s;&|()`"'.])|(?:^|\s)-(?:delete|exec|execdir|ok)(?=\s|$)|\bcp\s+(?:-\w+\s+)*-\w*[ar]|\bgit\s+(?:-C\s+\S+\s+)?(?:checkout|restore|rm|mv|clean)\b/u;
/** Those that read everything below a folder on the way. */
const COPY_PROGRAM =
  /(?:^|[\s;&|(`"'/])(?:tar|zip|7z|rsync|rg|copy-item|compress-archive|xcopy|robocopy|restic|duplicity|docker|podman|copytree)(?=$|[\s;&|()`"'])|\b(?:cp|scp|grep|egrep)\s+(?:-\w+\s+)*-\w*[ar]|\bfind\b.*-exec|\bxargs\b/u;
/** Their last word is where they write. */
const HAS_DESTINATION = /^(?:.*\/)?(?:cp|scp|rsync)$/u;

/** What a command line is judged with. */
export interface CommandQuestion {
  readonly index: ProtectedIndex;
  readonly resolve: PathResolver;
  /** Absolute folders that it may run in. */
  readonly bases: readonly string[];
}

/**
 * Reason codes against a text that is run: by a shell, or by an interpreter. Text that names
 * something protected is blocked unless every command in it is on the list of those that only
 * read; so is text with a command of ours that changes what the gate stands on.
 */
export function judgeCommand(text: string, question: CommandQuestion): readonly string[] {
  if (text.length > LONGEST_TEXT) return [COMMAND_CODE];
  const bases = withFolders(text, question);
  const asked = { ...question, bases };
  const segments = shellSegments(text);
  if (segments !== undefined) {
    const kinds = segments.map((words) => kindOf(words, asked));
    if (kinds.every((kind) => kind !== undefined)) return judgeReading(segments, kinds, asked);
  }
  return judgeAny(text, segments, asked);
}

function kindOf(
  words: readonly string[],
  { index, resolve, bases }: CommandQuestion,
): ReadingKind | undefined {
  const program = words[0] ?? '';
  const isOwn =
    /[/\\]/u.test(program) &&
    findProtected(program, bases, index, resolve).at.some(({ kind }) => kind === 'executable');
  return readingKind(words, isOwn);
}

/** The gate itself under another name: a link to it, a second name of its file. */
function runsUnderOtherName(
  words: readonly string[],
  { index, resolve, bases }: CommandQuestion,
): boolean {
  const [program = '', ...args] = words;
  const { at } = findProtected(program, bases, index, resolve);
  return at.some(({ kind }) => kind === 'executable') && !isHarmlessOwnCommand(args);
}

/** All commands only read: nothing but private keys is kept from them. */
function judgeReading(
  segments: Segments,
  kinds: readonly (ReadingKind | undefined)[],
  { index, resolve, bases }: CommandQuestion,
): readonly string[] {
  const showsKey = segments.some((words, i) => {
    if (kinds[i] !== 'contents') return false;
    const deep = goesDeep(words);
    return candidatesOf(words.slice(1).join('\n')).some((word) => {
      const { at, above } = findProtected(word, bases, index, resolve);
      return at.some(({ secret }) => secret) || ((deep || /[*?[]/u.test(word)) && meetsKey(above));
    });
  });
  return showsKey ? [KEY_READ_CODE] : [];
}

function judgeAny(
  text: string,
  segments: Segments | undefined,
  { index, resolve, bases }: CommandQuestion,
): readonly string[] {
  const codes = new Set<string>();
  const readings = commandReadings(text);
  if (
    readings.some(holdsChangingOwnCommand) ||
    segments?.some((words) => runsUnderOtherName(words, { index, resolve, bases })) === true
  ) {
    codes.add(COMMAND_CODE);
  }
  if (readings.some(changesWholeFolder) && bases.some((base) => isAbove(base, index))) {
    codes.add(codeOf('policy'));
  }
  const words = [...new Set(readings.flatMap(candidatesOf))];
  if (words.length > MOST_WORDS) return [COMMAND_CODE];
  for (const word of words) {
    const { at, unknown } = findProtected(word, bases, index, resolve);
    for (const { kind } of at) {
      // To run it is not to change it; what it is told to do was looked at.
      if (kind === 'executable' && runsItsOwn(segments, word)) continue;
      codes.add(codeOf(kind));
    }
    if (unknown && index.match(`/${word}`).length > 0) codes.add(UNRESOLVED_CODE);
  }
  for (const code of judgeFolders(segments ?? [], readings, { index, resolve, bases }))
    codes.add(code);
  for (const reading of readings)
    for (const kind of namedWithin(reading, index)) codes.add(codeOf(kind));
  return [...codes];
}

function runsItsOwn(segments: Segments | undefined, word: string): boolean {
  return segments?.every((words) => !words.slice(1).includes(word)) === true;
}

/** Folders above something protected, where a program changes or copies everything below. */
function judgeFolders(
  segments: Segments,
  readings: readonly string[],
  { index, resolve, bases }: CommandQuestion,
): readonly string[] {
  // Piped commands hand on names: they are judged as one text.
  const texts =
    segments.length > 0 && !readings[0]?.includes('|')
      ? segments.map((words) => words.join('\n'))
      : readings;
  return texts.flatMap((text) => {
    const spoken = text.replaceAll('\n', ' ').toLowerCase();
    const found = findPatterns(spoken);
    if (found.length > 0) return foundKinds(found, spoken, index);
    const changes = TREE_PROGRAM.test(spoken);
    const copies = COPY_PROGRAM.test(spoken);
    const destination = HAS_DESTINATION.test(text.split('\n')[0] ?? '')
      ? text.split('\n').at(-1)
      : undefined;
    if (!changes && !copies) return [];
    return candidatesOf(text).flatMap((word) => {
      const { above } = findProtected(word, bases, index, resolve);
      const read = copies && word !== destination && meetsKey(above) ? [KEY_READ_CODE] : [];
      return changes ? [...read, ...above.map(({ kind }) => codeOf(kind))] : read;
    });
  });
}

/** Names that a `find` looks for; none: it finds everything. */
function findPatterns(spoken: string): readonly string[] {
  if (!/(?:^|[\s;&|(/])find\s/u.test(spoken)) return [];
  return [...spoken.matchAll(/\s-i?(?:name|path|wholename|regex)\s+["']?([^\s"']+)/gu)].map(
    ([, pattern = '']) => foldPath(pattern),
  );
}

/** What is protected under such a name, wherever it lies. */
function foundKinds(
  patterns: readonly string[],
  spoken: string,
  index: ProtectedIndex,
): readonly string[] {
  if (!TREE_PROGRAM.test(spoken) && !COPY_PROGRAM.test(spoken)) return [];
  return index.foldedPlaces
    .filter(({ path }) => patterns.some((pattern) => matchWildcards(lastOf(pattern), lastOf(path))))
    .map(({ hit }) => codeOf(hit.kind));
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isAbove(base: string, index: ProtectedIndex): boolean {
  return index.match(base).length > 0;
}

/** Paths with spaces in them, or glued to other characters. */
function namedWithin(reading: string, index: ProtectedIndex) {
  const folded = foldPath(reading.replaceAll('\\', '/'));
  return index.foldedPlaces
    .filter(
      ({ path, hit }) => hit.kind !== 'executable' && path.length > 3 && folded.includes(path),
    )
    .map(({ hit }) => hit.kind);
}

/** Folders that the text changes to, besides those it may start in. */
function withFolders(text: string, { bases, index }: CommandQuestion): readonly string[] {
  const found = new Set(bases);
  for (const [, folder = ''] of text.matchAll(CHANGES_FOLDER)) {
    const from = [...found];
    for (const path of readPathText(folder, from, index.set.variables)) {
      if (path !== undefined && found.size < MOST_BASES) found.add(path);
    }
  }
  return [...found];
}

/** Every word that may be a path: whole, after `=`, `:`, `@` and `,`, and behind a flag's letter. */
function candidatesOf(text: string): readonly string[] {
  const found = new Set<string>();
  for (const [, single, double] of text.matchAll(/'([^'\n]{1,4096})'|"([^"\n]{1,4096})"/gu)) {
    found.add(single ?? double ?? '');
  }
  for (const line of text.split('\n')) if (line.length <= 4096) found.add(line.trim());
  for (const word of text.split(/[\s;|&<>()`"']+/u)) {
    found.add(word);
    for (let at = 0, cuts = 0; at < word.length && cuts < 8; at++) {
      if (!/[=:@,]/u.test(word[at] as string)) continue;
      found.add(word.slice(at + 1));
      found.add(word.slice(0, at));
      cuts++;
    }
    if (/^-\w./u.test(word)) found.add(word.slice(2));
    if (word.includes('{')) found.add(word);
    for (const part of word.split(/[,[\]]/u)) found.add(part);
  }
  found.delete('');
  return [...found];
}
