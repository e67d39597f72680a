import { CodedError } from '@gait/canon';
import {
  originOf,
  packTree,
  parsePackAddress,
  unmetRequirements,
  type ExpectedPack,
} from '@gait/registry';
import type { Context } from '../../context.ts';
import type { FrameworkSource } from '../install/framework-source.ts';
import { fetchVerified } from './fetch-verified.ts';
import { resolveTrust, type TrustFlagValues } from './trust-flags.ts';

/** What the lock says about what is installed. */
export interface InstalledFrom {
  readonly source: string;
  readonly version: string;
  readonly publisher: string;
}

/** How a pack is installed from. */
export interface PackSourceRequest {
  readonly flags: TrustFlagValues & { readonly 'blob-host'?: string };
  /** Undefined: nothing is installed. */
  readonly installed: InstalledFrom | undefined;
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
 * Brings a pack, verifies it against the trust policy and what is installed, and gives it as a
 * source. `publisher` is empty unless a trusted publisher signed it: the gate puts it into decisions,
 * and a name that nobody vouches for must not stand there.
 *
 * @throws CodedError what is wrong with the pack, `pack_requires`, those of transports and trust
 */
export async function packFrameworkSource(
  context: Context,
  address: string,
  { flags, installed, allowRollback }: PackSourceRequest,
): Promise<PackFramework> {
  const trust = await resolveTrust(context, flags);
  const origin = originOf(parsePackAddress(address));
  const expected: ExpectedPack =
    installed?.source === origin
      ? {
          installed: {
            version: installed.version,
            publisher: installed.publisher,
            signed: installed.publisher !== '',
          },
          ...(allowRollback === undefined ? {} : { allowRollback }),
        }
      : {};
  const blobHosts = flags['blob-host'] ?? '';
  const pack = await fetchVerified(context, address, { trust, expected, blobHosts });
  const { manifest, signature } = pack;
  // Other packs are not looked for here: a project has one source.
  const present = new Map([['krci-ai', context.version]]);
  const [unmet] = unmetRequirements(manifest, present).filter(({ name }) => present.has(name));
  if (unmet !== undefined) {
    throw new CodedError(
      'pack_requires',
      `${manifest.name} needs ${unmet.name} ${unmet.wanted}, and this is ${unmet.found ?? 'none'}`,
      { hint: 'install a version of krci-ai that fits, or another version of the pack' },
    );
  }
  return {
    source: {
      origin,
      version: manifest.version,
      publisher: signature.status === 'verified' ? manifest.publisher : '',
      tree: packTree(pack.files),
    },
    resolved: pack.resolved,
    manifestDigest: pack.manifestDigest,
  };
}
