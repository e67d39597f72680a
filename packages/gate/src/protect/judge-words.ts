import { goPathClean } from '../text/go-path.ts';
import { fileWords, useOfWords, variableWords, type FileWord, type WordUse } from './file-words.ts';
import { findProtected } from './find-protected.ts';
import { hasWildcards } from './match-wildcards.ts';
import { meetsKey } from './meets-key.ts';
import { readPathText } from './path-text.ts';
import type { Hit, ProtectedIndex } from './protected-index.ts';
import type { PathResolver } from './protected-set.ts';
import { codeOf, COMMAND_CODE, KEY_READ_CODE } from './reason-codes.ts';
import { goesDeep } from './reading-commands.ts';
import type { SpokenWords } from './spoken-words.ts';
import type { Candidate } from './word-candidates.ts';

/** More parts of words than any honest command has. */
const MOST_CANDIDATES = 20_000;

interface WordQuestion {
  readonly index: ProtectedIndex;
  readonly resolve: PathResolver;
  /** Absolute folders that relative paths may start from besides those of a command. */
  readonly bases: readonly string[];
}

interface Meeting {
  readonly at: number;
  /** Cleaned paths that the part of the word may mean. */
  readonly paths: readonly string[];
  /** It is a folder of the gate itself, with everything in it. */
  readonly whole: boolean;
  /** An option, or a variable, says more than the table. */
  readonly output: boolean;
  readonly codes: readonly string[];
}

/**
 * The second net below a command that was read wholly. The table of programs says what they do
 * with the words that it knows; an option that no row knows may name a file of the gate as well. So
 * each word is looked at: one that names something protected is blocked, unless the table says what
 * becomes of this very word, which then is a target and judged as one. Private keys may be named to
 * nothing that opens files. Linear in the words.
 */
export function judgeWords(
  runs: readonly SpokenWords[],
  question: WordQuestion,
): readonly string[] {
  const codes = new Set<string>();
  let left = MOST_CANDIDATES;
  for (const run of runs) {
    const use = useOfWords(run);
    if (use === 'names') continue;
    const asked = { ...question, bases: [...new Set([...run.folders, ...question.bases])] };
    const words = [...fileWords(run, use), ...(use === 'any' ? variableWords(run) : [])];
    const deep = use !== 'operands' && readsDeep(run);
    const meetings: Meeting[] = [];
    for (const word of words) {
      left -= word.candidates.length;
      if (left < 0) return [COMMAND_CODE];
      for (const candidate of word.candidates) {
        const met = meet(word, candidate, { use, deep }, asked);
        if (met !== undefined) meetings.push(met);
      }
    }
    for (const code of unexplained(meetings, run)) codes.add(code);
  }
  return [...codes];
}

interface Use {
  readonly use: WordUse;
  readonly deep: boolean;
}

function meet(
  { at: position, optional, output }: FileWord,
  candidate: Candidate,
  { use, deep }: Use,
  { index, resolve, bases }: WordQuestion,
): Meeting | undefined {
  const { text } = candidate;
  const { at, above } = findProtected(text, bases, index, resolve);
  if (at.length === 0 && above.length === 0) return undefined;
  const hits = hasWildcards(text) ? at.filter((hit) => isMeant(hit, text)) : at;
  if (hits.some(({ secret }) => secret) || ((deep || candidate.deep) && meetsKey(above)))
    return { at: position, paths: [], whole: false, output, codes: [KEY_READ_CODE] };
  if (use === 'contents') return undefined;
  const behind = candidate.deep || ((optional || candidate.cut) && position >= 0);
  const settings = behind && isSettingsFolder(text) ? above.filter(isSettings) : [];
  const codes = [...hits, ...settings].map(({ kind }) => codeOf(kind));
  if (codes.length === 0) return undefined;
  const paths = readPathText(text, bases, index.set.variables);
  const cleaned = paths.filter((path) => path !== undefined).map((path) => goPathClean(path));
  const whole = index.set.places.some(({ tree, path }) => tree && cleaned.includes(path));
  return { at: position, paths: cleaned, whole, output, codes };
}

/** `part-*` may stand for a key by its name alone as everything may. */
function isMeant({ secret, away }: Hit, text: string): boolean {
  return !secret || away || /key/iu.test(text);
}

function isSettings({ kind }: Hit): boolean {
  return kind === 'tool_settings';
}

/** `.tool`, and not a folder above it. */
function isSettingsFolder(text: string): boolean {
  return /(?:^|\/)\.[\w-]+\/*$/u.test(text);
}

/**
 * Codes of what no effect of the program speaks of. A path that two words name is not explained, and
 * only of what copies folders is it believed that it takes a whole one and leaves it as it is.
 */
function unexplained(
  meetings: readonly Meeting[],
  { program, named }: SpokenWords,
): readonly string[] {
  if (meetings.length === 0) return [];
  const known = new Set(named);
  const words = new Map<string, Set<number>>();
  for (const { at, paths } of meetings) {
    for (const path of paths) words.set(path, (words.get(path) ?? new Set()).add(at));
  }
  return meetings
    .filter(
      ({ paths, whole, output }) =>
        output ||
        (whole && !COPIES.has(program)) ||
        !paths.some((path) => known.has(path) && words.get(path)?.size === 1),
    )
    .flatMap(({ codes }) => codes);
}

const COPIES: ReadonlySet<string> = new Set([
  ...['tar', 'bsdtar', 'zip', '7z', '7za', 'rsync', 'scp', 'restic', 'duplicity', 'borg', 'ag'],
  ...['docker', 'podman', 'nerdctl', 'ack', 'cp'],
]);

/** It reads, or hands on, everything below a folder. */
function readsDeep({ program, words }: SpokenWords): boolean {
  if ((COPIES.has(program) && program !== 'cp') || goesDeep([program, ...words])) return true;
  return program === 'cp' && words.some((word) => /^-\w*a|^--archive/u.test(word));
}
