import { join } from 'node:path';
import {
  readWaivers,
  WAIVER_FILE,
  type AgentsLock,
  type LockedSource,
  type ScanOptions,
} from '@gait/agents';
import { CodedError, decodeUtf8Loose, formatTime } from '@gait/canon';
import { isThere } from '@gait/local';
import type { ExpectedPack } from '@gait/registry';
import type { Context } from '../../context.ts';
import { isPackAddress } from '../pack/is-pack-address.ts';
import type { TrustFlagValues } from '../pack/trust-flags.ts';
import { BUILTIN, builtinSource } from './builtin-source.ts';
import { folderName, folderSource } from './folder-source.ts';
import type { FrameworkSource } from './framework-source.ts';
import { addressList } from '../name-list.ts';
import { bytesAt } from './project-state.ts';

/** Flags that say whom a source is believed from. */
export type SourceFlagValues = TrustFlagValues & {
  readonly 'blob-host'?: string;
  readonly 'allow-older'?: boolean;
  readonly 'allow-publisher'?: string;
  /** Addresses of further sources. */
  readonly with?: string;
};

/** A source, and what of the lock it is. */
export interface OpenedSource {
  readonly source: FrameworkSource;
  /** The source of the lock that it takes the place of; undefined: it is a new one. */
  readonly replaces: LockedSource | undefined;
}

/**
 * The source that was named; else all that the lock has, each as it was; else the framework of this
 * program. Beside it come those of `--with`.
 *
 * @param from value of `--from`: an address, or the name of a source of the lock; empty: none
 * @throws CodedError `arguments_invalid`: a source is named twice; those of `openSource`
 */
export async function sourcesOf(
  context: Context,
  from: string,
  before: AgentsLock | undefined,
  flags: SourceFlagValues,
): Promise<readonly OpenedSource[]> {
  const locked = before?.sources ?? [];
  if (from !== '') {
    const named = sourceNamed(locked, from);
    const address = named === undefined ? from : await exactly(context, named);
    const first = await openSource(context, address, { flags, locked, replaces: named });
    return assertOnce([first, ...(await furtherSources(context, locked, flags))]);
  }
  const further = await furtherSources(context, locked, flags);
  if (locked.length === 0)
    return assertOnce([
      { source: builtinSource(context.version), replaces: undefined },
      ...further,
    ]);
  const opened: OpenedSource[] = [];
  // One after the other: what asks for a password asks alone.
  for (const one of locked.filter((known) => further.every(({ replaces }) => replaces !== known)))
    opened.push(
      await openSource(context, await exactly(context, one), { flags, locked, replaces: one }),
    );
  return assertOnce([...opened, ...further]);
}

/**
 * Opens what `--with` names.
 *
 * @throws CodedError those of `openSource`
 */
export async function furtherSources(
  context: Context,
  locked: readonly LockedSource[],
  flags: SourceFlagValues,
): Promise<readonly OpenedSource[]> {
  const opened: OpenedSource[] = [];
  for (const address of addressList(flags.with ?? '')) {
    const named = sourceNamed(locked, address);
    const place = named === undefined ? address : await exactly(context, named);
    opened.push(await openSource(context, place, { flags, locked, replaces: named }));
  }
  return opened;
}

/**
 * With what opened packs need and nobody named: `withRequired`. Nothing is loaded for it where no pack
 * needs another.
 *
 * @throws CodedError those of `openSource`
 */
export async function completed(
  context: Context,
  opened: readonly OpenedSource[],
  before: AgentsLock | undefined,
  flags: SourceFlagValues & { readonly index?: string },
): Promise<readonly OpenedSource[]> {
  if (opened.every(({ source }) => source.requires === undefined)) return opened;
  const { withRequired } = await import('../pack/required-sources.ts');
  return await withRequired(context, { opened, locked: before?.sources ?? [], flags });
}

/** @throws CodedError `arguments_invalid`: which of the two would count nobody chose */
export function assertOnce(opened: readonly OpenedSource[]): readonly OpenedSource[] {
  const twice = opened.find(({ source, replaces }, index) =>
    opened
      .slice(0, index)
      .some(
        (other) =>
          other.source.name === source.name ||
          (replaces !== undefined && other.replaces === replaces),
      ),
  );
  if (twice === undefined) return opened;
  throw new CodedError('arguments_invalid', `${twice.source.name} is named twice`, {
    hint: 'name each source once, with --from or with --with',
    where: { field: '--with' },
  });
}

/**
 * The address of just what is installed, where there is one.
 *
 * @throws CodedError those of `lockedAddress`
 */
export async function exactly(context: Context, one: LockedSource): Promise<string> {
  if (one.resolved === '' && !isPackAddress(one.source)) return one.source;
  const { lockedAddress } = await import('../pack/locked-address.ts');
  return lockedAddress(context, one);
}

/** The source of a lock that is called so. */
export function sourceNamed(
  locked: readonly LockedSource[],
  name: string,
): LockedSource | undefined {
  return locked.find((source) => source.name === name);
}

/** True of a source that is known by where it is alone: a folder, or any in a lock of format 1.0.0. */
export function isUnnamed({ name, source }: LockedSource): boolean {
  return name !== BUILTIN && (name === source || name === folderName(source));
}

/** How a source is opened. */
export interface SourceOpening {
  readonly flags: SourceFlagValues;
  /** All sources of the lock: a pack is held against the one of its name, wherever it comes from. */
  readonly locked: readonly LockedSource[];
  /** The one whose place it is meant to take. */
  readonly replaces: LockedSource | undefined;
  /** What a pack must be, where somebody said it; a folder is none of that. */
  readonly expected?: ExpectedPack;
}

/**
 * Brings a source and finds out which one of the lock it is.
 *
 * @throws CodedError those of `folderSource` and `packFrameworkSource`, `pack_downgrade`
 */
export async function openSource(
  context: Context,
  address: string,
  { flags, locked, replaces, expected }: SourceOpening,
): Promise<OpenedSource> {
  if (address === BUILTIN) {
    const source = builtinSource(context.version);
    return { source, replaces: replaces ?? sourceNamed(locked, BUILTIN) };
  }
  // What this program carries was examined when it was built: it starts without all that.
  const { examined } = await import('./assert-sound.ts');
  // An unpacked pack is a pack: what nobody verified does not get past a signature as a folder.
  if (expected === undefined && !bringsPack(context, address)) {
    const folder = examined(folderSource(context.resolve(address), address));
    const old = replaces ?? sourceOfOrigin(locked, folder) ?? sourceAt(locked, folder);
    if (old !== undefined) refuseWeaker(folder, old, flags['allow-publisher'] ?? '');
    assertMayBeUnsigned(folder, flags);
    return { source: folder, replaces: old };
  }
  const { packFrameworkSource } = await import('../pack/pack-framework-source.ts');
  const { source, resolved } = await packFrameworkSource(context, address, {
    flags,
    locked,
    replaces,
    ...(expected === undefined ? {} : { expected }),
  });
  // Where a file lies is this machine's own affair; the lock keeps the path as it was named.
  const pack = examined({ ...source, ...(resolved.includes('://') ? { resolved } : {}) });
  return { source: pack, replaces: replaces ?? sourceOfOrigin(locked, pack) };
}

/**
 * A plain folder has no manifest that anybody could sign.
 *
 * @throws CodedError `pack_unsigned` where a signature is asked for
 */
function assertMayBeUnsigned({ origin }: FrameworkSource, flags: TrustFlagValues): void {
  if (flags.profile === 'standard' && flags['public-key'] === '') return;
  throw new CodedError('pack_unsigned', `${origin} is a plain folder, which nobody signed`, {
    hint: 'make a pack of it (krci-ai pack build, then pack sign), or leave out the flag that asks for a signature',
    where: { field: '--from' },
  });
}

/** What came from a folder whose manifest was taken away has a name; it is the source all the same. */
function sourceAt(
  locked: readonly LockedSource[],
  { origin }: Pick<FrameworkSource, 'origin'>,
): LockedSource | undefined {
  return locked.find(({ source }) => folderName(source) === folderName(origin));
}

/** The source of a lock that another one is: of the same name, or, where it has none, of the same place. */
export function sourceOfOrigin(
  locked: readonly LockedSource[],
  { name, origin }: Pick<FrameworkSource, 'name' | 'origin'>,
): LockedSource | undefined {
  return sourceNamed(locked, name) ?? locked.find((one) => isUnnamed(one) && one.source === origin);
}

/** What is verified as a pack; a folder is one where `pack build --in-place` made it one. */
export function bringsPack(context: Context, address: string): boolean {
  return isPackAddress(address) || isThere(join(context.resolve(address), 'krci-pack.json'));
}

/**
 * Sources are opened before the turn in the project is taken, because a network takes its time. What
 * they were held against must still be what is installed.
 *
 * @throws CodedError `change_target_changed`
 */
export function assertAsOpened(
  opened: readonly OpenedSource[],
  locked: readonly LockedSource[],
): void {
  for (const { source, replaces } of opened) {
    const { version, publisher, key = '' } = replaces ?? source;
    const now = sourceNamed(locked, replaces?.name ?? source.name);
    if (now === undefined) continue;
    if (now.version === version && now.publisher === publisher && now.key === key) continue;
    throw new CodedError(
      'change_target_changed',
      `${now.name} is another version now than when this command began`,
      { hint: 'run the command again' },
    );
  }
}

/** Nobody vouches for a folder: it does not take the place of what somebody signed. */
function refuseWeaker(source: FrameworkSource, old: LockedSource, allowed: string): void {
  if ((old.publisher === '' && old.key === '') || allowed === 'none' || old.name === BUILTIN)
    return;
  throw new CodedError(
    'pack_downgrade',
    `${old.name} was signed by ${old.publisher} when it was installed, and nobody vouches for the folder ${source.origin}`,
    { hint: 'without a signature it comes with --allow-publisher none only' },
  );
}

/** What a project accepts in spite of the scan, and the day that this is judged by. */
export function waiversOf(context: Context, root: string): ScanOptions['waivers'] {
  const today = formatTime(context.now()).slice(0, 10);
  return { file: readWaivers(decodeUtf8Loose(bytesAt(root, WAIVER_FILE)), today), today };
}
