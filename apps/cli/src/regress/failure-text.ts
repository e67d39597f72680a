import type { Json } from '@gait/canon';
import { describeCallChange, type GraderResult, type SuiteCase } from '@gait/regress';
import { lacksSomething } from './output-tail.ts';
import { ONLY_IDS_DIFFER, STABLE_IDS } from '../stable-ids.ts';
import type { Paint } from '../paint.ts';
import { changedCallsOf, hasOtherIdsOnly } from './changed-calls.ts';

const LINK_HINT =
  '  the command runs in a copy without what git ignores: --exec-link DIR puts a folder such as node_modules into it';

/** Rows shown before and after the first call that went another way. */
const AROUND = 2;
/** Calls shown that are not what was recorded. */
const MOST_CALLS = 10;

/** One failing grader for a person: its reasons, and what was expected and found. */
export function failureLines(
  one: SuiteCase,
  result: GraderResult,
  tails: ReadonlyMap<string, string>,
  paint: Paint,
): string[] {
  const { details } = result;
  const title = `${paint.bad('✗')} ${result.name}  ${result.reason_codes.join(', ')}`;
  return [
    title,
    ...(typeof details['error'] === 'string' ? [`  ${details['error']}`] : []),
    ...sequence('tool', 'call', details, paint),
    ...sequence('verdict', 'verdict', details, paint),
    ...listed('changed and not allowed', details['unexpected_files']),
    ...changedCalls(one, result, paint),
    ...listed('allowed', details['allowed_files'], details['unexpected_files'] !== undefined),
    ...exitCodes(result, details),
    ...context(result, details),
    ...(result.name.endsWith('/candidate_exec') ? commandTail(one, tails, paint) : []),
  ];
}

/** Which calls make the files differ, and in what. */
function changedCalls(one: SuiteCase, result: GraderResult, paint: Paint): string[] {
  const calls = changedCallsOf(one, result);
  const more = calls.length - MOST_CALLS;
  const otherIds = calls.length > 0 && hasOtherIdsOnly(one);
  return [
    ...(otherIds ? [paint.warn(`    ${ONLY_IDS_DIFFER}`), paint.dim(`    ${STABLE_IDS}`)] : []),
    ...calls.slice(0, MOST_CALLS).map((call) => `    ${describeCallChange(call)}`),
    ...(more > 0 ? [paint.dim(`    and ${more} more, see --json`)] : []),
  ];
}

/** Expected and actual side by side, from shortly before the first difference. */
function sequence(
  kind: 'tool' | 'verdict',
  title: string,
  details: GraderResult['details'],
  paint: Paint,
): string[] {
  const index = details[`${kind}_sequence_mismatch_index`];
  if (typeof index !== 'number') return [];
  const expected = texts(details[`expected_${kind}_sequence`]);
  const actual = texts(details[`actual_${kind}_sequence`]);
  const first = Math.max(0, index - AROUND);
  const last = Math.min(Math.max(expected.length, actual.length), index + AROUND + 1);
  const rows = [['  ', paint.dim(title), paint.dim('expected'), paint.dim('actual')]];
  for (let at = first; at < last; at++) {
    const left = expected[at] ?? '<missing>';
    const right = actual[at] ?? '<missing>';
    const same = expected[at] === actual[at];
    rows.push([
      at === index ? ` ${paint.bad('›')}` : '  ',
      String(at + 1),
      same ? left : paint.good(left),
      same ? right : paint.bad(right),
    ]);
  }
  return paint.table(rows);
}

function listed(title: string, value: Json | undefined, show = true): string[] {
  const items = texts(value);
  return show && items.length > 0 ? [`  ${title}: ${items.join(', ')}`] : [];
}

function exitCodes(result: GraderResult, details: GraderResult['details']): string[] {
  if (!result.name.endsWith('/expected_exit_code') || details['expected_exit_code'] === undefined)
    return [];
  const made = details['candidate_exit_code'];
  const also = made === undefined ? '' : `, of the new run ${String(made)}`;
  return [
    `  replay ends with ${String(details['actual_exit_code'])}${also}, expected ${String(details['expected_exit_code'])}`,
    ...listed('without result', details['missing_results']),
    ...listed('without result in the new run', details['candidate_missing_results']),
  ];
}

function context(result: GraderResult, details: GraderResult['details']): string[] {
  if (
    result.context_conformance === undefined ||
    details['context_set_digest_fixture'] === undefined
  )
    return [];
  const digest = (key: string): string => String(details[key] ?? '') || 'none';
  return [
    `  context is ${result.context_conformance}: recorded ${digest('context_set_digest_fixture')}, candidate ${digest('context_set_digest_candidate')}`,
  ];
}

function commandTail(one: SuiteCase, tails: ReadonlyMap<string, string>, paint: Paint): string[] {
  const text = tails.get(one.loaded.fixture.name);
  if (text === undefined) return [];
  return [
    ...text.split('\n').map((line) => paint.dim(`  | ${line}`)),
    ...(lacksSomething(text) ? [LINK_HINT] : []),
  ];
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
