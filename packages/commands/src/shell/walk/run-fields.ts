import { BUILTINS } from '../builtins/table.ts';
import { OWN_PROGRAMS } from '../wrappers/table.ts';
import type { Io } from '../input.ts';
import { LIMITS } from '../limits.ts';
import { isKnown } from '../marks.ts';
import { addObscurity, takeStep, type Run } from '../run.ts';
import { finishWords, startWords } from '../run-words.ts';
import { endBoth, mergeAll, type Jump, type Outcome, type State } from '../state.ts';
import type { ShellCall } from './call.ts';
import { isKnownCopy } from './known-copy.ts';
import { runNode } from '../walk.ts';
import { EVERYWHERE, type Lookup } from './lookup.ts';
import { runExternal } from './run-external.ts';

/** Runs expanded words: a function, a builtin, or a program. */
export function runFields(
  run: Run,
  fields: readonly string[],
  state: State,
  io: Io,
  lookup: Lookup = EVERYWHERE,
): Outcome {
  const [first, ...args] = fields;
  if (first === undefined || first === '') return endBoth(state);
  if (!takeStep(run)) return endBoth(state, undefined);
  // `nice nice nice …` hands the same words on again and again.
  run.nestedText += fields.length;
  if (run.nestedText > LIMITS.nestedText) {
    addObscurity(run, 'budget_spent');
    return endBoth(state, undefined);
  }
  if (!isKnown(first)) {
    addObscurity(run, 'program_unknown');
    return endBoth(state, undefined);
  }
  const bodies = lookup.functions ? state.functions.get(first) : undefined;
  if (bodies !== undefined) return runFunction(run, bodies, args, state, io);
  const outer = startWords(run, fields, state);
  const outcome = startCall(makeCall(run, first, args, state, io), lookup);
  finishWords(run, outer);
  return outcome;
}

/** A command of the shell, a program that starts others, or any other. */
function startCall(call: ShellCall, lookup: Lookup): Outcome {
  const { run } = call;
  const first = call.path ?? call.name;
  const builtin = lookup.builtins && call.path === undefined ? BUILTINS[first] : undefined;
  if (builtin !== undefined) {
    const outcome = builtin(call);
    if (outcome !== undefined) return outcome;
  }
  run.nesting += 1;
  const own =
    run.nesting > LIMITS.nesting * 8 || !isKnownCopy(call.path)
      ? undefined
      : OWN_PROGRAMS(call.name)?.(call);
  const outcome = own ?? runExternal(call);
  run.nesting -= 1;
  return outcome;
}

function makeCall(
  run: Run,
  first: string,
  args: readonly string[],
  state: State,
  io: Io,
): ShellCall {
  const slash = first.lastIndexOf('/');
  const last = first.slice(slash + 1);
  const name = last.replace(/\.(?:exe|cmd|bat)$/i, '');
  return { run, name, path: slash < 0 ? undefined : first, args, state, io };
}

function runFunction(
  run: Run,
  bodies: Parameters<typeof runNode>[1] extends infer Node ? readonly Node[] : never,
  args: readonly string[],
  state: State,
  io: Io,
): Outcome {
  if (run.nesting > LIMITS.nesting * 4) {
    addObscurity(run, 'budget_spent');
    return endBoth(state, undefined);
  }
  const outcomes = bodies.map((body) => runNode(run, body, { ...state, words: args }, io));
  const jumps = outcomes.flatMap((outcome) => outcome.jumps);
  const returned = jumps.filter(({ kind }) => kind === 'return').map((jump) => jump.state);
  const leave = (end: State | undefined): State | undefined =>
    end && { ...end, words: state.words };
  const others: Jump[] = jumps.filter(({ kind }) => kind !== 'return');
  const [only] = outcomes;
  return {
    ok: leave(mergeAll([...outcomes.map(({ ok }) => ok), ...returned])),
    fail: leave(mergeAll([...outcomes.map(({ fail }) => fail), ...returned])),
    jumps: others,
    out: outcomes.length === 1 && returned.length === 0 ? only?.out : undefined,
  };
}
