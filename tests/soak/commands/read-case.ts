import { readCommand, readHttpCall, readSql, type CommandContext } from '@gait/commands';
import type { TextCase } from './make-text.ts';
import { HOME, PROJECT } from './samples.ts';

/** Files that a command may run or take its settings from. */
const FILES: Readonly<Record<string, string>> = {
  'package.json': '{"scripts": {"test": "vitest run", "build": "tsc -b", "nuke": "rm -rf src"}}',
  Makefile: 'all: build\nbuild:\n\ttsc -b\nnuke:\n\trm -rf src\n',
  'scripts/check.sh': '#!/bin/sh\nnpm run lint && npm test\n',
  'run.sh': 'rm a\n',
  '.git/config': '[remote "origin"]\n\turl = https://github.com/acme/shop.git\n',
};

/** More than any answer has whose text is as short as these. */
const MOST_EFFECTS = 20_000;
const MOST_LETTERS = 4_000_000;
/** Letters that the reader of shells keeps for itself. */
const MARKS = /[\uFDD0-\uFDEF]/;

export function contextOf(dialect: CommandContext['dialect']): CommandContext {
  return {
    dialect,
    folder: PROJECT,
    project: PROJECT,
    home: HOME,
    variables: new Map(),
    readText: (path) => {
      const name = path.startsWith(`${PROJECT}/`) ? path.slice(PROJECT.length + 1) : '';
      return Object.hasOwn(FILES, name) ? FILES[name] : undefined;
    },
  };
}

/** What came of a text: obscurities by name, `understood` where there is none. */
export type Outcome = readonly string[];

/**
 * Reads a text and looks at the answer: plain data of a bounded size, with whole paths, and the
 * same when it is asked again.
 *
 * @throws Error that says which rule is broken
 */
export function readCase(given: TextCase, again: boolean): Outcome {
  const answer = readOnce(given);
  const printed = JSON.stringify(answer.whole);
  if (printed.length > MOST_LETTERS) throw new Error(`an answer of ${printed.length} letters`);
  if (MARKS.test(printed)) throw new Error('a reserved letter in the answer');
  if (again && JSON.stringify(readOnce(given).whole) !== printed)
    throw new Error('another answer to the same question');
  return answer.outcome;
}

function readOnce({ reader, text, dialect }: TextCase): {
  readonly whole: unknown;
  readonly outcome: Outcome;
} {
  if (reader === 'sql') {
    const whole = readSql(text, dialect);
    if (whole.statements.length > MOST_EFFECTS) throw new Error('too many statements');
    return { whole, outcome: [whole.complete ? 'understood' : 'incomplete'] };
  }
  if (reader === 'http') {
    const whole = readHttpCall({ url: text }, 'curl');
    return { whole, outcome: nameOutcome(whole.obscurities) };
  }
  const whole = readCommand(text, contextOf(reader));
  if (whole.effects.length > MOST_EFFECTS) throw new Error(`${whole.effects.length} effects`);
  for (const { place } of whole.effects) {
    if (place.kind === 'path' && !/^(?:[/\\]|[A-Za-z]:|~)/.test(place.path))
      throw new Error(`no whole path: ${JSON.stringify(place.path)}`);
  }
  return { whole, outcome: nameOutcome(whole.obscurities) };
}

function nameOutcome(obscurities: readonly string[]): Outcome {
  return obscurities.length === 0 ? ['understood'] : obscurities;
}
