import {
  callChanges,
  hasRun,
  type CallChange,
  type GraderResult,
  type SuiteCase,
  type SuiteRun,
} from '@gait/regress';

/** Calls that the answer names for one fixture; how many there are in all is said beside them. */
const MOST_CALLS = 100;

/** What of a fixture's calls is not as recorded, where the comparison fails for it. */
export interface Difference {
  readonly fixture: string;
  readonly calls: readonly CallChange[];
  readonly call_count: number;
}

/** The calls for which a `diff` grader fails; none for every other result. */
export function changedCallsOf(one: SuiteCase, result: GraderResult): readonly CallChange[] {
  const files = result.details['unexpected_files'];
  const { source, candidate } = one.subject;
  if (!Array.isArray(files) || !hasRun(candidate.run)) return [];
  return callChanges(source, candidate.run, files.map(String));
}

/** The same of a whole suite, for the answer: the result file of the reference names files only. */
export function differencesOf(run: SuiteRun): readonly Difference[] {
  return run.cases.flatMap((one): Difference[] => {
    const fixture = one.loaded.fixture.name;
    const result = run.result.graders.find(({ name }) => name === `${fixture}/diff`);
    const calls = result === undefined ? [] : changedCallsOf(one, result);
    if (calls.length === 0) return [];
    return [{ fixture, calls: calls.slice(0, MOST_CALLS), call_count: calls.length }];
  });
}
