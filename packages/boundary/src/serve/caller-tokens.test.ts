import { describe, expect, test } from 'bun:test';
import { isCodedError, sha256Hex } from '@gait/canon';
import { parseCallerTokens, printCallerTokens } from './caller-tokens.ts';

const ALICE = { identity: 'alice', workspace: '/repo' };
const BOB = { identity: 'bob', workspace: '/repo' };

const entry = (token: string, caller: object): Record<string, unknown> => ({
  sha256: sha256Hex(token),
  ...caller,
});
const fileOf = (tokens: readonly unknown[], changes: object = {}): string =>
  JSON.stringify({
    schema_id: 'gait.gate.caller_tokens',
    schema_version: '1.0.0',
    tokens,
    ...changes,
  });

function read(text: string): unknown {
  try {
    return parseCallerTokens(new TextEncoder().encode(text), 'tokens.json');
  } catch (error) {
    return isCodedError(error) ? error.code : error;
  }
}

describe('the file of callers', () => {
  test('says who a token stands for, and not the token', () => {
    const text = printCallerTokens('a-secret-token', ALICE);
    expect(text).not.toContain('a-secret-token');
    expect(read(text)).toEqual([{ sha256: sha256Hex('a-secret-token'), caller: ALICE }]);
  });

  test('may name several callers, with a name for people', () => {
    const text = fileOf([entry('a', ALICE), { name: 'the runner', ...entry('b', BOB) }]);
    expect(read(text)).toEqual([
      { sha256: sha256Hex('a'), caller: ALICE },
      { sha256: sha256Hex('b'), caller: BOB },
    ]);
  });

  test.each([
    ['of a later version', fileOf([], { schema_version: '2.0.0' })],
    ['of another schema', fileOf([], { schema_id: 'gait.trust' })],
    ['with one token for two callers', fileOf([entry('a', ALICE), entry('a', BOB)])],
    ['with a token for nobody', fileOf([entry('a', { ...ALICE, identity: '' })])],
    ['with a token for nowhere', fileOf([entry('a', { ...ALICE, workspace: '' })])],
    ['with a token in place of its digest', fileOf([{ sha256: 'a-secret-token', ...ALICE }])],
    ['with a digest in capitals', fileOf([{ sha256: sha256Hex('a').toUpperCase(), ...ALICE }])],
  ])('%s is refused', (_, text) => {
    expect(read(text)).toBe('serve_tokens_invalid');
  });

  test('with an unknown field, a repeated one or a broken end is refused', () => {
    expect(read(fileOf([entry('a', { ...ALICE, role: 'admin' })]))).toBe('record_unknown_field');
    expect(read(fileOf([]).replace('{', '{"tokens":[],'))).toBe('json_duplicate_key');
    expect(read(fileOf([]).slice(0, -1))).toBe('json_syntax');
  });
});
