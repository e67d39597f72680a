import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countTests } from './junit.ts';

function count(report: string): ReturnType<typeof countTests> {
  const folder = mkdtempSync(join(tmpdir(), 'gait-junit-'));
  try {
    writeFileSync(join(folder, 'r.xml'), report);
    return countTests(join(folder, 'r.xml'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('passed, failed and skipped cases are counted, also with > in an attribute', () => {
  const report = `<testsuites><testsuite name="s">
    <testcase name="a -> b" time="0" />
    <testcase name="c &lt; d" failure="x > y"><failure type="t">text</failure></testcase>
    <testcase name="e"><skipped /></testcase>
    <testcase name="f"></testcase>
  </testsuite></testsuites>`;
  expect(count(report)).toEqual({ passed: 2, failed: 1, skipped: 1, failures: ['c < d'] });
});

test('a report without cases, or none at all, is a failure', () => {
  expect(count('<testsuites></testsuites>').failed).toBe(1);
  expect(countTests('/nowhere/r.xml').failed).toBe(1);
});
