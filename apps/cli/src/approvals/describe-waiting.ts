import { compactJson, type Json } from '@gait/canon';
import type { WaitingCall } from '@gait/gate';
import { hideSecrets, type WaitingState } from '@gait/local';
import type { Context } from '../context.ts';
import { askedWords } from './asked-words.ts';
import { callArguments } from './call-args.ts';
import { callDiff } from './call-diff.ts';
import { stateOf, stateSentence } from './state-words.ts';

/** A waiting call as a person reads it before answering: terminal and page show the same. */
export interface WaitingView {
  readonly id: string;
  readonly headline: string;
  /** The command, path or address in one line. */
  readonly asked: string;
  /** What of it the gate does not let through by itself; never empty. */
  readonly held: readonly string[];
  readonly state: WaitingState;
  /** Name and value, in the order in which they are read; times as RFC 3339. */
  readonly facts: readonly (readonly [string, string])[];
  /** The exact action, line by line. Secrets of a known shape are blotted out. */
  readonly action: readonly string[];
  readonly effects: readonly string[];
  /** Unified diff of the file that the call writes; empty where it writes none. */
  readonly diff: readonly string[];
}

/** Facts that are times. */
export const TIME_FACTS: ReadonlySet<string> = new Set(['asked at', 'waits until', 'waited until']);

export function describeWaiting(context: Context, call: WaitingCall): WaitingView {
  const shown = (text: string): string => hideSecrets(text, context.env);
  const { args, facts, isForeign } = callArguments(call);
  const diff = callDiff(call.project, args);
  const codes = (call.reason_codes ?? []).join(', ');
  const held = call.held ?? [];
  const state = stateOf(context, call);
  return {
    id: call.request_id,
    headline: `${call.harness} asks to use ${call.tool}`,
    asked: shown(askedWords(call.tool, args, isForeign)),
    held: (held.length > 0 ? held : [codes || 'the policy asks for a person']).map(shown),
    state,
    facts: [
      ...facts.map(([name, value]) => [name, shown(value)] as const),
      ['project', call.project],
      ['state', stateSentence(state)],
      ['rule', (call.rules ?? []).join(', ') || 'none matched: the default'],
      ['codes', codes],
      ['session', call.session_id],
      ['asked at', call.created_at],
      [state.kind === 'live' ? 'waits until' : 'waited until', call.waits_until],
      ['digest', call.intent_digest],
      ...(call.redacted
        ? ([['secrets', 'taken out of what is shown; the call has them']] as const)
        : []),
    ],
    action: Object.entries(args).flatMap(([name, value]) =>
      diff.shows.includes(name)
        ? [`${name}: all of it stands below`]
        : actionLines(name, value, shown),
    ),
    effects: (call.effects ?? []).map(shown),
    diff: diff.lines.map(shown),
  };
}

function actionLines(
  name: string,
  value: Json | undefined,
  shown: (text: string) => string,
): readonly string[] {
  const text = typeof value === 'string' ? value : compactJson(value ?? null);
  const [first = '', ...rest] = shown(text).split('\n');
  return [`${name}: ${first}`, ...rest.map((line) => `  ${line}`)];
}
