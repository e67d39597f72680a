import { CodedError, isJsonObject, parseJson, type JsonObject } from '@gait/canon';
import {
  comparePolicies,
  type CallComparison,
  type CompiledPolicy,
  type Intent,
  type PolicyComparison,
  type Profile,
} from '@gait/gate';
import { readWhole } from '@gait/local';
import type { Context } from '../context.ts';
import { commandFacts } from '../gate/command-facts.ts';
import { loadIntent } from '../gate/load-intent.ts';
import { splitList } from '../list-flag.ts';
import { findFixtures } from './find-fixtures.ts';
import {
  callsOfRuns,
  callsOfTraces,
  knowIntents,
  UNKNOWN_CONTEXT,
  type ComparedClasses,
  type RecordedCall,
} from './recorded-calls.ts';

/** Lists of files and folders, as they were given; empty: none. */
export interface SimulationSources {
  readonly fixtures: string;
  readonly traces: string;
  readonly runs: string;
  /** File with the context of recorded calls that keep none. */
  readonly 'call-context': string;
}

/** A comparison, and for calls that were recorded what was decided then. */
export interface SimulatedCall extends CallComparison {
  readonly recorded: RecordedCall | undefined;
}

/** What a candidate would change. */
export interface Simulation {
  readonly comparison: PolicyComparison;
  readonly calls: readonly SimulatedCall[];
  /** Recorded calls that cannot be asked about again. */
  readonly unreplayable: readonly RecordedCall[];
  /** Traces or runs were named. */
  readonly fromRecords: boolean;
}

/**
 * Asks both policies about all intents, and about all recorded calls whose intent is among them.
 *
 * @throws CodedError those of `findFixtures`, `loadIntent`, `comparePolicies`, `readDecisions`
 */
export async function simulate(
  context: Context,
  policies: { readonly baseline: CompiledPolicy; readonly candidate: CompiledPolicy },
  sources: SimulationSources,
  profile: Profile,
): Promise<Simulation> {
  const fromRecords = splitList(`${sources.traces},${sources.runs}`).length > 0;
  const needsFixtures = !fromRecords || splitList(sources.fixtures).length > 0;
  const paths = needsFixtures ? findFixtures(context, sources.fixtures) : [];
  const given = paths.map((path) => ({ name: path, intent: loadIntent(context, path, profile) }));
  const recorded = await recordedCalls(
    context,
    given.map(({ intent }) => intent),
    sources,
    profile,
    {
      baseline: policies.baseline.toolClasses,
      candidate: policies.candidate.toolClasses,
    },
  );
  const replayed = recorded.flatMap((call) =>
    call.intent === undefined
      ? []
      : [{ name: call.place, intent: call.intent, sessions: call.sessions, recorded: call }],
  );
  const asked = [...given.map((call) => ({ ...call, recorded: undefined })), ...replayed];
  const comparison = comparePolicies(policies.baseline, policies.candidate, asked, {
    now: context.now(),
    profile,
    producerVersion: context.version,
    commandOf: await commandFacts(context, context.cwd, [policies.baseline, policies.candidate]),
  });
  return {
    comparison,
    calls: comparison.calls.map((call, at) => ({ ...call, recorded: asked[at]?.recorded })),
    unreplayable: recorded.filter(({ missing }) => missing !== undefined),
    fromRecords,
  };
}

async function recordedCalls(
  context: Context,
  intents: readonly Intent[],
  sources: SimulationSources,
  profile: Profile,
  classes: ComparedClasses,
): Promise<readonly RecordedCall[]> {
  if (splitList(`${sources.traces},${sources.runs}`).length === 0) return [];
  const known = knowIntents(intents, profile, classes);
  return [
    ...callsOfTraces(context, sources.traces, known),
    ...(await callsOfRuns(context, sources.runs, known, {
      assumed: assumedContext(context, sources),
      profile,
      classes,
    })),
  ];
}

function assumedContext(context: Context, sources: SimulationSources): JsonObject {
  const path = sources['call-context'].trim();
  if (path === '') return UNKNOWN_CONTEXT;
  const where = { file: path };
  const json = parseJson(readWhole(context.resolve(path)), { where });
  if (isJsonObject(json)) return { ...UNKNOWN_CONTEXT, ...json };
  throw new CodedError('record_field_type', 'the context of calls is no JSON object', {
    hint: 'write {"identity": "…", "workspace": "…", "risk_class": "…"}',
    where,
  });
}
