import type { LockedSource } from '@gait/agents';
import { CodedError } from '@gait/canon';
import {
  originOf,
  packTree,
  parsePackAddress,
  unmetRequirements,
  type ExpectedPack,
  type InstalledPack,
} from '@gait/registry';
import type { Context } from '../../context.ts';
import type { FrameworkSource } from '../install/framework-source.ts';
import { isUnnamed, sourceOfOrigin, type SourceFlagValues } from '../install/source-of.ts';
import { fetchVerified } from './fetch-verified.ts';
import { resolveTrust } from './trust-flags.ts';

const PROGRAM = 'krci-ai';

/** How a pack is installed from. */
export interface PackSourceRequest {
  readonly flags: SourceFlagValues;
  /** The sources of the lock. */
  readonly locked: readonly LockedSource[];
  /** The one among them whose place the pack is meant to take. */
  readonly replaces: LockedSource | undefined;
  /** What else it must be. */
  readonly expected?: ExpectedPack;
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
 * @throws CodedError what is wrong with the pack, `pack_requires`, `agent_source_conflict`, those of transports and trust
 */
export async function packFrameworkSource(
  context: Context,
  address: string,
  { flags, locked, replaces, expected: asked = {} }: PackSourceRequest,
): Promise<PackFramework> {
  const trust = await resolveTrust(context, flags);
  const origin = originOf(parsePackAddress(address));
  const allowPublisher = flags['allow-publisher'] ?? '';
  const expected: ExpectedPack = {
    ...asked,
    // By the name of the pack: whoever serves another address serves the same name there.
    installedAs(name) {
      const old = replaces ?? sourceOfOrigin(locked, { name, origin });
      return old === undefined ? undefined : installedPack(old);
    },
    allowRollback: flags['allow-older'] ?? false,
    ...(allowPublisher === '' ? {} : { allowPublisher }),
  };
  const blobHosts = flags['blob-host'] ?? '';
  const pack = await fetchVerified(context, address, { trust, expected, blobHosts });
  const { manifest, signature } = pack;
  const present = new Map([[PROGRAM, context.version]]);
  // Other packs are held against all sources of the project: `assertRequired`.
  const [unmet] = unmetRequirements(manifest, present).filter(({ name }) => present.has(name));
  const requires = manifest.requires.filter(({ name }) => name !== PROGRAM);
  if (unmet !== undefined) {
    throw new CodedError(
      'pack_requires',
      `${manifest.name} needs ${unmet.name} ${unmet.wanted}, and this is ${unmet.found ?? 'none'}`,
      { hint: 'install a version of krci-ai that fits, or another version of the pack' },
    );
  }
  return {
    source: {
      name: manifest.name,
      origin,
      version: manifest.version,
      publisher: signature.status === 'verified' ? manifest.publisher : '',
      key: signature.signers.toSorted()[0] ?? '',
      notes: pack.notes,
      ...(requires.length === 0 ? {} : { requires }),
      tree: packTree(
        pack.files,
        manifest.files.flatMap(({ path, executable }) => (executable ? [path] : [])),
      ),
    },
    resolved: pack.resolved,
    manifestDigest: pack.manifestDigest,
  };
}

/** A source of the lock as what a pack is held against. */
function installedPack(old: LockedSource): InstalledPack {
  const { name, version, publisher, key } = old;
  return {
    ...(isUnnamed(old) ? {} : { name }),
    version,
    publisher,
    signed: publisher !== '' || key !== '',
  };
}
