import { findHookRow, MAX_HOOK_BYTES, writeHookAnswer, type HookAnswer } from '@gait/harness';
import type { Context } from '../context.ts';
import { answerMessage } from './answer-message.ts';
import { readHookArguments } from './hook-arguments.ts';
import { movedHome } from './moved-home.ts';
import { readHookInput } from './read-hook-input.ts';

/** The exit status by which most tools hold a call back that nothing else was said about. */
const BLOCKED = 2;

/**
 * `gait hook`: reads one message of a coding tool, answers in the tool's own words, and denies
 * whatever it cannot decide in time. It is started for every call, so it loads no more than it
 * needs.
 *
 * @param words what follows `hook`
 * @param input what the tool writes, when it is read already
 * @returns the exit status that the tool understands
 */
export async function runHook(
  context: Context,
  words: readonly string[],
  input: Promise<Uint8Array> = readHookInput(MAX_HOOK_BYTES),
): Promise<number> {
  const given = readHookArguments(words);
  const row = findHookRow(given.harness);
  if (row === undefined) {
    const { unknownHarness } = await import('../hooks/unknown-harness.ts');
    const { message, hint } = unknownHarness(given.harness);
    context.warn(`gait: ${message}${hint === undefined ? '' : `. ${hint}`}`);
    return BLOCKED;
  }
  const say = (answer: HookAnswer): number => {
    if (answer.stdout !== '') context.io.out(answer.stdout);
    if (answer.stderr !== '') context.io.err(answer.stderr);
    return answer.exitCode;
  };
  const deny = (reason: string): number =>
    say(writeHookAnswer(row.id, undefined, { verdict: 'deny', reason }));
  if (process.execArgv.length > 0) {
    return deny('options of the runtime were given to the gate (hook_environment)');
  }
  const moved = movedHome(given, context);
  if (moved !== undefined) return deny(moved);
  // Installed hooks name it: a call's folder never chooses a project there.
  const project = given.project === '' ? context.cwd : context.resolve(given.project);
  const call = { row, project, bytes: input, started: 0 };
  const { answer, isDecided } = await answerMessage(context, call);
  const exit = say(answer);
  if (isDecided) {
    // The next call finds a gate that has everything loaded.
    const { startWarmGate } = await import('../warm/start-warm-gate.ts');
    startWarmGate(context);
  }
  return exit;
}
