import type { LockedPack } from '@gait/agents';
import { CodedError } from '@gait/canon';
import {
  originOf,
  parsePackAddress,
  unmetRequirements,
  type ExpectedPack,
  type VerifiedPack,
} from '@gait/registry';

/** A pack that was brought and verified. */
export interface BroughtPack {
  readonly pack: VerifiedPack;
  /** What the lock writes down to find it again. */
  readonly origin: string;
}

/** Where packs that another one needs are looked for. */
export interface PackPlaces {
  /** Brings the pack of an address and verifies it. */
  readonly bring: (address: string, expected: ExpectedPack) => Promise<VerifiedPack>;
  /** Addresses that a person named. */
  readonly named: readonly string[];
  /** The packs of the lock. */
  readonly locked: readonly LockedPack[];
  /** Bring what the lock has, byte for byte, and not what stands at its address now. */
  readonly asLocked: boolean;
  /** The version of this program. */
  readonly program: string;
}

const PROGRAM = 'krci-ai';

/** What the lock remembers of the pack that came from an address. */
export function expectedFrom(address: string, locked: readonly LockedPack[]): ExpectedPack {
  const origin = originOf(parsePackAddress(address));
  const known = locked.find(({ source }) => source === origin);
  return known === undefined ? {} : { installed: installedAs(known) };
}

/**
 * Brings what a pack needs, and what that needs, and so on: from the addresses that were named, else
 * from where the lock has them. Nobody else is asked: which pack of a name is the right one is for a
 * person to say.
 *
 * @returns all of them, sorted by name, the first one among them
 * @throws CodedError `pack_requires` (something is not there, or not in a version that fits, or was
 *   named and is not needed), and what bringing a pack throws
 */
export async function gatherPacks(
  first: BroughtPack,
  places: PackPlaces,
): Promise<readonly BroughtPack[]> {
  const { bring, locked, asLocked } = places;
  const named = new Map<string, BroughtPack>();
  for (const address of places.named) {
    const pack = await bring(address, expectedFrom(address, locked));
    named.set(pack.manifest.name, { pack, origin: originOf(parsePackAddress(address)) });
  }
  const chosen = new Map([[first.pack.manifest.name, first]]);
  const open = [first];
  for (const { pack } of open) {
    for (const { name } of pack.manifest.requires) {
      if (name === PROGRAM || chosen.has(name)) continue;
      const found = named.get(name) ?? (await fromLock(name));
      if (found === undefined) continue;
      chosen.set(name, found);
      open.push(found);
    }
  }
  refuseUnmet([...chosen.values()], places.program, first.origin);
  refuseSpare(named, chosen, first);
  return [...chosen.values()].toSorted((a, b) =>
    a.pack.manifest.name < b.pack.manifest.name ? -1 : 1,
  );

  async function fromLock(name: string): Promise<BroughtPack | undefined> {
    const known = locked.find((one) => one.name === name);
    if (known === undefined) return undefined;
    const address = asLocked && known.resolved !== '' ? known.resolved : known.source;
    return { pack: await bring(address, { installed: installedAs(known) }), origin: known.source };
  }
}

function installedAs({
  name,
  version,
  publisher,
}: LockedPack): NonNullable<ExpectedPack['installed']> {
  return { name, version, publisher, signed: publisher !== '' };
}

function refuseUnmet(packs: readonly BroughtPack[], program: string, origin: string): void {
  const present = new Map([
    [PROGRAM, program],
    ...packs.map(({ pack }) => [pack.manifest.name, pack.manifest.version] as const),
  ]);
  for (const { pack } of packs) {
    const [unmet] = unmetRequirements(pack.manifest, present);
    if (unmet === undefined) continue;
    const { name, wanted, found } = unmet;
    const there = found === undefined ? 'is not there' : `is there as ${found}`;
    const hint =
      name === PROGRAM
        ? 'install a version of krci-ai that fits, or another version of the pack'
        : `krci-ai install --from ${origin} --with ADDRESS names where ${name} is; krci-ai info ${name} tells its address`;
    throw new CodedError(
      'pack_requires',
      `${pack.manifest.name} needs ${name} ${wanted}, which ${there}`,
      { hint, where: { file: origin } },
    );
  }
}

function refuseSpare(
  named: ReadonlyMap<string, BroughtPack>,
  chosen: ReadonlyMap<string, BroughtPack>,
  first: BroughtPack,
): void {
  const spare = [...named.keys()].find((name) => chosen.get(name) !== named.get(name));
  if (spare === undefined) return;
  throw new CodedError('pack_requires', `${first.pack.manifest.name} does not need ${spare}`, {
    hint: 'leave it out of --with; a project has one pack and those that it needs',
    where: { field: '--with' },
  });
}
