import type { AgentsLock, Level, LockedSource } from '@gait/agents';
import { CodedError } from '@gait/canon';
import type { Context } from '../../context.ts';
import { BUILTIN } from '../install/builtin-source.ts';
import {
  assertOnce,
  bringsPack,
  exactly,
  furtherSources,
  isUnnamed,
  openSource,
  sourceNamed,
  type OpenedSource,
  type SourceFlagValues,
} from '../install/source-of.ts';
import { isPackAddress } from '../pack/is-pack-address.ts';
import type { IndexFlagValues } from '../pack/open-index.ts';

/** Which sources an update is about. */
export interface UpdateScope {
  /** Value of `--from`: the name of an installed source, or where one of them comes from now; empty: all. */
  readonly from: string;
  /** Another level of what is installed, and nothing newer. */
  readonly level: Level | undefined;
  readonly flags: SourceFlagValues & IndexFlagValues;
}

/**
 * What the sources of a project have now, each from where it came.
 *
 * @throws CodedError `agent_source_unknown`: `--from` names what takes no installed source's place;
 *   those of `openSource` and `newestAddress`
 */
export async function sourcesToUpdate(
  context: Context,
  lock: AgentsLock,
  { from, level, flags }: UpdateScope,
): Promise<readonly OpenedSource[]> {
  const { sources: locked } = lock;
  const named = sourceNamed(locked, from);
  if (from !== '' && named === undefined) {
    const moved = movedSource(locked, bringsPack(context, from));
    const opened = await openSource(context, from, { flags, locked, replaces: undefined });
    // Where a folder lies is all that is known of it, and it lies elsewhere now.
    const first =
      opened.replaces === undefined && moved !== undefined && from !== BUILTIN
        ? await openSource(context, from, { flags, locked, replaces: moved })
        : opened;
    if (first.replaces === undefined) throw unknownSource(opened.source.name, locked);
    return assertOnce([first, ...(await furtherSources(context, locked, flags))]);
  }
  const opened = [...(await furtherSources(context, locked, flags))];
  const asked = named === undefined ? locked : [named];
  // What came with --with is not asked for where it was before.
  for (const one of asked.filter((known) => opened.every(({ replaces }) => replaces !== known))) {
    const address = await addressOf(context, one, level, flags);
    opened.push(await openSource(context, address, { flags, locked, replaces: one }));
  }
  if (opened.length > 0) return assertOnce(opened);
  // Only tool files of the project's own agents are installed: nothing has a source.
  throw unknownSource(from || BUILTIN, locked);
}

/**
 * The one source that is known by its place alone; of several nobody knows which one is meant. A folder
 * does not become a pack by moving.
 */
function movedSource(locked: readonly LockedSource[], isPack: boolean): LockedSource | undefined {
  const [first, ...others] = locked.filter(
    (one) => isUnnamed(one) && isPackAddress(one.source) === isPack,
  );
  return others.length === 0 ? first : undefined;
}

async function addressOf(
  context: Context,
  one: LockedSource,
  level: Level | undefined,
  flags: UpdateScope['flags'],
): Promise<string> {
  const exact = await exactly(context, one);
  if (!isPackAddress(exact) || (level !== undefined && one.resolved !== '')) return exact;
  const { newestAddress } = await import('./newest-address.ts');
  return await newestAddress(context, one, exact, flags);
}

function unknownSource(name: string, locked: readonly LockedSource[]): CodedError {
  const known = locked.map((source) => source.name).join(', ');
  return new CodedError(
    'agent_source_unknown',
    `${name} is not installed${known === '' ? '' : `; installed is ${known}`}`,
    {
      hint: 'krci-ai install --from adds a source, krci-ai uninstall NAME takes one away',
      where: { field: '--from' },
    },
  );
}
