import { normalizeList } from '@gait/canon';
import { RUNPACK_SCHEMA_VERSION, RUNPACK_SCHEMAS, type Runpack } from '@gait/evidence';
import type { Grader } from './grader.ts';

/** The recorded run is what it claims to be: every record of the right kind and version. */
export const schemaValidation: Grader = {
  name: 'schema_validation',
  deterministic: true,
  grade: ({ source, refusals }) => {
    const reasons = normalizeList([
      ...schemaReasons(source),
      ...refusals.map((found) => found.code),
    ]);
    return {
      name: 'schema_validation',
      status: reasons.length === 0 ? 'pass' : 'fail',
      reason_codes: reasons,
      details: {
        // A run with a missing file or a wrong hash is refused before any grader sees it.
        missing_files: null,
        hash_mismatches: 0,
        intent_records: source.intents.length,
        result_records: source.results.length,
        reference_receipts: source.refs.receipts?.length ?? 0,
        ...(refusals.length === 0 ? {} : { refusals: refusals.map((found) => ({ ...found })) }),
      },
    };
  },
};

/** Reason codes for records of another schema or version. */
export function schemaReasons(runpack: Runpack): string[] {
  const wrong = (found: { schema_id: string; schema_version: string }, schema: string): boolean =>
    found.schema_id !== schema || found.schema_version !== RUNPACK_SCHEMA_VERSION;
  const reasons: string[] = [];
  if (wrong(runpack.manifest, RUNPACK_SCHEMAS.manifest)) reasons.push('manifest_schema_invalid');
  if (wrong(runpack.run, RUNPACK_SCHEMAS.run)) reasons.push('run_schema_invalid');
  if (wrong(runpack.refs, RUNPACK_SCHEMAS.refs)) reasons.push('refs_schema_invalid');
  if (runpack.intents.some((intent) => wrong(intent, RUNPACK_SCHEMAS.intent))) {
    reasons.push('intent_schema_invalid');
  }
  if (runpack.results.some((result) => wrong(result, RUNPACK_SCHEMAS.result))) {
    reasons.push('result_schema_invalid');
  }
  return reasons;
}
