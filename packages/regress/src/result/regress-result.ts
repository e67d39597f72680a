import { isZeroTime, prettyJson, toUtc, ZIP_EPOCH, type Json, type JsonObject } from '@gait/canon';
import { REGRESS_SCHEMA_VERSION } from '../config/config-record.ts';
import type { GraderResult } from '../graders/grader.ts';

/** `gait.regress.result` (gait-formats §5.3): what all graders said about all fixtures. */
export interface RegressResult {
  readonly schema_id: 'gait.regress.result';
  readonly schema_version: string;
  readonly created_at: string;
  readonly producer_version: string;
  readonly fixture_set: string;
  readonly status: 'pass' | 'fail';
  /** By name, in byte order. */
  readonly graders: readonly GraderResult[];
}

/** What a result says besides its graders. */
export interface ResultFacts {
  /** When the first fixture's run was recorded: the same suite gives the same bytes. */
  readonly recordedAt: string;
  readonly producerVersion: string;
  readonly fixtureSet: string;
}

/** The result of graders that are sorted by name. */
export function makeResult(graders: readonly GraderResult[], facts: ResultFacts): RegressResult {
  return {
    schema_id: 'gait.regress.result',
    schema_version: REGRESS_SCHEMA_VERSION,
    created_at: isZeroTime(facts.recordedAt) ? ZIP_EPOCH : toUtc(facts.recordedAt),
    producer_version: facts.producerVersion,
    fixture_set: facts.fixtureSet,
    status: graders.some((grader) => grader.status === 'fail') ? 'fail' : 'pass',
    graders,
  };
}

/** The text of `regress_result.json`. Details are written with their keys in byte order. */
export function writeResult(result: RegressResult): string {
  const graders = result.graders.map((grader) => ({
    name: grader.name,
    status: grader.status,
    reason_codes: grader.reason_codes,
    ...(grader.context_conformance === undefined
      ? {}
      : { context_conformance: grader.context_conformance }),
    details: sortKeys(grader.details),
  }));
  return prettyJson({ ...result, graders });
}

function sortKeys(details: JsonObject): JsonObject {
  const sorted: Record<string, Json> = {};
  for (const key of Object.keys(details).sort()) sorted[key] = details[key] as Json;
  return sorted;
}
