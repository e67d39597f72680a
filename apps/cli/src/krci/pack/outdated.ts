import { join } from 'node:path';
import { LOCK_FILE, readLock, type LockedSource } from '@gait/agents';
import { CodedError } from '@gait/canon';
import { isThere, readWhole } from '@gait/local';
import {
  addressOfVersion,
  isNewer,
  newestOf,
  originOf,
  parsePackAddress,
  type MarketPack,
} from '@gait/registry';
import { boolFlag, defineCommand } from '../../command.ts';
import { BUILTIN } from '../install/builtin-source.ts';
import { projectFolder } from '../open-framework.ts';
import { namedVersion, type NamedVersion } from './named-version.ts';
import { INDEX_FLAGS, indexJson, indexLines, openIndex, type OpenedIndex } from './open-index.ts';

/** `krci-ai outdated`: is there something newer than what is installed. */
export const command = defineCommand({
  path: ['outdated'],
  explain: 'Holds what the lock says is installed, or NAME@VERSION, against a signed index.',
  flags: {
    ...INDEX_FLAGS,
    prereleases: boolFlag({ help: 'count pre-releases as newer too' }),
  },
  positionals: [
    { name: 'packs', help: 'NAME@VERSION, instead of the lock', optional: true, rest: true },
  ],
  example: 'krci-ai outdated --index https://packs.example/index.json',
  notes: [
    'A pack is looked for by its name, wherever it was installed from. Of what the index does not know `outdated` is null in the JSON: nobody can say.',
    'Exit status: 0 whether or not something is newer (see `outdated` in the JSON), 2 the index is refused.',
  ],
  async run(context, { flags, positionals }) {
    const opened = await openIndex(context, flags);
    const asked =
      positionals.length === 0
        ? installedSources(projectFolder(context))
        : positionals.map((text) => ({ ...namedVersion(text), source: '' }));
    const rows = asked.map((one) => rowOf(context.version, opened, one, flags.prereleases));
    return {
      exit: 0,
      json: {
        ok: true,
        index: indexJson(opened),
        outdated: verdictOf(rows),
        packs: rows,
      },
      text: (paint) => [
        ...indexLines(opened, paint),
        ...paint.table([
          ['NAME', 'INSTALLED', 'NEWEST', ''],
          ...rows.map((row) => [row.name, row.version, row.newest ?? '?', wordsOf(row)]),
        ]),
        ...rows.flatMap(({ outdated, next }) =>
          outdated === true && next !== undefined ? [paint.dim(next)] : [],
        ),
      ],
    };
  },
});

/** What is asked about; `source` is empty where only a name was given. */
type AskedVersion = NamedVersion & Pick<LockedSource, 'source'>;

interface Row extends NamedVersion {
  readonly known: boolean;
  readonly newest: string | undefined;
  /** Null: nobody can say. */
  readonly outdated: boolean | null;
  readonly withdrawn: boolean;
  readonly address: string | undefined;
  /** The command that brings the newer one. */
  readonly next: string | undefined;
}

function rowOf(
  program: string,
  { index, address }: OpenedIndex,
  { name, version, source }: AskedVersion,
  prereleases: boolean,
): Row {
  // What this program carries comes with the program.
  if (source === BUILTIN) {
    const outdated = isNewer(program, version);
    const next = outdated ? 'krci-ai update --from builtin' : undefined;
    const found = { known: true, newest: program, withdrawn: false, address: BUILTIN };
    return { name, version, ...found, outdated, next };
  }
  const pack =
    // A folder has no version, and may be called as some pack is.
    index.packs.find((known) => known.name === name && version !== '') ??
    index.packs.find((known) => comesFrom(known, source, address));
  const newest = pack === undefined ? undefined : newestOf(pack, prereleases);
  const target = newest === undefined ? undefined : addressOfVersion(address, newest);
  const outdated = newest === undefined ? null : isNewer(newest.version, version);
  const verb = source === '' ? 'install' : 'update';
  return {
    name: pack?.name ?? name,
    version,
    known: pack !== undefined,
    newest: newest?.version,
    outdated,
    withdrawn: pack?.versions.find((known) => known.version === version)?.yanked ?? false,
    address: target,
    next: outdated === true ? `krci-ai ${verb} --from ${target ?? ''}` : undefined,
  };
}

/** One that is newer settles it; one that nobody knows leaves it open. */
function verdictOf(rows: readonly Row[]): boolean | null {
  if (rows.some(({ outdated }) => outdated === true)) return true;
  return rows.some(({ outdated }) => outdated === null) ? null : false;
}

function wordsOf({ withdrawn, outdated, known }: Row): string {
  if (withdrawn) return 'withdrawn';
  if (outdated === null)
    return known ? 'unknown: all versions are withdrawn' : 'unknown: not in the index';
  return outdated ? 'newer' : 'current';
}

/** The sources of the lock. */
function installedSources(project: string): readonly AskedVersion[] {
  const file = join(project, LOCK_FILE);
  if (isThere(file)) return readLock(readWhole(file), file).sources;
  throw new CodedError('agent_lock_missing', `${project} has no ${LOCK_FILE}`, {
    hint: 'run krci-ai install, or name packs: krci-ai outdated finance@1.0.0',
  });
}

/** For a lock of the earlier format, which has no names. */
function comesFrom(pack: MarketPack, source: string, index: string): boolean {
  return pack.versions.some((version) => {
    const origin = originOf(parsePackAddress(addressOfVersion(index, version)));
    return origin === source;
  });
}
