import type { CommandContext } from '../../model/context.ts';
import type { Effect } from '../../model/effect.ts';
import type { Invocation, ProgramReading, Word } from '../../model/invocation.ts';
import { KNOWN_PROGRAMS } from '../known-programs.ts';
import { readProgram } from '../read-program.ts';
import type { Row } from '../row.ts';

export const TEST_CONTEXT: CommandContext = {
  dialect: 'sh',
  folder: '/p',
  project: '/p',
  home: '/home/u',
  variables: new Map(),
  readText: () => undefined,
};

/** A context in which these files can be read. */
export function withFiles(files: Readonly<Record<string, string>>): CommandContext {
  return { ...TEST_CONTEXT, readText: (path) => files[path] };
}

/**
 * Splits a simple test string at blanks. `'…'` keeps blanks, `$X` makes the rest of its word
 * unknown, `*` makes a pattern.
 */
export function splitWords(text: string): readonly Word[] {
  return (text.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map((part) => {
    const plain = part.replaceAll("'", '');
    const quoted = part.includes("'");
    const unknown = quoted ? -1 : plain.indexOf('$X');
    if (unknown >= 0) return { value: undefined, prefix: plain.slice(0, unknown), pattern: false };
    const star = quoted ? -1 : plain.search(/[*?]/);
    return { value: plain, prefix: star < 0 ? plain : plain.slice(0, star), pattern: star >= 0 };
  });
}

/** An invocation of a test string; the first word is the program, perhaps with its folder. */
export function invocationOf(text: string, context = TEST_CONTEXT): Invocation {
  const [first, ...args] = splitWords(text);
  const path = first?.value ?? '';
  return {
    program: path.slice(path.lastIndexOf('/') + 1),
    ...(path.includes('/') ? { path } : {}),
    args,
    input: 'terminal',
    context,
  };
}

/** The reading of a test string as one line of short words, or `unknown`. */
export function describe(text: string, context = TEST_CONTEXT): string {
  const reading = readProgram(invocationOf(text, context));
  return reading === undefined ? 'unknown' : describeReading(reading);
}

function describeReading({ effects, nested, obscurities }: ProgramReading): string {
  return [
    ...effects.map(describeEffect),
    ...nested.map((inner) =>
      inner.kind === 'script'
        ? `script(${inner.text.trim()}${at(inner.context)})`
        : `argv(${inner.argv.map(({ value }) => value ?? '$X').join(' ')}${inner.more ? ' …' : ''}${at(inner.context)})`,
    ),
    ...obscurities,
  ].join(', ');
}

function at(context: CommandContext): string {
  return context.folder === '/p' ? '' : ` @${context.folder}`;
}

/** `delete! tree:/p/a`: the mark says that it is destructive. */
function describeEffect({ kind, place, destructive }: Effect): string {
  const what = `${kind}${destructive ? '!' : ''}`;
  switch (place.kind) {
    case 'path':
      return `${what} ${place.reach === 'file' ? '' : `${place.reach}:`}${place.path}`;
    case 'unknown_path':
      return `${what} ?${place.below ?? ''}`;
    case 'host':
      return `${what} ${place.method}:${place.url ?? place.host}`;
    case 'repo':
      return `${what} repo:${place.name}:${place.operation}`;
    case 'service':
      return `${what} ${place.service}:${place.name}:${place.operation}`;
    case 'program':
      return `${what} program:${place.name}`;
  }
}

/** The row that the table has for a name. */
export function rowOf(name: string): Row | undefined {
  for (const { rows } of KNOWN_PROGRAMS) {
    const found = Object.entries(rows).find(([names]) => names.split(' ').includes(name));
    if (found !== undefined) return found[1];
  }
  return undefined;
}
