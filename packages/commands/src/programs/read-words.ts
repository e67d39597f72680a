import type { Word } from '../model/invocation.ts';
import type { Role, Spec } from './row.ts';

/** An option that was given, by the name that the grammar has for it. */
export interface Option {
  readonly name: string;
  readonly role: Role;
  readonly word?: Word;
}

/** An option that the grammar does not have, and what may be its value. */
export interface Strange {
  readonly name: string;
  /** What stands in the same word. */
  readonly value?: Word;
  /** The word behind it, which may as well be an operand. */
  readonly next?: Word;
}

/** The words of a program, sorted by its grammar. */
export interface Words {
  readonly options: readonly Option[];
  readonly operands: readonly Word[];
  /** How many operands stand before `--`; -1: there was none. */
  readonly before: number;
  /** The program only prints how it is used. */
  readonly help: boolean;
  /** Options that the grammar does not have. */
  readonly unknown: boolean;
  readonly strange: readonly Strange[];
  /** One of them stands before the first operand, which may be its value. */
  readonly unknownFirst: boolean;
  /** A word that is known only at run time stands where an option may, or may mean several. */
  readonly doubtful: boolean;
}

interface Known {
  readonly name: string;
  readonly role: Role;
  /** `never` takes a value, takes it only from the same word, or always takes one. */
  readonly value: 'never' | 'same' | 'always';
}

type Grammar = ReadonlyMap<string, Known>;

const WITHOUT_VALUE: ReadonlySet<Role> = new Set(['flag', 'help', 'runs', 'privilege', 'refuse']);
const HARMLESS: ReadonlySet<Role> = new Set([
  'flag',
  'help',
  'value',
  'read',
  'readTree',
  'source',
  'setting',
  'privilege',
]);
const NOTHING: Words = {
  options: [],
  operands: [],
  before: -1,
  help: false,
  unknown: false,
  strange: [],
  unknownFirst: false,
  doubtful: false,
};
const NUMBER = /^-\d+$/;

/** The options of a program and its subcommand as one table; the inner ones come last and win. */
export function grammarOf(specs: readonly Spec[]): Grammar {
  const grammar = new Map<string, Known>();
  for (const spec of specs) {
    for (const [role, names] of Object.entries(spec.options ?? {}) as [Role, string][]) {
      for (const written of names.split(' ')) {
        const same = written.endsWith('?');
        const name = same ? written.slice(0, -1) : written;
        const value = same ? 'same' : WITHOUT_VALUE.has(role) ? 'never' : 'always';
        grammar.set(name, { name, role, value });
      }
    }
    for (const { when } of spec.modes ?? []) {
      for (const name of when.split(' ')) {
        if (!grammar.has(name)) grammar.set(name, { name, role: 'flag', value: 'never' });
      }
    }
  }
  return grammar;
}

/** Sorts words into options and operands. Never throws; linear in the words. */
export function readWords(specs: readonly Spec[], args: readonly Word[]): Words {
  const last = specs.at(-1) ?? {};
  if (last.raw) return { ...NOTHING, operands: args };
  const grammar = grammarOf(specs);
  const state: State = {
    grammar,
    single: specs.some(({ single }) => single),
    stripEquals: specs.length > 1,
    options: [],
    strange: [],
    help: false,
    unknown: false,
    doubtful: false,
  };
  const risky =
    [...grammar.values()].some(({ role }) => !HARMLESS.has(role)) ||
    last.modes?.some(({ always }) => always?.includes('discard'));
  const operands: Word[] = [];
  let before = -1;
  let unknownFirst = false;
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] as Word;
    if (before >= 0 || !looksLikeOption(word)) {
      if (before < 0 && word.value === undefined && word.prefix === '' && risky) {
        state.doubtful = true;
      }
      operands.push(word);
      if (before < 0 && (last.stop || last.subs)) {
        operands.push(...args.slice(index + 1));
        break;
      }
    } else if (word.value === '--') before = operands.length;
    else {
      const known = !state.unknown;
      if (readOption(state, word, args[index + 1])) index += 1;
      const bare = word.value === undefined || !word.value.includes('=');
      if (known && state.unknown && bare && operands.length === 0) unknownFirst = true;
    }
  }
  const { options, help, unknown, strange, doubtful } = state;
  return { options, operands, before, help, unknown, strange, unknownFirst, doubtful };
}

interface State {
  readonly grammar: Grammar;
  readonly single: boolean;
  readonly stripEquals: boolean;
  readonly options: Option[];
  readonly strange: Strange[];
  help: boolean;
  unknown: boolean;
  doubtful: boolean;
}

function looksLikeOption(word: Word): boolean {
  return word.prefix.startsWith('-') && word.value !== '-';
}

/** True when the option takes the next word as its value. */
function readOption(state: State, word: Word, next: Word | undefined): boolean {
  const text = word.value ?? word.prefix;
  const equals = state.single ? text.search(/[=:]/) : text.indexOf('=');
  const whole = text.length > 2 ? state.grammar.get(text) : undefined;
  if (text.startsWith('--') || state.single || whole !== undefined) {
    const name = equals < 0 ? text : text.slice(0, equals);
    // `--out$X`: which option it is comes with the rest.
    if (word.value === undefined && equals < 0) return doubt(state);
    const exact = findExact(state, name);
    if (exact === undefined && state.single && takeAttached(state, word, text)) return false;
    const known = exact ?? findLong(state, name);
    if (known === undefined) {
      if (!state.help)
        addStrange(state, name, equals < 0 ? undefined : dropStart(word, equals + 1), next);
      return false;
    }
    return takeOption(state, known, equals < 0 ? undefined : dropStart(word, equals + 1), next);
  }
  if (NUMBER.test(text) && !state.grammar.has(text.slice(0, 2))) return false;
  return readCluster(state, word, text, next);
}

/** `gcc -ofile`: the value stands right behind the letter. */
function takeAttached(state: State, word: Word, text: string): boolean {
  const known = text.length > 2 ? state.grammar.get(text.slice(0, 2)) : undefined;
  if (known === undefined || known.value === 'never') return false;
  takeOption(state, known, dropStart(word, 2), undefined);
  return true;
}

function addStrange(
  state: State,
  name: string,
  value: Word | undefined,
  next: Word | undefined,
): void {
  const behind = next === undefined || looksLikeOption(next) ? {} : { next };
  state.strange.push({ name, ...(value === undefined ? behind : { value }) });
}

function doubt(state: State): false {
  state.doubtful = true;
  return false;
}

function findExact({ grammar, single }: State, name: string): Known | undefined {
  return (
    grammar.get(name) ?? (single && name.startsWith('--') ? grammar.get(name.slice(1)) : undefined)
  );
}

/** A name that is not in the grammar as it was written. */
function findLong(state: State, name: string): Known | undefined {
  if (name === '--help' || (state.single && name === '-help')) {
    state.help = true;
    return undefined;
  }
  // getopt, argparse and nopt take the beginning of a name for the name: `--recurs`.
  const matches = state.single
    ? []
    : [...state.grammar.values()].filter((known) => known.name.startsWith(name) && name.length > 2);
  const [first] = matches;
  if (first !== undefined && matches.every(({ role }) => role === first.role)) return first;
  if (matches.some(({ role }) => !HARMLESS.has(role))) state.doubtful = true;
  state.unknown = true;
  return undefined;
}

/** `-rf`, `-ofile`, `-o file`. */
function readCluster(state: State, word: Word, text: string, next: Word | undefined): boolean {
  let noted = false;
  for (let at = 1; at < text.length; at += 1) {
    const known = state.grammar.get(`-${text[at]}`);
    if (known === undefined) {
      // What stands behind it is its value, or further letters: the first one has all of it.
      if (!noted) {
        const skip = text[at + 1] === '=' ? 2 : 1;
        const rest = at + 1 < text.length || word.value === undefined;
        addStrange(state, `-${text[at]}`, rest ? dropStart(word, at + skip) : undefined, next);
      }
      noted = true;
      state.unknown = true;
      continue;
    }
    if (known.value === 'never') {
      takeOption(state, known, undefined, undefined);
      continue;
    }
    const rest = at + 1 < text.length || word.value === undefined;
    const skip = state.stripEquals && text[at + 1] === '=' ? 2 : 1;
    return takeOption(state, known, rest ? dropStart(word, at + skip) : undefined, next);
  }
  if (word.value === undefined) state.doubtful = true;
  return false;
}

function takeOption(
  state: State,
  known: Known,
  same: Word | undefined,
  next: Word | undefined,
): boolean {
  const { name, role } = known;
  if (role === 'help') state.help = true;
  const value = same ?? (known.value === 'always' ? next : undefined);
  state.options.push({ name, role, ...(value === undefined ? {} : { word: value }) });
  return same === undefined && known.value === 'always' && next !== undefined;
}

/** A word without its first letters: the value behind `--name=`. */
export function dropStart(word: Word, count: number): Word {
  return {
    value: word.value?.slice(count),
    prefix: word.prefix.slice(count),
    pattern: word.pattern,
  };
}

/** Whether any of the options was given; names as in a `Spec`, separated by blanks. */
export function hasOption(words: Words, names: string): boolean {
  const wanted = names.split(' ');
  return words.options.some(({ name }) => wanted.includes(name));
}

/** The values of the options that were given, in order. */
export function optionWords(words: Words, names: string): readonly Word[] {
  const wanted = names.split(' ');
  return words.options.flatMap(({ name, word }) =>
    word !== undefined && wanted.includes(name) ? [word] : [],
  );
}
