import { CodedError, sha256Hex, sortUtf8, toLower, trimSpace } from '@gait/canon';
import { isReferenceMode } from './capture-mode.ts';
import type { Intent, Result, Runpack } from './runpack-records.ts';

/** One call of a replay, in the words of the output; empty text is left out there. */
export interface ReplayStep {
  readonly intent_id: string;
  readonly tool_name: string;
  readonly status: string;
  /** Where the answer came from. */
  readonly execution: 'recorded' | 'stubbed' | 'missing' | 'executed';
  readonly stub_type?: StubType;
  readonly result_digest?: string;
}

/** The kind of tool a name suggests. */
export type StubType = 'http' | 'file' | 'db' | 'queue';

/** What replaying a run showed. */
export interface Replay {
  readonly runId: string;
  readonly mode: 'stub' | 'real';
  readonly steps: readonly ReplayStep[];
  /** Intents without a result that no stub could answer, sorted. */
  readonly missingResults: readonly string[];
}

/** What running a tool for real answered. */
export interface ToolAnswer {
  readonly status: 'ok' | 'error';
  readonly resultDigest: string;
}

/** The way to real effects; nothing in this package has any. */
export interface RealTools {
  /** Names that may run, trimmed and in lower case. */
  readonly allowed: ReadonlySet<string>;
  run(intent: Intent): Promise<ToolAnswer>;
}

/**
 * Replays a run without touching the world: recorded results are repeated, missing ones
 * stubbed by the kind of tool (gait-formats §2.9). Errors: `replay_duplicate_id`.
 */
export function replayRunpack(runpack: Runpack): Replay {
  const results = indexRecords(runpack);
  const steps = runpack.intents.map((intent) => replayIntent(intent, results, runpack.run.run_id));
  return finish(runpack, 'stub', steps);
}

/**
 * Replays a run with allowed tools run for real, one after the other; everything else is
 * replayed as a stub. Errors: `replay_needs_raw` (the arguments were not kept),
 * `replay_duplicate_id`, and what `tools.run` throws.
 */
export async function replayWithTools(runpack: Runpack, tools: RealTools): Promise<Replay> {
  if (isReferenceMode(runpack.manifest.capture_mode)) {
    throw new CodedError(
      'replay_needs_raw',
      'the run was captured by reference: its arguments were not kept',
      {
        hint: 'record it with --capture-mode raw',
      },
    );
  }
  const results = indexRecords(runpack);
  const steps: ReplayStep[] = [];
  for (const intent of runpack.intents) {
    if (!tools.allowed.has(toLower(trimSpace(intent.tool_name)))) {
      steps.push(replayIntent(intent, results, runpack.run.run_id));
      continue;
    }
    // One at a time: the recorded order is what is being replayed.
    const { status, resultDigest } = await tools.run(intent);
    steps.push({ ...named(intent), status, execution: 'executed', result_digest: resultDigest });
  }
  return finish(runpack, 'real', steps);
}

function indexRecords({ intents, results }: Runpack): ReadonlyMap<string, Result> {
  refuseRepeated(intents, 'intent_id');
  refuseRepeated(results, 'result for intent_id');
  return new Map(results.map((result) => [result.intent_id, result]));
}

function refuseRepeated(records: readonly { readonly intent_id: string }[], what: string): void {
  const seen = new Set<string>();
  for (const { intent_id } of records) {
    if (seen.has(intent_id)) {
      throw new CodedError('replay_duplicate_id', `duplicate ${what}: ${intent_id}`, {
        hint: 'give every call of the run its own intent_id',
      });
    }
    seen.add(intent_id);
  }
}

function replayIntent(
  intent: Intent,
  results: ReadonlyMap<string, Result>,
  runId: string,
): ReplayStep {
  const recorded = results.get(intent.intent_id);
  if (recorded !== undefined) {
    const { status, result_digest } = recorded;
    return { ...named(intent), status, execution: 'recorded', result_digest };
  }
  const stub = stubType(intent.tool_name);
  if (stub === undefined)
    return { ...named(intent), status: 'missing_result', execution: 'missing' };
  return {
    ...named(intent),
    status: 'stubbed',
    execution: 'stubbed',
    stub_type: stub,
    result_digest: stubDigest(runId, intent, stub),
  };
}

function named({ intent_id, tool_name }: Intent): Pick<ReplayStep, 'intent_id' | 'tool_name'> {
  return { intent_id, tool_name };
}

/** Tried in this order: `file_query` is a file, `http.fs` an address. */
const STUBS: readonly (readonly [StubType, readonly string[]])[] = [
  ['http', ['http', 'fetch', 'url']],
  ['file', ['file', 'path', 'fs', 'write']],
  ['db', ['db', 'sql', 'query', 'table']],
  ['queue', ['queue', 'topic', 'publish', 'kafka']],
];

function stubType(toolName: string): StubType | undefined {
  const name = toLower(trimSpace(toolName));
  return STUBS.find(([, parts]) => parts.some((part) => name.includes(part)))?.[0];
}

function stubDigest(runId: string, intent: Intent, stub: StubType): string {
  const tool = toLower(trimSpace(intent.tool_name));
  const args = toLower(trimSpace(intent.args_digest));
  return sha256Hex(`${runId}:${intent.intent_id}:${tool}:${args}:${stub}`);
}

function finish(runpack: Runpack, mode: Replay['mode'], steps: readonly ReplayStep[]): Replay {
  const missing = steps
    .filter(({ execution }) => execution === 'missing')
    .map(({ intent_id }) => intent_id);
  return { runId: runpack.run.run_id, mode, steps, missingResults: sortUtf8(missing) };
}
