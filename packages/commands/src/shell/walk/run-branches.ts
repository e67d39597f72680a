import type { ArithmeticFor, Case, For, If, Select, While, Word } from 'unbash';
import { judge } from '../environment/judge.ts';
import type { Io } from '../input.ts';
import { LIMITS } from '../limits.ts';
import { isOpaque, UNKNOWN } from '../marks.ts';
import type { Run } from '../run.ts';
import {
  LOST_FOLDER,
  mergeAll,
  sameStates,
  setText,
  stateAfter,
  type Jump,
  type Outcome,
  type State,
  type Value,
} from '../state.ts';
import { expandText, expandWord, type Cell } from '../words/expand-word.ts';
import { matchesPattern } from '../words/match-pattern.ts';
import { runArithmetic } from './run-arithmetic.ts';
import { runStatements } from './run-list.ts';
import { settleLoop } from './settle-loop.ts';

export function runIf(run: Run, node: If, state: State, io: Io): Outcome {
  const ends: Outcome[] = [];
  const jumps: Jump[] = [];
  let current: State | undefined = state;
  for (const { clause, then } of [node, ...node.elif]) {
    const entry: State = current ?? state;
    const test = runStatements(run, clause.commands, entry, { ...io, asked: true });
    jumps.push(...test.jumps);
    const yes = test.ok ?? entry;
    ends.push(runStatements(run, then.commands, { ...yes, perhaps: true }, io));
    current = test.fail;
  }
  const otherwise = { ...(current ?? state), perhaps: true };
  if (node.else !== undefined) ends.push(runStatements(run, node.else.commands, otherwise, io));
  else ends.push({ ok: otherwise, fail: undefined, jumps: [], out: '' });
  return joinEnds(state, ends, jumps);
}

/** One of several things happened. */
function joinEnds(state: State, ends: readonly Outcome[], jumps: readonly Jump[]): Outcome {
  const settle = (end: State | undefined): State | undefined =>
    end && { ...end, perhaps: state.perhaps };
  const [first, ...others] = ends;
  const same = others.every(({ out }) => out === first?.out);
  return {
    ok: settle(mergeAll(ends.map(({ ok }) => ok))),
    fail: settle(mergeAll(ends.map(({ fail }) => fail))),
    jumps: [...jumps, ...ends.flatMap((end) => end.jumps)],
    out: same ? first?.out : undefined,
  };
}

/** Nothing that a loop changes is known any more. */
function loseChanged(start: State): (state: State) => State {
  return (state) => {
    const variables = new Map<string, Value>();
    for (const [name, value] of state.variables) {
      const kept = start.variables.get(name)?.text === value.text && value.list === undefined;
      variables.set(name, kept ? value : { text: UNKNOWN, exported: value.exported });
    }
    const still = state.folders.join('\n') === start.folders.join('\n');
    return {
      ...state,
      variables,
      words: undefined,
      folders: still ? state.folders : [LOST_FOLDER],
    };
  };
}

function finishLoop(start: State, state: State, outcomes: readonly Outcome[]): Outcome {
  const jumps = outcomes.flatMap((outcome) => outcome.jumps);
  const breaks = jumps.filter(({ kind }) => kind === 'break').map((jump) => jump.state);
  const end = mergeAll([state, ...breaks, ...outcomes.map(stateAfter)]) ?? state;
  const settled = { ...end, perhaps: start.perhaps };
  return {
    ok: settled,
    fail: settled,
    jumps: jumps.filter(({ kind }) => kind !== 'break'),
    out: outcomes.every(({ out }) => out === '') ? '' : undefined,
  };
}

export function runFor(run: Run, node: For, state: State, io: Io): Outcome {
  const cell: Cell = { state };
  const elements = listElements(run, node.wordlist, cell);
  // `for PATH in …`
  for (const element of elements.slice(0, 20)) judge(run, state, node.name.value, element);
  const round = (from: State, text: string): Outcome =>
    runStatements(run, node.body.commands, setText(from, node.name.value, text), io);
  const known = elements.every((element) => element !== UNKNOWN) && elements.length <= LIMITS.loop;
  if (!known) {
    const all =
      elements.length > LIMITS.loop ? [...new Set(elements.slice(0, 4)), UNKNOWN] : elements;
    let from = cell.state;
    const outcomes: Outcome[] = [];
    for (const element of all) {
      const settled = settleLoop(
        run,
        from,
        (each) => round(each, element),
        sameStates,
        loseChanged(from),
      );
      outcomes.push(...settled.outcomes);
      from = settled.state;
    }
    return finishLoop(state, from, outcomes);
  }
  let current = cell.state;
  const outcomes: Outcome[] = [];
  const perhaps = elements.some(isOpaque);
  for (const element of elements) {
    const outcome = round(perhaps ? { ...current, perhaps: true } : current, element);
    outcomes.push(outcome);
    const breaks = outcome.jumps.filter(({ kind }) => kind === 'break').map((jump) => jump.state);
    current = mergeAll([stateAfter(outcome), ...breaks]) ?? current;
  }
  const out = elements.length === 1 ? outcomes[0]?.out : joinKnown(outcomes);
  const jumps = outcomes.flatMap((outcome) => outcome.jumps).filter(({ kind }) => kind !== 'break');
  const settled = { ...current, perhaps: state.perhaps };
  return { ok: settled, fail: settled, jumps, out };
}

function joinKnown(outcomes: readonly Outcome[]): string | undefined {
  const texts = outcomes.map(({ out }) => out);
  return texts.includes(undefined) ? undefined : texts.join('');
}

function listElements(run: Run, list: readonly Word[] | undefined, cell: Cell): readonly string[] {
  if (list === undefined) return cell.state.words ?? [UNKNOWN];
  return list.flatMap((word) => expandWord(run, word, cell));
}

export function runArithmeticFor(run: Run, node: ArithmeticFor, state: State, io: Io): Outcome {
  const cell: Cell = { state };
  for (const part of [node.initialize, node.test, node.update]) {
    if (part !== undefined) runArithmetic(run, part, cell, `${sourceOf(part)}++`);
  }
  const round = (from: State): Outcome => runStatements(run, node.body.commands, from, io);
  const settled = settleLoop(run, cell.state, round, sameStates, loseChanged(cell.state));
  return finishLoop(state, settled.state, settled.outcomes);
}

/** The names in an expression, for which alone its text is needed. */
function sourceOf(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) =>
    key === 'type' || key === 'script' ? undefined : inner,
  ).replaceAll(/"(?:pos|end|operator|left|right|operand|prefix|value|text|expression)":/g, ' ');
}

export function runSelect(run: Run, node: Select, state: State, io: Io): Outcome {
  const cell: Cell = { state };
  const elements = listElements(run, node.wordlist, cell);
  for (const element of elements.slice(0, 20)) judge(run, state, node.name.value, element);
  const outcomes = elements
    .slice(0, LIMITS.loop)
    .map((element) =>
      runStatements(
        run,
        node.body.commands,
        { ...setText(cell.state, node.name.value, element), perhaps: true },
        io,
      ),
    );
  if (elements.length > LIMITS.loop) {
    outcomes.push(
      runStatements(run, node.body.commands, setText(cell.state, node.name.value, UNKNOWN), io),
    );
  }
  return finishLoop(state, setText(cell.state, 'REPLY', UNKNOWN), outcomes);
}

export function runWhile(run: Run, node: While, state: State, io: Io): Outcome {
  const round = (from: State): Outcome => {
    const test = runStatements(run, node.clause.commands, from, { ...io, asked: true });
    const entry = (node.kind === 'while' ? test.ok : test.fail) ?? stateAfter(test) ?? from;
    const body = runStatements(run, node.body.commands, entry, io);
    return { ...body, jumps: [...test.jumps, ...body.jumps] };
  };
  const settled = settleLoop(run, state, round, sameStates, loseChanged(state));
  const last = runStatements(run, node.clause.commands, settled.state, { ...io, asked: true });
  return finishLoop(
    state,
    mergeAll([settled.state, stateAfter(last)]) ?? settled.state,
    settled.outcomes,
  );
}

export function runCase(run: Run, node: Case, state: State, io: Io): Outcome {
  const cell: Cell = { state };
  const subject = expandText(run, node.word, cell);
  const ends: Outcome[] = [];
  let falls: State | undefined;
  let decided = false;
  for (const { pattern, body, terminator } of node.items) {
    const matches = pattern.map((word) => matchesPattern(subject, expandText(run, word, cell)));
    const may = matches.some((match) => match !== false);
    if ((!may || decided) && falls === undefined) continue;
    const entry = mergeAll([decided || !may ? undefined : cell.state, falls]) ?? cell.state;
    const end = runStatements(run, body.commands, { ...entry, perhaps: true }, io);
    ends.push(end);
    falls = terminator === ';&' ? (stateAfter(end) ?? entry) : undefined;
    if (terminator === ';;' || terminator === undefined) decided ||= matches.includes(true);
  }
  if (!decided)
    ends.push({ ok: { ...cell.state, perhaps: true }, fail: undefined, jumps: [], out: '' });
  return joinEnds(state, ends, []);
}
