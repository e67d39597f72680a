import type { AndOr, CommandNode, Pipeline, PipelineNode, Statement } from 'unbash';
import { type Io, PIPE } from '../input.ts';
import { LIMITS } from '../limits.ts';
import { addObscurity, takeStep, type Run } from '../run.ts';
import {
  mergeAll,
  mergeStates,
  stateAfter,
  type Jump,
  type Outcome,
  type State,
} from '../state.ts';
import { runNode } from '../walk.ts';

/** Runs commands one after the other. */
export function runStatements(
  run: Run,
  statements: readonly Statement[],
  start: State,
  io: Io,
): Outcome {
  let state = start;
  let last: Outcome = { ok: start, fail: undefined, jumps: [], out: '' };
  const jumps: Jump[] = [];
  const outs: (string | undefined)[] = [];
  statements.forEach((statement, index) => {
    // Only a lone command is certain to find all of the input.
    const input = statements.length === 1 || io.input.kind === 'terminal' ? io.input : PIPE;
    const own: Io = { input, asked: io.asked };
    const outcome = runItem(run, statement.command, state, own);
    jumps.push(...outcome.jumps);
    outs.push(outcome.out);
    if (statement.background) {
      last = { ok: state, fail: undefined, jumps: [], out: undefined };
      return;
    }
    last = outcome;
    const stops = state.stopsOnError && !io.asked && outcome.ok !== undefined;
    if (stops && outcome.fail !== undefined) jumps.push({ kind: 'exit', state: outcome.fail });
    const isLast = index === statements.length - 1;
    // What stands behind an `exit` is read as if it could be reached: it costs nothing.
    const next = (stops && !isLast ? outcome.ok : stateAfter(outcome)) ?? state;
    state = jumps.length > 0 && !next.perhaps ? { ...next, perhaps: true } : next;
  });
  return { ok: last.ok, fail: last.fail, jumps, out: joinOutput(outs) };
}

export function joinOutput(outs: readonly (string | undefined)[]): string | undefined {
  if (outs.includes(undefined)) return undefined;
  const text = outs.join('');
  return text.length > LIMITS.value ? undefined : text;
}

function runItem(run: Run, node: PipelineNode | AndOr, state: State, io: Io): Outcome {
  if (node.type === 'AndOr') return runAndOr(run, node, state, io);
  return node.type === 'Pipeline'
    ? runPipeline(run, node, state, io)
    : runNode(run, node, state, io);
}

function runAndOr(run: Run, node: AndOr, state: State, io: Io): Outcome {
  const [first, ...rest] = node.commands;
  if (first === undefined) return { ok: state, fail: state, jumps: [], out: '' };
  let outcome = runItem(run, first, state, { ...io, asked: true });
  rest.forEach((command, index) => {
    const both = node.operators[index] === '&&';
    const entry = (both ? outcome.ok : outcome.fail) ?? outcome.ok ?? outcome.fail ?? state;
    const asked = io.asked || index < rest.length - 1;
    const right = runItem(run, command, { ...entry, perhaps: true }, { ...io, asked });
    const reached = (both ? outcome.ok : outcome.fail) !== undefined;
    const after = reached ? right : { ...right, ok: undefined, fail: undefined };
    const settle = (end: State | undefined): State | undefined =>
      end && { ...end, perhaps: state.perhaps };
    outcome = {
      ok: settle(both ? after.ok : mergeStates(outcome.ok, after.ok)),
      fail: settle(both ? mergeStates(outcome.fail, after.fail) : after.fail),
      jumps: [...outcome.jumps, ...right.jumps],
      // Whether the right side runs is not known; a chain of `&&` is taken to succeed.
      out: both
        ? joinOutput([outcome.out, right.out])
        : outcome.out === right.out
          ? outcome.out
          : undefined,
    };
  });
  return outcome;
}

/** Commands of a pipe run in shells of their own; in some shells the last one does not. */
function runPipeline(run: Run, node: Pipeline, state: State, io: Io): Outcome {
  const denies = node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1;
  const asked = io.asked || denies;
  const [only] = node.commands;
  if (node.commands.length === 1 && only !== undefined) {
    const outcome = runNode(run, only, state, { ...io, asked });
    return denies ? { ...outcome, ok: outcome.fail, fail: outcome.ok } : outcome;
  }
  let input = io.input;
  let outcome: Outcome = { ok: state, fail: state, jumps: [], out: '' };
  node.commands.forEach((command, index) => {
    outcome = runNode(run, command, state, { input, asked });
    const errors = node.operators[index] === '|&';
    const { out } = outcome;
    input = out === undefined || errors ? PIPE : { kind: 'text', text: out };
  });
  const end = mergeAll([state, outcome.ok, outcome.fail]);
  return { ok: end, fail: end, jumps: [], out: outcome.out };
}

/** Runs one command of a list; nothing when the budget is spent. */
export function runCounted(
  run: Run,
  node: CommandNode,
  state: State,
  io: Io,
  read: (run: Run, node: CommandNode, state: State, io: Io) => Outcome,
): Outcome {
  if (!takeStep(run) || run.nesting > LIMITS.nesting * 8) {
    addObscurity(run, 'budget_spent');
    return { ok: state, fail: state, jumps: [], out: undefined };
  }
  run.nesting += 1;
  const outcome = read(run, node, state, io);
  run.nesting -= 1;
  return outcome;
}
