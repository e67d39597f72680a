import type { Assignment } from 'unbash';
import { LIMITS } from '../limits.ts';
import { isOpaque, STAR, UNKNOWN } from '../marks.ts';
import { addObscurity, type Run } from '../run.ts';
import { setVariable, type Value } from '../state.ts';
import { runSubscript } from '../walk/run-arithmetic.ts';
import { expandText, expandWord, type Cell } from '../words/expand-word.ts';
import { findValue } from '../words/look-up.ts';
import { judge } from './judge.ts';

/** Carries out `NAME=value`, `NAME+=value`, `NAME[i]=value`, `NAME=(…)`. */
export function assign(run: Run, assignment: Assignment, cell: Cell, exported = false): void {
  const { name, value, append, index } = assignment;
  const before = findValue(cell.state, name);
  const isExported = exported || (before?.exported ?? false);
  if (value.type === 'ArrayValue') {
    const list = value.elements.flatMap((word) =>
      readElement(run, word.text, expandWord(run, word, cell)),
    );
    const all = append ? [...(before?.list ?? [before?.text ?? UNKNOWN]), ...list] : list;
    return setJudged(run, cell, name, { text: all[0] ?? '', list: all, exported: isExported });
  }
  const text = expandText(run, value, cell, true);
  if (index !== undefined) {
    const at = runSubscript(run, index, cell);
    const list = [...(before?.list ?? [])];
    const place = Number(at);
    const known = /^\d+$/.test(at) && place <= list.length;
    if (known) list[place] = text;
    setJudged(run, cell, name, {
      text: known ? (list[0] ?? text) : UNKNOWN,
      ...(known ? { list } : {}),
      exported: isExported,
    });
    return;
  }
  const whole = append ? (before?.text ?? UNKNOWN) + text : text;
  setJudged(run, cell, name, { text: whole, exported: isExported });
}

/** `([key]=value)`: which element it is does not matter. */
function readElement(run: Run, source: string, fields: readonly string[]): readonly string[] {
  if (!source.startsWith('[')) return fields;
  if (/[$`]/.test(source.slice(0, source.indexOf(']') + 1))) addObscurity(run, 'code_unknown');
  return [UNKNOWN];
}

function setJudged(run: Run, cell: Cell, name: string, value: Value): void {
  judge(run, cell.state, name, value.text);
  const { variables } = cell.state;
  if (variables.size >= LIMITS.variables && !variables.has(name)) {
    addObscurity(run, 'budget_spent');
    return;
  }
  cell.state = setVariable(cell.state, name, value);
}

/** `NAME=value` as a word of `export`, `env`, `declare`; false: it is none. */
export function assignText(run: Run, cell: Cell, field: string, exported: boolean): boolean {
  const found = /^([A-Za-z_]\w*)(\+?)=/.exec(field);
  if (found === null) return false;
  const [all, name = '', plus] = found;
  const before = findValue(cell.state, name);
  const rest = field.slice(all.length);
  const text = plus ? (before?.text ?? UNKNOWN) + rest : rest;
  setJudged(run, cell, name, { text, exported: exported || (before?.exported ?? false) });
  return true;
}

/** A variable whose value comes from outside of the text. */
export function setUnknown(run: Run, cell: Cell, name: string, token = false): void {
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    // `read 'a[$(…)]'` runs what stands in the subscript.
    if (isOpaque(name) || /[[$`]/.test(name)) addObscurity(run, 'code_unknown');
    return;
  }
  setJudged(run, cell, name, {
    text: token ? STAR : UNKNOWN,
    exported: cell.state.variables.get(name)?.exported ?? false,
  });
}
