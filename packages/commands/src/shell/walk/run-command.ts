import type { Assignment, Command, CommandArgument } from 'unbash';
import { assign } from '../environment/assign.ts';
import type { Io } from '../input.ts';
import { LIMITS } from '../limits.ts';
import { UNKNOWN } from '../marks.ts';
import { addObscurity, type Run } from '../run.ts';
import { endBoth, type Outcome, type State, type Value } from '../state.ts';
import { expandText, expandWord, type Cell } from '../words/expand-word.ts';
import { DECLARES, runDeclaration } from '../builtins/declare.ts';
import { runFields } from '../walk.ts';
import { finishRedirects, runRedirects } from './run-redirects.ts';

/** Builtins behind which the assignments before them stay. */
const KEEP = [
  'eval',
  'exec',
  'export',
  'readonly',
  '.',
  'source',
  ':',
  'set',
  'shift',
  'trap',
  'unset',
];

/** Runs a simple command: expands its words, opens its files, carries out its assignments. */
export function runCommand(run: Run, node: Command, state: State, io: Io): Outcome {
  const cell: Cell = { state };
  const name = node.name === undefined ? [] : expandWord(run, node.name, cell);
  const [program] = name;
  const declares = program !== undefined && name.length === 1 && DECLARES.includes(program);
  const args = node.args.flatMap((word) => expandArgument(run, word, cell, declares));
  const fields = [...name, ...args];
  if (fields.length > LIMITS.fields) addObscurity(run, 'budget_spent');
  const redirects = runRedirects(run, node.redirects, cell, io.input);
  const before = cell.state;
  const assignments = node.prefix.filter((part): part is Assignment => part.type === 'Assignment');
  if (fields.length === 0) {
    for (const assignment of assignments) assign(run, assignment, cell);
    return finishRedirects(run, redirects, endBoth(cell.state));
  }
  for (const assignment of assignments) assign(run, assignment, cell, true);
  const inner: Io = { ...io, input: redirects.input };
  const outcome = declares
    ? runDeclaration(run, fields, node.args, cell.state)
    : runFields(run, fields.slice(0, LIMITS.fields), cell.state, inner);
  const restored = restore(outcome, assignments, before, KEEP.includes(program ?? ''));
  return finishRedirects(run, redirects, restored);
}

/** `declare a=(x)`, `export A=b`: the assignment is carried out by the builtin itself. */
function expandArgument(
  run: Run,
  word: CommandArgument,
  cell: Cell,
  declares: boolean,
): readonly string[] {
  if (word.type === 'Word') return expandWord(run, word, cell);
  if (word.value.type === 'ArrayValue') return [`${word.name}=${declares ? '' : UNKNOWN}`];
  if (declares) return [`${word.name}=`];
  return [`${word.name}${word.append ? '+' : ''}=${expandText(run, word.value, cell, true)}`];
}

/** Assignments before a command are gone behind it. */
function restore(
  outcome: Outcome,
  assignments: readonly Assignment[],
  before: State,
  kept: boolean,
): Outcome {
  if (assignments.length === 0) return outcome;
  const put = (state: State | undefined): State | undefined => {
    if (state === undefined) return undefined;
    const variables = new Map(state.variables);
    for (const { name } of assignments) {
      const old = before.variables.get(name);
      const unknown: Value = { text: UNKNOWN, exported: old?.exported ?? false };
      // Shells differ in whether these builtins keep them.
      if (kept) variables.set(name, unknown);
      else if (old === undefined) variables.delete(name);
      else variables.set(name, old);
    }
    return { ...state, variables };
  };
  return { ...outcome, ok: put(outcome.ok), fail: put(outcome.fail) };
}
