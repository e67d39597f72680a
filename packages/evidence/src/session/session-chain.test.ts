import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { CodedError, parseJson, prettyJson, type Json, type JsonObject } from '@gait/canon';
import { diffChains } from './diff-chains.ts';
import { encodeChain, findCheckpoint, parseChain } from './session-chain.ts';
import { makeSession, utf8 } from './testing/session-fixture.ts';

const VECTORS = new URL('../../../../conformance/vectors/session/', import.meta.url);
const REFERENCE = readFileSync(new URL('chain.json', VECTORS));

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

function changed(changes: Readonly<Record<string, Json>>): Uint8Array {
  return utf8(prettyJson({ ...(parseJson(REFERENCE) as JsonObject), ...changes }));
}

describe('a chain file', () => {
  test('of the reference is read and written back to the byte', () => {
    expect(encodeChain(parseChain(REFERENCE))).toBe(REFERENCE.toString());
  });
  test('of ours is read and written back to the byte', () => {
    const { chain } = makeSession(['event', 'checkpoint', 'event', 'checkpoint']);
    expect(encodeChain(parseChain(chain))).toBe(Buffer.from(chain).toString());
  });
  test('may leave its schema out', () => {
    expect(parseChain(changed({ schema_id: '', schema_version: '' })).schema_id).toBe(
      'gait.runpack.session_chain',
    );
  });
  test('of another schema is refused', () => {
    expect(codeOf(() => parseChain(changed({ schema_version: '2.0.0' })))).toBe('session_schema');
  });
  test('without ids is refused', () => {
    expect(codeOf(() => parseChain(changed({ run_id: '' })))).toBe('session_header_invalid');
  });
  test('without checkpoints is refused', () => {
    expect(codeOf(() => parseChain(changed({ checkpoints: [] })))).toBe('session_chain_empty');
    expect(codeOf(() => parseChain(changed({ checkpoints: null })))).toBe('session_chain_empty');
  });
  test('that is not JSON is refused', () => {
    expect(codeOf(() => parseChain(utf8('{')))).toBe('json_syntax');
  });
});

describe('a checkpoint of a chain', () => {
  const chain = parseChain(REFERENCE);
  test('is found by number', () => expect(findCheckpoint(chain, '1').checkpoint_index).toBe(1));
  test('is the last one for latest and for nothing', () => {
    expect(findCheckpoint(chain, 'Latest').checkpoint_index).toBe(2);
    expect(findCheckpoint(chain, ' ').checkpoint_index).toBe(2);
  });
  test('that is not there is named', () => {
    expect(codeOf(() => findCheckpoint(chain, '3'))).toBe('session_checkpoint_index');
    expect(codeOf(() => findCheckpoint(chain, 'first'))).toBe('session_checkpoint_index');
  });
});

describe('two chains', () => {
  const left = parseChain(makeSession(['event', 'checkpoint', 'event', 'checkpoint']).chain);
  test('that are equal do not differ', () => {
    expect(diffChains(left, left)).toEqual({
      runIdLeft: 'run',
      runIdRight: 'run',
      changed: false,
      filesChanged: [],
    });
  });
  test('differ by the digests of their checkpoints and by what only one has', () => {
    const right = parseChain(
      makeSession(['event', 'checkpoint', 'event', 'event', 'checkpoint']).chain,
    );
    const longer = parseChain(
      makeSession(['event', 'checkpoint', 'event', 'checkpoint', 'event', 'checkpoint']).chain,
    );
    expect(diffChains(left, right).filesChanged).toEqual(['checkpoint_2']);
    expect(diffChains(left, longer).filesChanged).toEqual(['right_only_checkpoint_3']);
    expect(diffChains(longer, left).filesChanged).toEqual(['left_only_checkpoint_3']);
  });
});
