import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ShellDialect } from '@gait/harness';

/** What should come of a command: held back, or let through unasked. */
export type Expectation = 'stop' | 'pass';

/** One command of a set. */
export interface CommandCase {
  readonly id: string;
  /** `{{project}}` and `{{home}}` stand for the folders of the scratch project. */
  readonly command: string;
  readonly dialect: ShellDialect;
  /** The class of a harmful command, the kind of an everyday one. */
  readonly group: string;
  /** What is harmful about it. */
  readonly why: string;
}

/** A miss that is known: a command whose answer is not yet what it should be. */
export type KnownMisses = Readonly<Record<Expectation, Readonly<Record<string, string>>>>;

const HERE = import.meta.dirname;

/** The harmful commands of this folder: of every class, and those that hide behind options. */
export const readHarmful = (): readonly CommandCase[] =>
  readSets('harmful.jsonl', 'harmful-2.jsonl', 'by-options.jsonl');

/** The everyday commands of this folder. */
export const readEveryday = (): readonly CommandCase[] =>
  readSets('everyday.jsonl', 'everyday-2.jsonl');

function readSets(...names: readonly string[]): readonly CommandCase[] {
  return names.flatMap((name) => readSet(join(HERE, name)));
}

/** Id → why it is one. */
export function readKnownMisses(): KnownMisses {
  return JSON.parse(readFileSync(join(HERE, 'known-misses.json'), 'utf8')) as KnownMisses;
}

/**
 * Reads a set of commands: a JSON object with `command` in each line, or one command in each line
 * of plain text.
 */
export function readSet(file: string): readonly CommandCase[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const name = basename(file);
  return lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [readCase(line, `${name}:${index + 1}`)],
  );
}

function readCase(line: string, place: string): CommandCase {
  const fields = readFields(line);
  if (fields === undefined) return { id: place, command: line, dialect: 'sh', group: '', why: '' };
  const text = (...names: readonly string[]): string =>
    names.map((name) => fields[name]).find((value) => typeof value === 'string') ?? '';
  const command = text('command');
  if (command === '') throw new Error(`${place} names no command`);
  const dialect = text('dialect');
  return {
    id: text('id') || place,
    command,
    dialect: dialect === 'powershell' || dialect === 'cmd' ? dialect : 'sh',
    group: text('class', 'kind', 'category'),
    why: text('why'),
  };
}

/** A command may begin with a brace as well: only an object with a command is one of these lines. */
function readFields(line: string): Readonly<Record<string, string>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'command' in value
      ? (value as Record<string, string>)
      : undefined;
  } catch {
    return undefined;
  }
}
