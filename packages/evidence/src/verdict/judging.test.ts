import { describe, expect, test } from 'bun:test';
import { list, record, str, struct } from '@gait/canon';
import { collectFindings } from './findings.ts';
import { readJudgedJson, readJudgedRecord } from './read-judged.ts';
import { textLines } from './text-lines.ts';

const inner = record('inner', { b: str() });
const outer = record('outer', { a: str(), items: list(struct(inner)) });

describe('findings', () => {
  test('are refusals, under compat tolerated', () => {
    for (const [profile, refused, tolerated] of [
      ['standard', 1, 0],
      ['strict', 1, 0],
      ['compat', 0, 1],
    ] as const) {
      const findings = collectFindings(profile);
      findings.refuse('trace_schema', 'x', { entry: 'e', line: 2 });
      expect([findings.refusals.length, findings.tolerated.length]).toEqual([refused, tolerated]);
    }
  });

  test('of strict are not mentioned by the others', () => {
    for (const [profile, count] of [
      ['standard', 0],
      ['compat', 0],
      ['strict', 1],
    ] as const) {
      const findings = collectFindings(profile);
      findings.refuseStrictly('trace_schema', 'x');
      expect(findings.refusals.length + findings.tolerated.length).toBe(count);
    }
  });

  test('are bounded in number', () => {
    const findings = collectFindings('standard');
    for (let i = 0; i < 10_000; i++) findings.refuse('trace_schema', 'x');
    expect(findings.refusals.length).toBeLessThanOrEqual(200);
  });
});

describe('reading what is judged', () => {
  const codes = (text: string | Uint8Array): string[] => {
    const findings = collectFindings('standard');
    readJudgedJson(text, findings, { entry: 'e' });
    return findings.refusals.map(({ code }) => code);
  };

  test('reports what two readers could see differently', () => {
    expect(codes('{"a":1,"a":2}')).toEqual(['json_duplicate_key']);
    expect(codes('{"__proto__":1}')).toEqual(['json_prototype_key']);
    expect(codes(Uint8Array.of(0x22, 0xff, 0x22))).toEqual(['json_encoding']);
    expect(codes('{"a":1}')).toEqual([]);
  });

  test('takes the value the reference takes', () => {
    expect(readJudgedJson('{"a":1,"a":2}', collectFindings('compat'))).toEqual({ a: 2 });
  });

  test('throws what is no JSON', () => {
    expect(() => readJudgedJson('{', collectFindings('compat'))).toThrow(
      expect.objectContaining({ code: 'json_syntax' }),
    );
  });

  test('reports unknown and folded fields with their path', () => {
    const findings = collectFindings('standard');
    const value = readJudgedRecord(outer, '{"A":"x","items":[{"b":"y","c":1}]}', findings, {
      entry: 'e',
      line: 3,
    });
    expect(value).toEqual({ a: 'x', items: [{ b: 'y' }] });
    expect(findings.refusals.map(({ code, line }) => ({ code, line }))).toEqual([
      { code: 'record_unknown_field', line: 3 },
      { code: 'record_unknown_field', line: 3 },
    ]);
  });

  test('throws an unknown field where the reference is strict too', () => {
    const read = (): unknown =>
      readJudgedRecord(outer, '{"z":1}', collectFindings('compat'), { closed: true });
    expect(read).toThrow(expect.objectContaining({ code: 'record_unknown_field' }));
  });
});

test('lines are numbered, trimmed, and blank ones skipped', () => {
  const lines = [...textLines(Buffer.from('a\r\n\n \t\n b \nc'))];
  expect(lines.map(({ line, bytes }) => [line, Buffer.from(bytes).toString()])).toEqual([
    [1, 'a'],
    [4, 'b'],
    [5, 'c'],
  ]);
  expect([...textLines(new Uint8Array())]).toEqual([]);
});
