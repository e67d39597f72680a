import type { ParameterExpansionPart, ParameterOperation } from 'unbash';
import { isKnown, isOpaque, STAR, UNKNOWN } from '../marks.ts';
import { judge } from '../environment/judge.ts';
import { addObscurity, type Run } from '../run.ts';
import { setText } from '../state.ts';
import { runSubscript } from '../walk/run-arithmetic.ts';
import { expandText } from '../walk.ts';
import type { Cell } from './expand-word.ts';
import { findValue, lookUp } from './look-up.ts';
import { removeMatch, replaceMatch } from './match-pattern.ts';

/** The value of `${…}`; several for `${a[@]}`. Runs the substitutions in its operands. */
export function expandParameter(
  run: Run,
  part: ParameterExpansionPart,
  cell: Cell,
  quoted: boolean,
): string | readonly string[] {
  const { parameter, prefix, index, operation } = part;
  if (prefix === '#') {
    if (index !== undefined) runSubscript(run, index, cell);
    return STAR;
  }
  if (prefix === '!') {
    const name = findValue(cell.state, parameter)?.text ?? UNKNOWN;
    if (operation !== undefined) applyOperation(run, operation, UNKNOWN, parameter, cell, false);
    if (operation?.type === 'Names') return UNKNOWN;
    return isKnown(name) && /^\w+$/.test(name) ? lookUp(cell.state, name, quoted) : UNKNOWN;
  }
  const value =
    index === undefined ? lookUp(cell.state, parameter, quoted) : lookUpElement(run, part, cell);
  if (operation === undefined) return value;
  const unset = isUnset(cell, parameter);
  if (typeof value !== 'string') {
    return value.map((text) => applyOperation(run, operation, text, parameter, cell, unset));
  }
  return applyOperation(run, operation, value, parameter, cell, unset);
}

function lookUpElement(
  run: Run,
  part: ParameterExpansionPart,
  cell: Cell,
): string | readonly string[] {
  const { parameter, index } = part;
  if (index === undefined) return UNKNOWN;
  const value = findValue(cell.state, parameter);
  if (index.text === '@' || index.text === '*') {
    if (value === undefined) return UNKNOWN;
    return value.list ?? (value.unset ? [] : [value.text]);
  }
  const at = runSubscript(run, index, cell);
  if (value?.list === undefined || !/^\d+$/.test(at)) return UNKNOWN;
  return value.list[Number(at)] ?? '';
}

function isUnset(cell: Cell, parameter: string): boolean {
  if (/^[1-9]\d*$/.test(parameter)) {
    return cell.state.words !== undefined && cell.state.words.length < Number(parameter);
  }
  return cell.state.variables.get(parameter)?.unset === true;
}

function applyOperation(
  run: Run,
  operation: ParameterOperation,
  value: string,
  parameter: string,
  cell: Cell,
  unset: boolean,
): string {
  switch (operation.type) {
    case 'Default':
      return applyDefault(run, operation, value, parameter, cell, unset);
    case 'Remove': {
      const pattern = expandText(run, operation.operand, cell);
      return removeMatch(value, pattern, operation.operator);
    }
    case 'Replace': {
      const pattern = expandText(run, operation.pattern, cell);
      const replacement = expandText(run, operation.replacement, cell);
      return replaceMatch(value, pattern, replacement, operation.operator);
    }
    case 'Slice': {
      const from = runSubscript(run, operation.offset, cell).trim();
      const length = operation.length && runSubscript(run, operation.length, cell).trim();
      return slice(value, from, length);
    }
    case 'CaseModification':
      if (operation.operand !== undefined) expandText(run, operation.operand, cell);
      return changeCase(value, operation.operator, operation.operand !== undefined);
    case 'Transform':
      // `${x@P}` runs the substitutions in the value.
      if (/P/.test(operation.operand.text)) addObscurity(run, 'code_unknown');
      return UNKNOWN;
    default:
      return UNKNOWN;
  }
}

function applyDefault(
  run: Run,
  operation: Extract<ParameterOperation, { type: 'Default' }>,
  value: string,
  parameter: string,
  cell: Cell,
  unset: boolean,
): string {
  const { operator } = operation;
  const certain = unset || (value !== UNKNOWN && isKnownText(value));
  const missing = unset || (operator.startsWith(':') && value === '');
  if (certain && !missing && !operator.endsWith('+')) return value;
  const operand = expandText(run, operation.operand, cell);
  if (operator.endsWith('+'))
    return certain ? (missing ? '' : operand) : operand === '' ? '' : UNKNOWN;
  if (operator.endsWith('=')) {
    judge(run, cell.state, parameter, operand);
    cell.state = setText(cell.state, parameter, certain ? operand : UNKNOWN);
  }
  if (operator.endsWith('?')) return certain ? '' : value;
  return certain ? operand : UNKNOWN;
}

function isKnownText(value: string): boolean {
  // Any letter that is certain makes the value one that is not empty.
  return isKnown(value) || value.replaceAll(UNKNOWN, '') !== '';
}

function slice(value: string, from: string, length: string | undefined): string {
  if (!isKnown(value) || !/^-?\d+$/.test(from)) return UNKNOWN;
  if (length !== undefined && !/^-?\d+$/.test(length)) return UNKNOWN;
  const letters = Array.from(value);
  const start = Number(from) < 0 ? letters.length + Number(from) : Number(from);
  if (length === undefined) return letters.slice(Math.max(start, 0)).join('');
  const end = Number(length) < 0 ? letters.length + Number(length) : start + Number(length);
  return letters.slice(Math.max(start, 0), Math.max(end, 0)).join('');
}

function changeCase(value: string, operator: '^' | '^^' | ',' | ',,', chosen: boolean): string {
  if (isOpaque(value) || chosen) return UNKNOWN;
  const change = (text: string): string =>
    operator.startsWith('^') ? text.toUpperCase() : text.toLowerCase();
  return operator.length === 2 ? change(value) : change(value.slice(0, 1)) + value.slice(1);
}
