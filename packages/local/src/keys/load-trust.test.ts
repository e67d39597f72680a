import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, isCodedError } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { loadTrust } from './load-trust.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-trust-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const put = (text: string): string => {
  writeFileSync(join(folder, 'trust.json'), text);
  return join(folder, 'trust.json');
};

test('a trust file is read into its keys', () => {
  const pair = generateKeyPair();
  const entry = {
    key_id: pair.keyId,
    alg: 'ed25519',
    public_key: pair.publicKey,
    roles: ['runpack'],
  };
  const path = put(
    JSON.stringify({ schema_id: 'gait.trust', schema_version: '1.0.0', keys: [entry] }),
  );
  expect(loadTrust(path).keys.map(({ key }) => key.keyId)).toEqual([pair.keyId]);
});

test('a trust file that is missing, no JSON or no trust file is refused with its path', () => {
  expect(codeOf(() => loadTrust(join(folder, 'none.json')))).toBe('file_missing');
  expect(codeOf(() => loadTrust(put('{}')))).toBe('trust_malformed');
  try {
    loadTrust(put('{"keys":[],\n "keys":[]}'));
    expect.unreachable();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    expect(error.code).toBe('json_duplicate_key');
    expect(error.where).toMatchObject({ file: join(folder, 'trust.json'), line: 2 });
  }
});
