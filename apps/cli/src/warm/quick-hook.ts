import { isAbsolute } from 'node:path';
import { MAX_HOOK_BYTES } from '@gait/harness';
import { readHookArguments } from '../hook/hook-arguments.ts';
import { readHookInput } from '../hook/read-hook-input.ts';
import { writeAll } from '../standard-io.ts';
import { VERSION } from '../version.ts';
import { openWarmLine } from './ask-warm-gate.ts';
import { warmPlace } from './warm-place.ts';

/** A tool that has not written its message by then is for the other way, which has a deadline. */
const READ_WITHIN_MS = 1000;

/** What the quick way came to: the exit status, or what was read for the other way. */
export type QuickHook =
  | { readonly exit: number }
  | { readonly exit: undefined; readonly input: Promise<Uint8Array> | undefined };

/**
 * The quick way of a hook: hands the message to the warm gate of this user and prints its answer.
 * Loads nothing of the gate. Whatever is unusual takes the other way.
 *
 * @param words what follows `hook`
 */
export async function askQuickly(words: readonly string[]): Promise<QuickHook> {
  const { env, platform, execPath: executable } = process;
  const home = env['HOME'] ?? '';
  const place = warmPlace({ env, home, platform, executable, version: VERSION });
  const { harness, project } = readHookArguments(words);
  const at = project === '' ? process.cwd() : project;
  if (place === undefined || process.execArgv.length > 0 || !isAbsolute(at)) {
    return { exit: undefined, input: undefined };
  }
  const line = openWarmLine(place);
  if (line === undefined) return { exit: undefined, input: undefined };
  const input = readHookInput(MAX_HOOK_BYTES);
  const bytes = await within(input, READ_WITHIN_MS);
  const message = bytes === undefined ? undefined : decode(bytes);
  if (message === undefined) return { exit: undefined, input };
  const parent = process.ppid;
  const askedAt = performance.timeOrigin;
  const answer = await line.ask({ harness, project: at, parent, askedAt, home, env, message });
  if (answer === undefined) return { exit: undefined, input };
  if (answer.stdout !== '') writeAll(1, answer.stdout);
  if (answer.stderr !== '') writeAll(2, answer.stderr);
  return { exit: answer.exitCode };
}

async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The text whose UTF-8 these bytes are; undefined where there is none. */
function decode(bytes: Uint8Array): string | undefined {
  if (bytes.length > MAX_HOOK_BYTES) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
