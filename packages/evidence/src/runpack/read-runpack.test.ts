import { describe, expect, test } from 'bun:test';
import { CodedError, type ErrorCode } from '@gait/canon';
import { bytesSource } from '../zip/byte-source.ts';
import { readRunpack, type ReadRunpackOptions } from './read-runpack.ts';
import { recordRun } from './record-run.ts';
import { alterJson, alterLine, forge, pack, unpack } from './testing/forge-runpack.ts';
import { DEFAULTS, sampleRun } from './testing/sample-run.ts';

function codeOf(zip: Uint8Array, options: ReadRunpackOptions = {}): ErrorCode | undefined {
  try {
    readRunpack(bytesSource(zip), options);
    return undefined;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

const plain = (): Uint8Array => recordRun(sampleRun(), DEFAULTS).zip;

describe('reading a runpack', () => {
  test('gives back what was recorded', () => {
    const { manifest, run, intents, results, refs } = readRunpack(bytesSource(plain()));
    expect(manifest.capture_mode).toBe('raw');
    expect(run.run_id).toBe('run_sample');
    expect(intents.map(({ intent_id, args }) => [intent_id, args?.['path'] ?? null])).toEqual([
      ['intent_1', 'a.txt'],
      ['intent_2', 'b.txt'],
    ]);
    expect(results.map(({ status }) => status)).toEqual(['ok', 'error']);
    expect(refs.receipts).toHaveLength(1);
  });

  test('recorded anew it has the same bytes', () => {
    const { run, intents, results, refs, manifest } = readRunpack(bytesSource(plain()));
    const again = recordRun(
      { run, intents, results, refs, captureMode: manifest.capture_mode },
      DEFAULTS,
    );
    expect(again.zip).toEqual(plain());
  });

  test('refuses what is not intact, under every profile', () => {
    const { 'refs.json': _, ...rest } = unpack(plain());
    const altered = { ...unpack(plain()), 'results.jsonl': '' };
    for (const profile of ['standard', 'compat'] as const) {
      expect(codeOf(pack(rest), { profile })).toBe('runpack_file_missing');
      expect(codeOf(pack(altered), { profile })).toBe('runpack_hash_mismatch');
      expect(
        codeOf(
          forge((f) => alterLine(f, 'intents.jsonl', 1, () => '{')),
          { profile },
        ),
      ).toBe('runpack_record_malformed');
      expect(
        codeOf(
          forge((f) => alterJson(f, 'refs.json', { context_evidence_mode: 'required' })),
          { profile },
        ),
      ).toBeDefined();
    }
  });

  test('refuses what the verifier refuses, and reads it under compat', () => {
    const zip = forge((f) => alterJson(f, 'run.json', { run_id: 'run_other' }));
    expect(codeOf(zip)).toBe('runpack_run_id_mismatch');
    expect(codeOf(zip, { profile: 'compat' })).toBeUndefined();
  });

  test('does not unpack more than it was told to hold', () => {
    expect(codeOf(plain(), { maxFileBytes: 100 })).toBe('zip_entry_too_large');
  });
});
