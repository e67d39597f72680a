import { normalizeList } from '@gait/canon';
import type { RegressResult } from './regress-result.ts';
import { escapeXml } from './escape-xml.ts';

/**
 * The result as a JUnit report (gait-formats §5.3): one suite, a test case for each
 * grader with the fixture as its class.
 */
export function writeJUnit(result: RegressResult): string {
  const cases = result.graders;
  const failures = cases.filter((grader) => grader.status === 'fail').length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0" time="0"`;
  const suite = result.fixture_set === '' ? 'gait.regress' : `gait.regress.${result.fixture_set}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escapeXml(suite)}" ${counts}>`,
    ...cases.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(grader: RegressResult['graders'][number]): string {
  const slash = grader.name.indexOf('/');
  const fixture = slash < 0 ? 'regress' : grader.name.slice(0, slash);
  const attributes = `name="${escapeXml(grader.name.slice(slash + 1))}" classname="${escapeXml(fixture)}" time="0"`;
  if (grader.status === 'pass') return `    <testcase ${attributes}></testcase>`;
  const reasons = escapeXml(normalizeList(grader.reason_codes).join(',') || 'failed');
  return [
    `    <testcase ${attributes}>`,
    `      <failure message="${reasons}" type="regress_failure">${reasons}</failure>`,
    '    </testcase>',
  ].join('\n');
}
