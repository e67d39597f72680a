import { isAbsolute, join } from 'node:path';
import { decodeUtf8Loose, isJsonObject, type Json, type JsonObject } from '@gait/canon';
import { unifiedDiff } from '@gait/agents';
import type { WaitingCall } from '@gait/gate';
import { hideSecrets, isSurelyMissing, readWhole } from '@gait/local';
import type { Context } from '../context.ts';

/** A waiting call as a person reads it before answering: terminal and page show the same. */
export interface WaitingView {
  readonly id: string;
  readonly headline: string;
  /** Name and value, in the order in which they are read. */
  readonly facts: readonly (readonly [string, string])[];
  /** The exact action, line by line. Secrets of a known shape are blotted out. */
  readonly action: readonly string[];
  readonly effects: readonly string[];
  /** Unified diff of the file that the call writes; empty where it writes none. */
  readonly diff: readonly string[];
}

const LONGEST_FILE = 2 * 1024 * 1024;
const MOST_LINES = 400;

export function describeWaiting(context: Context, call: WaitingCall): WaitingView {
  const shown = (text: string): string => hideSecrets(text, context.env);
  const args = argsOf(call);
  return {
    id: call.request_id,
    headline: `${call.harness} asks to use ${call.tool}`,
    facts: [
      ['project', call.project],
      ['session', call.session_id],
      ['rule', (call.rules ?? []).join(', ') || 'none matched: the default'],
      ['why', (call.reason_codes ?? []).join(', ')],
      ['asked at', call.created_at],
      ['waits until', call.waits_until],
      ['digest', call.intent_digest],
      ...(call.redacted
        ? ([['secrets', 'taken out of what is shown; the call has them']] as const)
        : []),
    ],
    action: Object.entries(args).flatMap(([name, value]) => actionLines(name, value, shown)),
    effects: (call.effects ?? []).map(shown),
    diff: diffOf(call, args).map(shown).slice(0, MOST_LINES),
  };
}

function argsOf({ intent }: WaitingCall): JsonObject {
  const given = intent as Json;
  if (!isJsonObject(given)) return {};
  // Of a script each step has the arguments of the whole.
  const script = given['script'] ?? null;
  const steps = isJsonObject(script) ? script['steps'] : undefined;
  const [step] = Array.isArray(steps) ? (steps as readonly Json[]) : [];
  const of = step !== undefined && isJsonObject(step) ? step : given;
  const args = of['args'] ?? null;
  return isJsonObject(args) ? args : {};
}

function actionLines(name: string, value: Json | undefined, shown: (text: string) => string) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const lines = shown(text ?? '').split('\n');
  const [first = '', ...rest] = lines.slice(0, MOST_LINES);
  const more = lines.length > MOST_LINES ? [`… and ${lines.length - MOST_LINES} more lines`] : [];
  return [`${name}: ${first}`, ...rest.map((line) => `  ${line}`), ...more];
}

/** What a file tool would change, by the names that coding tools give their arguments. */
function diffOf(call: WaitingCall, args: JsonObject): readonly string[] {
  const path = textOf(args, ['file_path', 'path', 'filePath', 'absolute_path', 'notebook_path']);
  if (path === undefined) return [];
  const file = isAbsolute(path) ? path : join(call.project, path);
  const before = readBytes(file);
  const after = changed(decodeUtf8Loose(before ?? new Uint8Array()), args);
  if (after === undefined) return [];
  return unifiedDiff({ path, before, after: new TextEncoder().encode(after) });
}

function changed(before: string, args: JsonObject): string | undefined {
  const content = textOf(args, ['content', 'file_text', 'new_source']);
  if (content !== undefined) return content;
  const old = textOf(args, ['old_string', 'old_str', 'oldString']);
  const fresh = textOf(args, ['new_string', 'new_str', 'newString']);
  if (old === undefined || fresh === undefined || !before.includes(old)) return undefined;
  return before.replace(old, () => fresh);
}

function textOf(args: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = args[name];
    if (typeof value === 'string') return value;
  }
  return undefined;
}

function readBytes(file: string): Uint8Array | undefined {
  try {
    return isSurelyMissing(file) ? undefined : readWhole(file, { maxBytes: LONGEST_FILE });
  } catch {
    // What cannot be shown is shown as new: the action itself stands above.
    return undefined;
  }
}
