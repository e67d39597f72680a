import { expect } from 'bun:test';
import { bytesSource } from '../../zip/byte-source.ts';
import type { PackReport, VerifyPackOptions } from '../pack-report.ts';
import { verifyPack } from '../verify-pack.ts';
import { TRUSTED } from './sample-packs.ts';

/** Verifies bytes with the sample key under `standard`, unless told otherwise. */
export async function judge(
  bytes: Uint8Array,
  over: Partial<VerifyPackOptions> = {},
): Promise<PackReport> {
  const options = { profile: 'standard', keys: TRUSTED, requireSignature: false, ...over } as const;
  return verifyPack(bytesSource(bytes), options);
}

/** Refused by `standard` with exactly these codes, accepted by `compat`, which names them. */
export async function expectStricter(bytes: Uint8Array, ...expected: string[]): Promise<void> {
  const standard = await judge(bytes);
  expect([...new Set(standard.refusals.map(({ code }) => code))] as string[]).toEqual(expected);
  expect(standard.ok).toBe(false);
  const compat = await judge(bytes, { profile: 'compat' });
  expect(compat.fault).toBeUndefined();
  expect(compat.ok).toBe(true);
  expect([...new Set(compat.tolerated.map(({ code }) => code))] as string[]).toEqual(expected);
}

/** Found false by every profile, with this code. */
export async function expectFault(bytes: Uint8Array, code: string): Promise<void> {
  for (const profile of ['standard', 'compat'] as const) {
    const { fault, ok } = await judge(bytes, { profile });
    expect({ code: fault?.code as string, exit: fault?.facts.exit, ok }).toEqual({
      code,
      exit: 2,
      ok: false,
    });
  }
}
