import { type LockedSource, parseVersion } from '@gait/agents';
import { listTags } from '@gait/local';
import {
  addressOfVersion,
  isNewer,
  newestOf,
  newestVersion,
  originOf,
  parsePackAddress,
  type MarketPack,
  type PackAddress,
} from '@gait/registry';
import type { Context } from '../../context.ts';
import { openIndex, namesIndex } from '../pack/open-index.ts';
import { sourcePlace } from '../pack/source-place.ts';
import type { UpdateScope } from './update-sources.ts';

/**
 * The address of the newest version of a pack where it came from: as a configured index says, else
 * the highest version among the tags of a registry, else what the address itself leads to. What is
 * pinned to a commit stays there: no branch or tag of git is believed.
 *
 * @param exact address of just what is installed, where there is one: `lockedAddress`
 * @throws CodedError those of `openIndex` and `listTags`
 */
export async function newestAddress(
  context: Context,
  { name, source, version }: LockedSource,
  exact: string,
  flags: UpdateScope['flags'],
): Promise<string> {
  // The origin of a pack in git names no commit, and so is no address; that on a web server is one.
  const isServed = /^https?:/u.test(source);
  const place = parsePackAddress(isServed ? source : exact);
  if (place.kind === 'folder') return source;
  const prereleases = (parseVersion(version)?.pre.length ?? 0) > 0;
  if (namesIndex(context, flags)) {
    const { index, address } = await openIndex(context, flags);
    const pack = index.packs.find((known) => isFrom(known, name, source, address));
    const newest = pack === undefined ? undefined : newestOf(pack, prereleases);
    const target = newest === undefined ? '' : addressOfVersion(address, newest);
    if (newest !== undefined && isNewer(newest.version, version) && isThere(target, place))
      return target;
  }
  if (place.kind === 'https') return source;
  if (place.kind === 'git') return exact;
  const { tag: _tag, digest: _digest, ...repository } = place;
  const at = sourcePlace(context, flags['blob-host'] ?? '');
  const tag = newestVersion(await listTags(repository, at), prereleases);
  return tag === undefined || !isNewer(tag, version) ? exact : `${originOf(repository)}:${tag}`;
}

/** A pack of an index by its name; one whose name the lock does not have, by where it is. */
function isFrom(pack: MarketPack, name: string, source: string, index: string): boolean {
  if (pack.name === name) return true;
  return (
    name === source &&
    pack.versions.some(
      (version) => originOf(parsePackAddress(addressOfVersion(index, version))) === source,
    )
  );
}

/** An index may list a pack anywhere; an update stays with whom the pack came from. */
function isThere(address: string, place: PackAddress): boolean {
  const target = parsePackAddress(address);
  return target.kind === 'https' && place.kind === 'https'
    ? target.url.origin === place.url.origin
    : originOf(target) === originOf(place);
}
