import {
  callChanges,
  hasRun,
  type CallChange,
  type GraderResult,
  type SuiteCase,
  type SuiteRun,
} from '@gait/regress';
import { onlyIdsDiffer } from '@gait/evidence';

/** Calls that the answer names for one fixture; how many there are in all is said beside them. */
const MOST_CALLS = 100;

/** What of a fixture's calls is not as recorded, where the comparison fails for it. */
export interface Difference {
  readonly fixture: string;
  readonly calls: readonly CallChange[];
  readonly call_count: number;
  /** The calls are the same ones under other intent ids. */
  readonly only_intent_ids_differ?: true;
}

/** The calls for which a `diff` grader fails; none for every other result. */
export function changedCallsOf(one: SuiteCase, result: GraderResult): readonly CallChange[] {
  const files = result.details['unexpected_files'];
  const { source, candidate } = one.subject;
  if (!Array.isArray(files) || !hasRun(candidate.run)) return [];
  return callChanges(source, candidate.run, files.map(String));
}

/** Whether the new run made the recorded calls under other intent ids. */
export function hasOtherIdsOnly({ subject: { source, candidate } }: SuiteCase): boolean {
  return hasRun(candidate.run) && onlyIdsDiffer(source, candidate.run);
}

/** The same of a whole suite, for the answer: the result file of the reference names files only. */
export function differencesOf(run: SuiteRun): readonly Difference[] {
  const differences: Difference[] = [];
  // The usual suite has none, and is not searched for them.
  if (run.failedGraders === 0) return differences;
  for (const one of run.cases) {
    const fixture = one.loaded.fixture.name;
    const result = run.result.graders.find(({ name }) => name === `${fixture}/diff`);
    const calls = result === undefined ? [] : changedCallsOf(one, result);
    if (calls.length === 0) continue;
    const otherIds = hasOtherIdsOnly(one) ? ({ only_intent_ids_differ: true } as const) : {};
    const shown = calls.slice(0, MOST_CALLS);
    differences.push({ fixture, calls: shown, call_count: calls.length, ...otherIds });
  }
  return differences;
}
