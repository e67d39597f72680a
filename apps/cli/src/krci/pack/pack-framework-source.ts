import type { LockedPack } from '@gait/agents';
import { originOf, parsePackAddress, type ExpectedPack, type VerifiedPack } from '@gait/registry';
import type { Context } from '../../context.ts';
import type { FrameworkSource } from '../install/framework-source.ts';
import { addressList } from '../name-list.ts';
import { fetchVerified } from './fetch-verified.ts';
import { expectedFrom, gatherPacks } from './gather-packs.ts';
import { joinPacks, lockedPacks, publisherOf } from './join-packs.ts';
import { resolveTrust, type TrustFlagValues } from './trust-flags.ts';

/** What the lock says about what is installed. */
export interface InstalledFrom {
  readonly source: string;
  readonly version: string;
  readonly publisher: string;
  readonly packs?: readonly LockedPack[];
}

/** How a pack is installed from. */
export interface PackSourceRequest {
  readonly flags: TrustFlagValues & {
    readonly 'blob-host'?: string;
    /** Addresses of packs that this one needs. */
    readonly with?: string;
  };
  /** Undefined: nothing is installed. */
  readonly installed: InstalledFrom | undefined;
  /** Other packs come as the lock has them, not as they are now. */
  readonly asLocked?: boolean;
  /** An older version than the installed one is wanted. */
  readonly allowRollback?: boolean;
}

/** A verified pack as a source of an install. */
export interface PackFramework {
  readonly source: FrameworkSource;
  /** The address of exactly these bytes: what a frozen install fetches again. */
  readonly resolved: string;
  readonly manifestDigest: string;
}

/**
 * Brings a pack and those that it needs, verifies them against the trust policy and what is installed,
 * and gives them as one source. `publisher` is empty unless one trusted publisher signed all of it: the gate puts it into decisions,
 * and a name that nobody vouches for must not stand there.
 *
 * @throws CodedError what is wrong with the pack, `pack_requires`, `pack_overlap`, those of transports and trust
 */
export async function packFrameworkSource(
  context: Context,
  address: string,
  { flags, installed, asLocked = false, allowRollback }: PackSourceRequest,
): Promise<PackFramework> {
  const trust = await resolveTrust(context, flags);
  const origin = originOf(parsePackAddress(address));
  const blobHosts = flags['blob-host'] ?? '';
  const rollback = allowRollback === undefined ? {} : { allowRollback };
  const locked = installed?.packs ?? [];
  const bring = async (from: string, expected: ExpectedPack): Promise<VerifiedPack> =>
    await fetchVerified(context, from, {
      trust,
      expected: { ...expected, ...rollback },
      blobHosts,
    });
  const known = expectedFrom(address, locked);
  const pack = await bring(
    address,
    installed?.source === origin && known.installed === undefined ? aloneAs(installed) : known,
  );
  const packs = await gatherPacks(
    { pack, origin },
    { bring, named: addressList(flags.with ?? ''), locked, asLocked, program: context.version },
  );
  const several = lockedPacks(packs);
  return {
    source: {
      origin,
      version: pack.manifest.version,
      publisher: publisherOf(packs),
      tree: joinPacks(packs),
      ...(several === undefined ? {} : { packs: several }),
    },
    resolved: pack.resolved,
    manifestDigest: pack.manifestDigest,
  };
}

/** A lock of one pack knows no name of it. */
function aloneAs({ version, publisher }: InstalledFrom): ExpectedPack {
  return { installed: { version, publisher, signed: publisher !== '' } };
}
