import { describe, expect, test } from 'bun:test';
import { generateKeyPair, parsePrivateKey, singleKey } from '@gait/canon';
import { judgeProofSignature } from '@gait/evidence';
import { codeOf } from '../testing/code-of.ts';
import { findAuditGaps, nextAuditRecord, readAudit } from './agent-audit.ts';

const key = parsePrivateKey(generateKeyPair().privateKey);
const AT = '2026-01-05T09:20:00Z';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const next = (text: string, by: string, signed = false): string =>
  text + nextAuditRecord(bytes(text), { action: 'install', by }, AT, signed ? key : undefined);

test('each record is chained to the one before, and says what it was told', () => {
  const text = next(next(next('', 'ada'), 'bo'), 'cy');
  const lines = readAudit(bytes(text));
  expect(lines.map(({ record }) => record.event?.['by'])).toEqual(['ada', 'bo', 'cy']);
  expect(lines.map(({ record }) => record.integrity.previous_record_hash)).toEqual([
    '',
    ...lines.slice(0, 2).map(({ record }) => record.integrity.record_hash),
  ]);
  expect(lines[0]?.record).toMatchObject({ record_type: 'deployment', source: 'krci-ai' });
});

test('the same record has the same bytes', () => {
  expect(next('', 'ada', true)).toBe(next('', 'ada', true));
});

test('a signature is over the hash of its record', async () => {
  const [line] = readAudit(bytes(next('', 'ada', true)));
  if (line === undefined) throw new Error('no record');
  expect(await judgeProofSignature(line.record, singleKey(key.publicKey))).toBeUndefined();
  const [other] = readAudit(bytes(next('', 'eve', true)));
  const moved = { ...line.record, integrity: other?.record.integrity ?? line.record.integrity };
  expect(await judgeProofSignature(moved, singleKey(key.publicKey))).toBeUndefined();
  const unsigned = readAudit(bytes(next('', 'ada')))[0]?.record ?? line.record;
  expect(await judgeProofSignature(unsigned, singleKey(key.publicKey))).toBe('missing signature');
});

describe('a damaged audit', () => {
  const whole = next(next('', 'ada'), 'bo');
  const [first = '', second = ''] = whole.split('\n');
  test.each([
    ['with another word in it', whole.replace('"ada"', '"eve"')],
    ['without its first record', `${second}\n`],
    ['with its records the other way round', `${second}\n${first}\n`],
    ['with a record twice', `${first}\n${first}\n`],
    ['with a line that is none', `${first}\nno\n`],
  ])('%s is found', (_, text) => {
    expect(codeOf(() => readAudit(bytes(text)))).toBe('agent_audit_damaged');
  });

  test.each([
    ['whose last line was changed', whole.replace('"bo"', '"eve"')],
    ['whose last line does not end', whole.slice(0, -1)],
    ['whose last line is half', whole.slice(0, -30)],
    ['whose last line is none', `${whole}no\n`],
    ['that is empty but for a line end', '\n'],
  ])('%s is not continued', (_, text) => {
    expect(codeOf(() => next(text, 'cy'))).toBe('agent_audit_damaged');
  });
});

describe('gaps of an audit', () => {
  const sets = (...pairs: readonly (readonly [string, string])[]): readonly number[] => {
    let text = '';
    for (const [before, after] of pairs.slice(0, -1))
      text += nextAuditRecord(
        bytes(text),
        { action: 'install', previous_set_digest: before, set_digest: after },
        AT,
        undefined,
      );
    const [, lock = ''] = pairs.at(-1) ?? [];
    return findAuditGaps(readAudit(bytes(text)), lock).map(({ line }) => line);
  };
  const LOCK = (set: string): readonly [string, string] => ['', set];

  test('are none where each record begins where the last one ended, and the lock is the last', () => {
    expect(sets(LOCK(''))).toEqual([]);
    expect(sets(['', 'a'], ['a', 'b'], ['b', ''], ['', 'c'], LOCK('c'))).toEqual([]);
    // The lock was lost in between, and the record says so.
    expect(sets(['', 'a'], ['', 'b'], LOCK('b'))).toEqual([]);
  });

  test('are an audit that began anew, a set from elsewhere, a lost end, and no audit at all', () => {
    expect(sets(['a', 'b'], LOCK('b'))).toEqual([1]);
    expect(sets(['', 'a'], ['x', 'b'], LOCK('b'))).toEqual([2]);
    expect(sets(['', 'a'], LOCK('b'))).toEqual([1]);
    expect(sets(['', 'a'], LOCK(''))).toEqual([1]);
    expect(sets(LOCK('a'))).toEqual([0]);
  });
});
