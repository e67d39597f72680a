import { dirname, relative, sep } from 'node:path';
import { inRange, parseVersion, type LockedRequirement, type LockedSource } from '@gait/agents';
import { isCodedError } from '@gait/canon';
import {
  addressOfVersion,
  parsePackAddress,
  type MarketPack,
  type MarketVersion,
} from '@gait/registry';
import type { Context } from '../../context.ts';
import { openSource, type OpenedSource, type SourceFlagValues } from '../install/source-of.ts';
import { namesIndex, openIndex, type OpenedIndex } from './open-index.ts';

/** What a step opened, and the project that it is for. */
export interface OpenedStep {
  readonly opened: readonly OpenedSource[];
  readonly locked: readonly LockedSource[];
  readonly flags: SourceFlagValues & { readonly index?: string };
}

/**
 * Adds packs that opened ones need and that nobody named, where a person configured an index that lists
 * them: in a version that fits, by the digest that the index says, verified as any other pack. Only
 * from beside the index or from where the pack is that needs them: whom an index sends elsewhere is
 * told, and decides. What is not found is refused later, as without an index.
 *
 * @throws CodedError those of `openSource`
 */
export async function withRequired(
  context: Context,
  { opened, locked, flags }: OpenedStep,
): Promise<readonly OpenedSource[]> {
  const { index: named = '' } = flags;
  const all = [...opened];
  let index: OpenedIndex | undefined;
  for (let need = missing(all, locked); need !== undefined; need = missing(all, locked)) {
    if (!namesIndex(context, { index: named })) return all;
    index ??= await askIndex(context, flags);
    const found = index === undefined ? undefined : choose(index, need);
    if (index === undefined || found === undefined) return all;
    const { address, version } = found;
    if (!isNear(address, index.address, need.by)) {
      context.warn(
        `${need.name} ${version.version}, which ${need.by.source.name} needs, is at ${address} as ${index.index.name} says: --with brings it from there`,
      );
      return all;
    }
    all.push(
      await openSource(context, asNamed(context, address), {
        // What a person lifts, he lifts for what he named.
        flags: { ...flags, 'allow-older': false, 'allow-publisher': '' },
        locked,
        replaces: undefined,
        expected: {
          name: need.name,
          version: version.version,
          manifestDigest: version.manifestDigest,
        },
      }),
    );
  }
  return all;
}

interface Need {
  readonly name: string;
  /** All ranges that are asked for. */
  readonly ranges: readonly string[];
  readonly by: OpenedSource;
}

/** The first pack that is needed and neither there nor opened. */
function missing(
  opened: readonly OpenedSource[],
  locked: readonly LockedSource[],
): Need | undefined {
  const gone = new Set(opened.map(({ replaces }) => replaces));
  const stays = locked.filter((one) => !gone.has(one));
  const there = new Set([...stays, ...opened.map(({ source }) => source)].map(({ name }) => name));
  const wantedBy = ({ requires = [] }: { readonly requires?: readonly LockedRequirement[] }) =>
    requires.filter(({ name }) => !there.has(name));
  const by = opened.find(({ source }) => wantedBy(source).length > 0);
  const [first] = by === undefined ? [] : wantedBy(by.source);
  if (by === undefined || first === undefined) return undefined;
  const ranges = [...stays, ...opened.map(({ source }) => source)]
    .flatMap(wantedBy)
    .filter(({ name }) => name === first.name)
    .map(({ version }) => version);
  return { name: first.name, ranges, by };
}

/** An index that cannot be asked, or that nobody signed, finds nothing, and why is told. */
async function askIndex(
  context: Context,
  flags: OpenedStep['flags'],
): Promise<OpenedIndex | undefined> {
  try {
    return await openIndex(context, {
      ...flags,
      index: flags.index ?? '',
      'allow-unsigned': false,
      'blob-host': flags['blob-host'] ?? '',
    });
  } catch (error) {
    if (!isCodedError(error)) throw error;
    context.warn(`the index was not asked for what is needed: ${error.message}`);
    return undefined;
  }
}

/** The newest version that fits everybody and that is still offered; a prerelease where nothing else does. */
function choose(
  { index, address }: OpenedIndex,
  { name, ranges }: Need,
): { readonly address: string; readonly version: MarketVersion } | undefined {
  const pack: MarketPack | undefined = index.packs.find((known) => known.name === name);
  const fitting = (pack?.versions ?? []).filter(({ version, yanked }) => {
    const parsed = parseVersion(version);
    return !yanked && parsed !== undefined && ranges.every((range) => inRange(parsed, range));
  });
  const stable = fitting.find(({ version }) => parseVersion(version)?.pre.length === 0);
  const version = stable ?? fitting[0];
  return version === undefined
    ? undefined
    : { address: addressOfVersion(address, version), version };
}

/** A path as a person would have named it: the lock goes to other machines. */
function asNamed(context: Context, address: string): string {
  const place = parsePackAddress(address);
  return place.kind === 'folder' ? relative(context.resolve('.'), place.path) : address;
}

/** Whether an address is on the server of the index, below its folder, or where another pack came from. */
function isNear(address: string, index: string, { source }: OpenedSource): boolean {
  const target = parsePackAddress(address);
  if (target.kind === 'folder')
    return (
      target.path.startsWith(`${dirname(index)}${sep}`) &&
      !/(?:^|[\\/])\.\.(?:[\\/]|$)/u.test(target.path)
    );
  const needer = parsePackAddress(source.origin);
  if (target.kind === 'oci') return needer.kind === 'oci' && needer.host === target.host;
  const servers = [index, ...(needer.kind === target.kind ? [needer.url.href] : [])];
  return servers.some(
    (server) => /^https?:/u.test(server) && new URL(server).origin === target.url.origin,
  );
}
