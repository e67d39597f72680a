import { CodedError } from '@gait/canon';
import { openPackSource } from '@gait/local';
import {
  parsePackAddress,
  verifyPack,
  type ExpectedPack,
  type FetchedPack,
  type PackVerdict,
  type Refusal,
  type VerifiedPack,
} from '@gait/registry';
import type { Context } from '../../context.ts';
import type { ResolvedTrust } from './trust-flags.ts';

/** Brings the pack of an address and verifies it. The answer about a bad pack is a value. */
export async function fetchPack(
  context: Context,
  address: string,
  trust: ResolvedTrust,
  expected: ExpectedPack = {},
): Promise<{ readonly fetched: FetchedPack; readonly verdict: PackVerdict }> {
  const source = openPackSource(address, context);
  const fetched = await source.fetch();
  const verdict = verifyPack(fetched, {
    ...trust,
    now: context.now(),
    expected: { ...pinOf(address), ...expected },
  });
  return { fetched, verdict };
}

/**
 * As `fetchPack`, for whoever uses the pack.
 *
 * @throws CodedError what is wrong with the pack; those of `openPackSource` and its sources
 */
export async function fetchVerified(
  context: Context,
  address: string,
  trust: ResolvedTrust,
  expected: ExpectedPack = {},
): Promise<VerifiedPack> {
  const { verdict } = await fetchPack(context, address, trust, expected);
  if (verdict.ok) return verdict;
  throw refusalError(verdict, address);
}

/** A refused pack as the error of a command. */
export function refusalError(refusal: Refusal, address: string): CodedError {
  return new CodedError(refusal.code, refusal.detail, {
    hint: refusal.hint,
    where: { file: address },
  });
}

/** What the address itself pins besides what its transport checks. */
function pinOf(address: string): ExpectedPack {
  const parsed = parsePackAddress(address);
  return parsed.kind === 'https' && parsed.archiveDigest !== undefined
    ? { archiveDigest: parsed.archiveDigest }
    : {};
}
