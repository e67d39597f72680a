import { isCodedError, type JsonObject } from '@gait/canon';
import { inspectRunpack, readRunpack, type InspectedCall, type Runpack } from '@gait/evidence';
import {
  argsDigest,
  decodeIntent,
  EMPTY_HISTORY,
  normalizeIntent,
  prepareIntent,
  replayCall,
  type ComparedSessions,
  type Intent,
  type PrepareOptions,
  type Profile,
  type ReplayedCall,
  type SessionHistory,
} from '@gait/gate';
import { OUTCOME_TOOL } from '@gait/local';
import type { Context } from '../context.ts';
import { splitList } from '../list-flag.ts';
import { withRun } from '../open-run.ts';
import { readDecisions } from '../trace/read-decisions.ts';

/** A call that was decided or made, as far as its record says. */
export interface RecordedCall {
  /** The trace, `journal:line`, or `run#call`. */
  readonly place: string;
  readonly tool: string;
  /** What was decided then; empty when the record does not say. */
  readonly verdict: string;
  /** Rules that decided then; empty when the record does not say. */
  readonly rules: readonly string[];
  /** The policy that decided; empty when the record does not say. */
  readonly policyDigest: string;
  /** The whole intent, where one of the given intents is the recorded call. */
  readonly intent: Intent | undefined;
  /** Why it cannot be asked about again; undefined when it can. */
  readonly missing: string | undefined;
  /** Only the tool and its arguments are known: no targets, and an assumed context. */
  readonly byTool: boolean;
  /** What the run did before; undefined for a trace by itself. */
  readonly sessions?: ComparedSessions;
}

/** Intents by what records keep of them. */
export interface KnownIntents {
  readonly byIntentDigest: ReadonlyMap<string, Intent>;
  /** By tool and digest of arguments: what a runpack keeps. */
  readonly byCall: ReadonlyMap<string, Intent>;
}

/** What each of two policies says that tools do. */
export type ComparedClasses = Readonly<Record<keyof ComparedSessions, Classes>>;
type Classes = ReadonlyMap<string, string> | undefined;

/**
 * Files the given intents under the digests that they have without a policy, and under each of
 * two. Intents that cannot be normalised are left out.
 */
export function knowIntents(
  intents: readonly Intent[],
  profile: Profile,
  { baseline, candidate }: ComparedClasses,
): KnownIntents {
  const byIntentDigest = new Map<string, Intent>();
  const byCall = new Map<string, Intent>();
  for (const intent of intents) {
    try {
      const normal = normalizeIntent(intent, { profile });
      for (const policyClasses of new Set([undefined, baseline, candidate])) {
        const options = { profile, policyClasses };
        byIntentDigest.set(normalizeIntent(intent, options).intent_digest, intent);
        // A decision removes claims of context before it digests.
        byIntentDigest.set(prepareIntent(intent, options).intentDigest, intent);
      }
      byCall.set(`${normal.tool_name}\n${argsDigest(normal)}`, intent);
    } catch (error) {
      if (!isCodedError(error)) throw error;
    }
  }
  return { byIntentDigest, byCall };
}

/** The decisions of traces, journals and folders of them. Errors: those of `readDecisions`. */
export function* callsOfTraces(
  context: Context,
  list: string,
  known: KnownIntents,
): Generator<RecordedCall> {
  for (const path of splitList(list)) {
    for (const { place, trace, document } of readDecisions(context, path)) {
      const intent = known.byIntentDigest.get(trace.intent_digest);
      yield {
        place,
        tool: trace.tool_name,
        verdict: trace.verdict,
        rules: document?.matched_rules ?? trace.matched_rule_ids ?? [],
        policyDigest: trace.policy_digest,
        intent,
        missing:
          intent === undefined
            ? `a trace keeps digests only, and no given intent has ${trace.intent_digest.slice(0, 12)}…`
            : undefined,
        byTool: false,
      };
    }
  }
}

/** Who asked, where and at what risk, for calls of runs, which keep none of it. */
export const UNKNOWN_CONTEXT: JsonObject = {
  identity: 'unknown',
  workspace: 'unknown',
  risk_class: 'unknown',
};

/** The calls of runpacks. Errors: those of `withRun` and `readRunpack`. */
export async function callsOfRuns(
  context: Context,
  list: string,
  known: KnownIntents,
  options: {
    readonly assumed: JsonObject;
    readonly profile: Profile;
    readonly classes: ComparedClasses;
  },
): Promise<readonly RecordedCall[]> {
  const { assumed, profile, classes } = options;
  const calls: RecordedCall[] = [];
  for (const name of splitList(list)) {
    await withRun(context, name, ({ source, shown }) => {
      let sessions: ComparedSessions = { baseline: EMPTY_HISTORY, candidate: EMPTY_HISTORY };
      const runpack = readRunpack(source);
      const decided = isCheckpoint(runpack);
      for (const entry of inspectRunpack(runpack).entries) {
        const { index, tool_name, args_digest, outcome } = entry;
        // The checkpoint of a session tells what came of calls, too, and not as calls.
        if (tool_name === OUTCOME_TOOL) continue;
        const given =
          known.byCall.get(`${tool_name.trim().toLowerCase()}\n${args_digest}`) ??
          known.byIntentDigest.get(args_digest);
        calls.push({
          place: `${shown}#${index}`,
          tool: tool_name,
          verdict: outcome?.verdict ?? '',
          rules: [],
          policyDigest: '',
          sessions,
          ...(given === undefined
            ? byToolAlone({
                tool_name,
                args: runpack.intents[index - 1]?.args ?? {},
                context: assumed,
              })
            : { intent: given, missing: undefined, byTool: false }),
        });
        const replay = (by: keyof ComparedSessions): SessionHistory => {
          const policyClasses = classes[by];
          const call = replayed(entry, given, decided, { profile, policyClasses });
          return replayCall(sessions[by], call, profile, policyClasses);
        };
        sessions = { baseline: replay('baseline'), candidate: replay('candidate') };
      }
    });
  }
  return calls;
}

function byToolAlone(json: JsonObject): Pick<RecordedCall, 'intent' | 'missing' | 'byTool'> {
  try {
    const intent = decodeIntent(json);
    normalizeIntent(intent, { profile: 'standard' });
    return { intent, missing: undefined, byTool: true };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { intent: undefined, missing: error.message, byTool: false };
  }
}

/** A checkpoint of a session: its statuses say what was decided, not what came of it. */
function isCheckpoint({ run }: Runpack): boolean {
  return (run.timeline ?? []).some(({ event }) => event === 'session_checkpoint_emitted');
}

function replayed(
  { index, tool_name: tool, intent_id: id, args_digest: digest, outcome }: InspectedCall,
  intent: Intent | undefined,
  decided: boolean,
  options: PrepareOptions,
): ReplayedCall {
  const status = outcome?.status ?? '';
  return {
    sequence: index,
    tool,
    prepared: intent === undefined ? undefined : prepareIntent(intent, options),
    verdict: outcome?.verdict || (decided ? (status === 'ok' ? 'allow' : 'block') : ''),
    status,
    refs: [id, digest],
    resultDigest: outcome?.result_digest ?? '',
  };
}
