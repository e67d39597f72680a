import { expect, test } from 'bun:test';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, parsePrivateKey } from '@gait/canon';
import { mintDenial } from '@gait/gate';
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

test('denials of an action are kept and found, others left out, broken lines passed over', () => {
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
