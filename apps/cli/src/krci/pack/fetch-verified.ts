import { CodedError, isDigestHex } from '@gait/canon';
import { openPackSource } from '@gait/local';
import {
  addressToTell,
  parsePackAddress,
  verifyPack,
  type ExpectedPack,
  type FetchedPack,
  type PackVerdict,
  type Refusal,
  type VerifiedPack,
} from '@gait/registry';
import type { Context } from '../../context.ts';
import { sourcePlace } from './source-place.ts';
import type { ResolvedTrust } from './trust-flags.ts';

/** How a pack is brought and judged. */
export interface FetchOptions {
  readonly trust: ResolvedTrust;
  readonly expected?: ExpectedPack;
  /** Value of `--blob-host`. */
  readonly blobHosts?: string;
}

/** Brings the pack of an address and verifies it. The answer about a bad pack is a value. */
export async function fetchPack(
  context: Context,
  address: string,
  { trust, expected = {}, blobHosts = '' }: FetchOptions,
): Promise<{ readonly fetched: FetchedPack; readonly verdict: PackVerdict }> {
  const source = openPackSource(address, sourcePlace(context, blobHosts));
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
  options: FetchOptions,
): Promise<VerifiedPack> {
  const { verdict } = await fetchPack(context, address, options);
  if (verdict.ok) return verdict;
  throw refusalError(verdict, address);
}

/** A refused pack as the error of a command. */
export function refusalError(refusal: Refusal, address: string): CodedError {
  return new CodedError(refusal.code, refusal.detail, {
    hint: refusal.hint,
    where: { file: addressToTell(address) },
  });
}

/** What `--digest` and `--name` ask for. */
export function expectedOf(flags: {
  readonly digest: string;
  readonly name?: string;
}): ExpectedPack {
  const manifestDigest = flags.digest.replace(/^sha256:/u, '');
  if (manifestDigest !== '' && !isDigestHex(manifestDigest)) {
    throw new CodedError('flag_invalid', 'a digest has 64 small hex digits', {
      hint: 'krci-ai pack inspect shows it',
      where: { field: '--digest' },
    });
  }
  return {
    ...(manifestDigest === '' ? {} : { manifestDigest }),
    ...((flags.name ?? '') === '' ? {} : { name: flags.name }),
  };
}

/** What the address itself pins besides what its transport checks. */
function pinOf(address: string): ExpectedPack {
  const parsed = parsePackAddress(address);
  return parsed.kind === 'https' && parsed.archiveDigest !== undefined
    ? { archiveDigest: parsed.archiveDigest }
    : {};
}
