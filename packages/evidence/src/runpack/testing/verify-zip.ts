import { expect } from 'bun:test';
import { singleKey, type KeySet } from '@gait/canon';
import { bytesSource } from '../../zip/byte-source.ts';
import { recordRun } from '../record-run.ts';
import { verifyRunpack, type RunpackReport, type VerifyRunpackOptions } from '../verify-runpack.ts';
import { DEFAULTS, sampleRun, TEST_KEY } from './sample-run.ts';

/** The key that signs the runs of tests. */
export const KEYS: KeySet = singleKey(TEST_KEY.publicKey);

export function verify(
  zip: Uint8Array,
  options: Partial<VerifyRunpackOptions> = {},
): Promise<RunpackReport> {
  return verifyRunpack(bytesSource(zip), { profile: 'standard', ...options });
}

/** The answer without what was read on the way, which depends on how large the files are. */
export function verdictOf(report: RunpackReport): Omit<RunpackReport, 'facts'> {
  const { facts: _, ...verdict } = report;
  return verdict;
}

export const plain = (): Uint8Array => recordRun(sampleRun(), DEFAULTS).zip;

/** Every refusal is tested as a small artifact and as one that is streamed. */
export async function codes(
  zip: Uint8Array,
  options: Partial<VerifyRunpackOptions> = {},
): Promise<readonly string[]> {
  const small = await verify(zip, options);
  const streamed = await verify(zip, { ...options, streamAbove: 0 });
  expect(streamed.refusals.map(({ code, entry, line }) => [code, entry, line])).toEqual(
    small.refusals.map(({ code, entry, line }) => [code, entry, line]),
  );
  expect(small.ok).toBe(small.refusals.length === 0);
  return small.refusals.map(({ code }) => code);
}
