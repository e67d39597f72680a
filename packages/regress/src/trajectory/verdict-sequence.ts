import { CodedError, toLower, trimSpace, type JsonObject } from '@gait/canon';

/** What a tool call came to. */
export type Verdict = 'allow' | 'block' | 'require_approval' | 'dry_run' | 'error';

const SPELLINGS: Readonly<Record<string, Verdict>> = {
  allow: 'allow',
  ok: 'allow',
  pass: 'allow',
  passed: 'allow',
  success: 'allow',
  block: 'block',
  blocked: 'block',
  deny: 'block',
  denied: 'block',
  require_approval: 'require_approval',
  approval_required: 'require_approval',
  needs_approval: 'require_approval',
  needsapproval: 'require_approval',
  dry_run: 'dry_run',
  dryrun: 'dry_run',
  simulate: 'dry_run',
  simulated: 'dry_run',
  error: 'error',
  failed: 'error',
  failure: 'error',
};

/** Statuses of a result that say what the verdict was; any other status is an error. */
const STATUSES: Readonly<Record<string, Verdict>> = {
  ok: 'allow',
  pass: 'allow',
  passed: 'allow',
  success: 'allow',
  block: 'block',
  blocked: 'block',
  deny: 'block',
  denied: 'block',
  require_approval: 'require_approval',
  approval_required: 'require_approval',
  needs_approval: 'require_approval',
  dry_run: 'dry_run',
  'dry-run': 'dry_run',
  dryrun: 'dry_run',
  simulate: 'dry_run',
  simulated: 'dry_run',
};

/** The verdict that a text means, whatever its case, dashes or spaces; undefined for none. */
export function readVerdict(text: string): Verdict | undefined {
  return lookUp(SPELLINGS, toLower(trimSpace(text)).replace(/[- ]/gu, '_'));
}

/** One result's verdict: its payload's own `verdict`, else what its status says. */
export function verdictOf(result: {
  readonly status: string;
  readonly result: JsonObject | null;
}): Verdict {
  const own = result.result?.['verdict'];
  const stated = typeof own === 'string' ? readVerdict(own) : undefined;
  return stated ?? lookUp(STATUSES, toLower(trimSpace(result.status))) ?? 'error';
}

/** Verdicts in the order of the results. */
export function verdictSequence(
  results: readonly { readonly status: string; readonly result: JsonObject | null }[],
): Verdict[] {
  return results.map(verdictOf);
}

/** An expected sequence as a fixture spells it. Error: `regress_fixture` for a word that is no verdict. */
export function readVerdictSequence(values: readonly string[] | null): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const value of values ?? []) {
    if (trimSpace(value) === '') continue;
    const verdict = readVerdict(value);
    if (verdict === undefined) {
      throw new CodedError(
        'regress_fixture',
        `not a verdict: ${JSON.stringify(value.slice(0, 80))}`,
        {
          hint: 'use allow, block, require_approval, dry_run or error',
          where: { field: 'expected_verdict_sequence' },
        },
      );
    }
    verdicts.push(verdict);
  }
  return verdicts;
}

/** `Object.hasOwn`, so that a status `constructor` is not found on the prototype. */
function lookUp(table: Readonly<Record<string, Verdict>>, key: string): Verdict | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
