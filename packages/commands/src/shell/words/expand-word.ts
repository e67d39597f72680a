import type { DoubleQuotedChild, ParsedScript, Word, WordPart } from 'unbash';
import { addObscurity, type Run } from '../run.ts';
import { BRACKET, QUESTION, STAR, UNKNOWN } from '../marks.ts';
import type { State } from '../state.ts';
import { captureOutput } from '../walk/capture-output.ts';
import { runArithmetic } from '../walk/run-arithmetic.ts';
import { runAside } from '../walk/run-aside.ts';
import { expandBraces } from './expand-braces.ts';
import { expandParameter } from './expand-parameter.ts';
import {
  addElements,
  addQuoted,
  addSplit,
  finishFields,
  startFields,
  type Fields,
} from './fields.ts';
import { homeOf, lookUp, separatorsOf } from './look-up.ts';
import { restoreData } from './restore-data.ts';

/** A state that expansions may change (`${x:=y}`, `$((x += 1))`). */
export interface Cell {
  state: State;
}

/** The words that the shell makes of one word. Runs the substitutions in it. */
export function expandWord(run: Run, word: Word, cell: Cell): readonly string[] {
  if (word.parts?.some(({ type }) => type === 'BraceExpansion')) {
    const words = expandBraces(word.text);
    if (words === undefined) return [UNKNOWN];
    return words.flatMap((each) => expandPlain(run, each, cell));
  }
  return expandPlain(run, word, cell);
}

function expandPlain(run: Run, word: Word, cell: Cell): readonly string[] {
  const fields = startFields();
  addWord(run, word, cell, fields);
  return finishFields(fields);
}

/** A word where the shell neither splits nor looks for files: assignments, `case`, here-strings. */
export function expandText(run: Run, word: Word, cell: Cell, assigned = false): string {
  const fields = startFields();
  addWord(run, word, cell, fields, assigned ? 'assigned' : 'text');
  return fields.current ?? '';
}

type Mode = 'words' | 'text' | 'assigned';

function addWord(run: Run, word: Word, cell: Cell, fields: Fields, mode: Mode = 'words'): void {
  const rest = addTilde(word, cell.state, fields, mode);
  if (word.parts === undefined) {
    const value = restoreData(run, word.value, /^(?:'|\$?")/.test(word.text));
    addQuoted(
      fields,
      mode === 'assigned' ? addTildes(value.slice(rest), cell.state) : value.slice(rest),
    );
    return;
  }
  word.parts.forEach((part, index) =>
    addPart(run, part, cell, fields, mode, index === 0 ? rest : 0),
  );
}

/** How many letters of the word were a `~` that has been replaced. */
function addTilde(word: Word, state: State, fields: Fields, mode: Mode): number {
  if (!word.text.startsWith('~')) return 0;
  const name = /^~[\w.+-]*/.exec(word.text)?.[0] ?? '~';
  const after = word.text[name.length];
  const ends = after === undefined || after === '/' || (after === ':' && mode === 'assigned');
  if (!ends) return 0;
  addQuoted(fields, homeOf(state, name));
  return name.length;
}

/** `PATH=a:~/bin`. */
function addTildes(value: string, state: State): string {
  return value.includes(':~') ? value.replaceAll(/:~(?=[/:]|$)/g, `:${homeOf(state, '~')}`) : value;
}

function addPart(
  run: Run,
  part: WordPart,
  cell: Cell,
  fields: Fields,
  mode: Mode,
  skip: number,
): void {
  switch (part.type) {
    case 'Literal':
      return addQuoted(fields, restoreData(run, part.value, false).slice(skip));
    case 'SingleQuoted':
      return addQuoted(fields, restoreData(run, part.value, true));
    case 'AnsiCQuoted':
      return addQuoted(fields, part.value);
    case 'DoubleQuoted':
    case 'LocaleString':
      if (part.parts.length === 0) addQuoted(fields, '');
      for (const child of part.parts) addQuotedPart(run, child, cell, fields);
      return;
    case 'Glob':
      return addQuoted(
        fields,
        mode === 'words' || mode === 'text' ? globMark(part.kind) : part.value,
      );
    case 'ExtendedGlob':
      // zsh runs code in the qualifiers of a pattern: `*(e:'…':)`.
      if (/['":`]/.test(part.pattern)) addObscurity(run, 'code_unknown');
      for (const inner of part.parts ?? []) addPart(run, inner, cell, startFields(), mode, 0);
      return addQuoted(fields, STAR);
    case 'BraceExpansion':
      return addQuoted(fields, mode === 'words' ? STAR : part.text);
    case 'ProcessSubstitution':
      runAside(run, part.script, cell.state);
      return addQuoted(fields, '/dev/fd/63');
    default:
      return addExpansion(run, part, cell, fields, mode !== 'words');
  }
}

function globMark(kind: 'star' | 'question' | 'bracket'): string {
  return kind === 'star' ? STAR : kind === 'question' ? QUESTION : `${BRACKET}${STAR}]`;
}

function addQuotedPart(run: Run, part: DoubleQuotedChild, cell: Cell, fields: Fields): void {
  if (part.type === 'Literal') addQuoted(fields, restoreData(run, part.value, true));
  else addExpansion(run, part, cell, fields, true);
}

type Expansion = Exclude<DoubleQuotedChild, { type: 'Literal' }>;

function addExpansion(
  run: Run,
  part: Expansion,
  cell: Cell,
  fields: Fields,
  quoted: boolean,
): void {
  const value = expand(run, part, cell, quoted);
  const separators = quoted ? '' : separatorsOf(cell.state);
  if (typeof value === 'string') {
    if (quoted) addQuoted(fields, value);
    else addSplit(fields, value, separators);
  } else if (quoted) addElements(fields, value);
  else {
    value.forEach((element, index) => {
      if (index > 0) addSplit(fields, ' ', ' ');
      addSplit(fields, element, separators);
    });
  }
}

/** One text, or several for `"$@"`. */
function expand(
  run: Run,
  part: Expansion,
  cell: Cell,
  quoted: boolean,
): string | readonly string[] {
  switch (part.type) {
    case 'SimpleExpansion':
      return lookUp(cell.state, part.text.slice(1), quoted);
    case 'ParameterExpansion':
      return expandParameter(run, part, cell, quoted);
    case 'CommandExpansion':
      return substitute(run, part.script, cell);
    case 'ArithmeticExpansion':
      return runArithmetic(run, part.expression, cell, part.text);
  }
}

export function substitute(run: Run, script: ParsedScript | undefined, cell: Cell): string {
  const out = captureOutput(run, script, cell.state);
  return out === undefined ? UNKNOWN : out.replace(/\n+$/, '');
}

/** The text of a heredoc or another text with parts, as the program gets it. */
export function expandParts(run: Run, parts: readonly WordPart[], cell: Cell): string {
  const fields = startFields();
  for (const part of parts) addPart(run, part, cell, fields, 'assigned', 0);
  return fields.current ?? '';
}
