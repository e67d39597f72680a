import { expect, test } from 'bun:test';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, parsePrivateKey } from '@gait/canon';
import { mintDenial } from '@gait/gate';
import { codeOf } from '../testing/code-of.ts';
import { readDenials, recordDenial } from './denials.ts';

const INTENT = 'a'.repeat(64);
const denial = (intentDigest: string) =>
  mintDenial(
    {
      approverIdentity: 'alice',
      reasonCode: 'no',
      intentDigest,
      policyDigest: INTENT,
      scope: ['x'],
      now: 1_780_488_000_000_000_000n,
      ttl: 1_000_000_000n,
      producerVersion: 'x',
    },
    parsePrivateKey(generateKeyPair().privateKey),
  );

test('denials of an action are kept and found, others left out, torn lines set aside', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gait-denials-'));
  try {
    const path = join(folder, 'state', 'denials.jsonl');
    expect(readDenials(path, INTENT)).toEqual([]);
    const first = denial(INTENT);
    recordDenial(path, first);
    recordDenial(path, denial('b'.repeat(64)));
    appendFileSync(path, '{"half');
    recordDenial(path, denial(INTENT));
    const found = readDenials(path, INTENT);
    expect(found).toHaveLength(2);
    expect(found[0]).toEqual({ token: first, strays: [] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('denials that may not be read are not none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gait-denials-'));
  try {
    const path = join(folder, 'denials.jsonl');
    mkdirSync(path);
    expect(codeOf(() => readDenials(path, INTENT))).toBe('file_not_regular');
    rmSync(path, { recursive: true });
    expect(readDenials(path, INTENT)).toEqual([]);
    // Whoever took away what a link leads to took away denials, not the list.
    symlinkSync('gone.jsonl', path);
    expect(codeOf(() => readDenials(path, INTENT))).toBe('file_missing');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.each([
  ['no denial', () => '{"half'],
  ['an approval', (text: string) => text.replace('denial_token', 'approval_token')],
  ['a denial of a later version', (text: string) => text.replace('"1.0.0"', '"2.0.0"')],
])('while a whole line is %s nobody knows what was denied', (_, damage) => {
  const folder = mkdtempSync(join(tmpdir(), 'gait-denials-'));
  try {
    const path = join(folder, 'denials.jsonl');
    recordDenial(path, denial(INTENT));
    const text = readFileSync(path, 'utf8').trim();
    writeFileSync(path, `${text}\n${damage(text)}\n`);
    expect(codeOf(() => readDenials(path, INTENT))).toBe('denials_unreadable');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
