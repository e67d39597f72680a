import { BUNDLE_KEYS, compareBundle } from './compare-bundle.ts';
import type { CaseExpectation, CaseIssue, KrciCase } from './krci-case.ts';
import { issuesOf, type Answer } from './issues-of.ts';
import type { StepRun } from './run-step.ts';

/** How a step compares: as the reference, better than it where it is known to be wrong, or differently. */
export type StepVerdict =
  | { readonly verdict: 'agrees' | 'better' }
  | { readonly verdict: 'differs'; readonly differences: readonly string[] };

/** Keys of an expectation that are judged here, or that nobody compares. */
const JUDGED = new Set<string>([
  ...BUNDLE_KEYS,
  'exit',
  'exit_class',
  'abort',
  'validate',
  'agents_found',
  'stdout_valid_utf8',
  'cells',
  'json_keys',
  'error',
  'error_2',
]);

/**
 * Holds what a step did against what is expected; where the vectors know what would be better, a
 * validation is held against that.
 */
export function judgeStep(
  { stricter_ok: mayDiffer, better }: KrciCase,
  expected: CaseExpectation,
  run: StepRun,
): StepVerdict {
  const unknown = Object.keys(expected).filter((key) => !JUDGED.has(key));
  if (unknown.length > 0) return differs(unknown.map((key) => `nothing judges ${key}`));
  if (better !== undefined && expected.validate !== undefined) {
    const faults = betterFaults(better, expected, run);
    return faults.length === 0 ? { verdict: 'better' } : differs(faults);
  }
  const differences = compare(expected, run);
  if (differences.length === 0) return { verdict: 'agrees' };
  if (better !== undefined) {
    const faults = betterAnswerFaults(better, run);
    return faults.length === 0 ? { verdict: 'better' } : differs([...differences, ...faults]);
  }
  return mayDiffer ? { verdict: 'better' } : differs(differences);
}

function differs(differences: readonly string[]): StepVerdict {
  return { verdict: 'differs', differences };
}

function compare(expected: CaseExpectation, run: StepRun): string[] {
  const differences: string[] = [];
  const check = (what: string, want: unknown, got: unknown): void => {
    if (JSON.stringify(want) !== JSON.stringify(got))
      differences.push(`${what}: expected ${JSON.stringify(want)}, got ${JSON.stringify(got)}`);
  };
  check('exit class', expected.exit_class, classOf(run));
  const stdout = new TextDecoder().decode(run.stdout);
  if (expected.stdout_valid_utf8 === true) check('valid UTF-8', true, isUtf8(run.stdout));
  if (expected.agents_found !== undefined && expected.exit_class === 'ok')
    check('agents found', expected.agents_found, Number(/Found (\d+) agent/.exec(stdout)?.[1]));
  for (const cell of expected.cells ?? []) check(`cell ${cell}`, true, stdout.includes(cell));
  if (expected.json_keys !== undefined) {
    const keys = Object.keys(JSON.parse(stdout) as object);
    check(
      'missing keys',
      [],
      expected.json_keys.filter((key) => !keys.includes(key)),
    );
  }
  if (expected.validate !== undefined && expected.abort !== true)
    compareValidation(expected.validate, stdout, check);
  compareBundle(expected, stdout, check);
  return differences;
}

/** What `better` asks of a bundle, its unpacking or its tokens, and the run lacks. */
function betterAnswerFaults(better: NonNullable<KrciCase['better']>, run: StepRun): string[] {
  const faults: string[] = [];
  if (better.exit_class !== undefined && better.exit_class !== classOf(run))
    faults.push(`better: exit class ${better.exit_class}`);
  const asked = better.keys ?? better.written ?? better.bundle_written;
  if (asked === undefined) return faults;
  const answer = JSON.parse(new TextDecoder().decode(run.stdout)) as Record<string, unknown>;
  for (const key of better.keys ?? []) if (!(key in answer)) faults.push(`better: key ${key}`);
  const mayWrite = better.bundle_written !== false && better.written === undefined;
  if (!mayWrite && answer['written'] !== false) faults.push('better: nothing is written');
  return faults;
}

function compareValidation(
  expected: NonNullable<CaseExpectation['validate']>,
  stdout: string,
  check: (what: string, want: unknown, got: unknown) => void,
): void {
  if (expected.stdout_empty === true) check('stdout', '', stdout);
  if (expected.issue_count !== undefined)
    check('issue count', expected.issue_count, Number(/(\d+) issues/.exec(stdout)?.[1] ?? 0));
  if (expected.issues === undefined) return;
  const answer = JSON.parse(stdout) as Answer;
  const errors = issuesOf(answer, true);
  check(
    'missing',
    [],
    expected.issues.filter((issue) => !errors.some((own) => says(own, issue))),
  );
  check(
    'not expected',
    [],
    errors.filter((own) => !expected.issues?.some((issue) => says(own, issue))),
  );
  if (expected.counts !== undefined) {
    const { agents, tasks, templates, data } = answer.counts ?? {};
    check('counts', expected.counts, { agents, tasks, templates, data });
  }
  if (expected.references !== undefined)
    check('references', expected.references, answer.counts?.['references']);
}

/** What `better` asks for and the run lacks. A warning leaves the exit as it is there. */
function betterFaults(
  better: NonNullable<KrciCase['better']>,
  expected: CaseExpectation,
  run: StepRun,
): string[] {
  const wanted = better.exit_class ?? expected.exit_class;
  const faults = wanted === classOf(run) ? [] : [`better: exit class ${wanted}`];
  const answer = JSON.parse(new TextDecoder().decode(run.stdout)) as Answer;
  const own = issuesOf(answer, false);
  for (const issue of better.issues ?? [])
    if (!own.some((found) => says(found, issue))) faults.push(`better: ${JSON.stringify(issue)}`);
  return faults;
}

/** True when a finding says all that the issue says. */
function says(own: CaseIssue, issue: CaseIssue): boolean {
  return Object.entries(issue).every(
    ([key, value]) => JSON.stringify(own[key as keyof CaseIssue]) === JSON.stringify(value),
  );
}

function classOf({ exit }: StepRun): 'ok' | 'fail' {
  return exit === 0 ? 'ok' : 'fail';
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
