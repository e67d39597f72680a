import type { PolicySuiteResult } from '@gait/gate';
import { escapeXml } from '@gait/regress';

/** The tests of a policy as a JUnit report: one suite named for its file, one case a test. */
export function suiteJUnit(suite: string, results: readonly PolicySuiteResult[]): string {
  const failures = results.filter(({ differences }) => differences.length > 0).length;
  const counts = `tests="${results.length}" failures="${failures}" errors="0" skipped="0" time="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escapeXml(suite)}" ${counts}>`,
    ...results.map((result) => testCase(suite, result)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(suite: string, { name, differences }: PolicySuiteResult): string {
  const open = `    <testcase name="${escapeXml(name)}" classname="${escapeXml(suite)}" time="0">`;
  if (differences.length === 0) return `${open}</testcase>`;
  const why = escapeXml(differences.join('; '));
  return `${open}\n      <failure message="${why}" type="policy_test_failure">${why}</failure>\n    </testcase>`;
}
