import { describe, expect, test } from 'bun:test';
import type { GraderResult } from '../graders/grader.ts';
import { escapeXml } from './escape-xml.ts';
import { writeJUnit } from './junit.ts';
import { makeResult, writeResult } from './regress-result.ts';

const FACTS = {
  recordedAt: '2026-03-01T11:15:00.500+02:00',
  producerVersion: '1.4.0',
  fixtureSet: 'default',
};

function grader(name: string, status: 'pass' | 'fail', ...reasons: string[]): GraderResult {
  return { name, status, reason_codes: reasons, details: { b: 1, a: null } };
}

describe('regress_result.json', () => {
  test('has the time of the first recorded run in UTC, never the clock', () => {
    expect(makeResult([], FACTS).created_at).toBe('2026-03-01T09:15:00.5Z');
    expect(makeResult([], { ...FACTS, recordedAt: '0001-01-01T00:00:00Z' }).created_at).toBe(
      '1980-01-01T00:00:00Z',
    );
    expect(makeResult([], { ...FACTS, recordedAt: '' }).created_at).toBe('1980-01-01T00:00:00Z');
  });

  test('fails when one grader fails', () => {
    expect(makeResult([grader('a/x', 'pass')], FACTS).status).toBe('pass');
    expect(makeResult([grader('a/x', 'pass'), grader('a/y', 'fail')], FACTS).status).toBe('fail');
  });

  test('writes fields in the order of the format and details by key', () => {
    const result = makeResult(
      [{ ...grader('a/x', 'pass', 'ok'), context_conformance: 'none' }],
      FACTS,
    );
    const text = writeResult(result);
    expect(text.endsWith('}\n')).toBe(true);
    const parsed = JSON.parse(text) as { graders: readonly object[] };
    expect(Object.keys(parsed)).toEqual([
      'schema_id',
      'schema_version',
      'created_at',
      'producer_version',
      'fixture_set',
      'status',
      'graders',
    ]);
    expect(JSON.stringify(parsed.graders[0])).toBe(
      '{"name":"a/x","status":"pass","reason_codes":["ok"],"context_conformance":"none","details":{"a":null,"b":1}}',
    );
  });
});

describe('the JUnit report', () => {
  test('has a case for each grader with the fixture as its class', () => {
    const result = makeResult(
      [grader('r1/diff', 'fail', 'b', 'a'), grader('r1/trajectory', 'pass')],
      FACTS,
    );
    expect(writeJUnit(result)).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites tests="2" failures="1" errors="0" skipped="0" time="0">',
        '  <testsuite name="gait.regress.default" tests="2" failures="1" errors="0" skipped="0" time="0">',
        '    <testcase name="diff" classname="r1" time="0">',
        '      <failure message="a,b" type="regress_failure">a,b</failure>',
        '    </testcase>',
        '    <testcase name="trajectory" classname="r1" time="0"></testcase>',
        '  </testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
  });

  test('says "failed" for a failure without reason', () => {
    expect(writeJUnit(makeResult([grader('r1/diff', 'fail')], FACTS))).toContain(
      'message="failed"',
    );
  });

  test('cannot be broken out of by a name', () => {
    const xml = writeJUnit(
      makeResult([grader('a"><x/>&\u0000\u001b\ud800/diff', 'pass')], {
        ...FACTS,
        fixtureSet: '<s>',
      }),
    );
    expect(xml).toContain('name="gait.regress.&lt;s&gt;"');
    expect(xml).toContain(
      '<testcase name="&gt;&amp;\ufffd\ufffd\ufffd/diff" classname="a&#34;&gt;&lt;x" time="0">',
    );
  });

  test('escapes as XML asks for', () => {
    expect(escapeXml('\t\n\r"\'<>&')).toBe('&#x9;&#xA;&#xD;&#34;&#39;&lt;&gt;&amp;');
    expect(escapeXml('é\u{1f600}\uffff\ud800\u0001')).toBe('é\u{1f600}\ufffd\ufffd\ufffd');
  });
});
