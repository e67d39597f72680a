import { join } from 'node:path';
import { LOCK_FILE, readLock } from '@gait/agents';
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
    'Exit status: 0 whether or not something is newer (see `outdated` in the JSON), 2 the index is refused.',
  ],
  async run(context, { flags, positionals }) {
    const opened = await openIndex(context, flags);
    const asked =
      positionals.length === 0
        ? installedOf(projectFolder(context), opened)
        : positionals.map((text) => namedVersion(text));
    const rows = asked.map(({ name, version }) => {
      const pack = opened.index.packs.find((known) => known.name === name);
      const newest = pack === undefined ? undefined : newestOf(pack, flags.prereleases);
      const current = pack?.versions.find((known) => known.version === version);
      return {
        name,
        version,
        known: pack !== undefined,
        newest: newest?.version,
        outdated: newest !== undefined && isNewer(newest.version, version),
        withdrawn: current?.yanked ?? false,
        address: newest === undefined ? undefined : addressOfVersion(opened.address, newest),
      };
    });
    return {
      exit: 0,
      json: {
        ok: true,
        index: indexJson(opened),
        outdated: rows.some((row) => row.outdated),
        packs: rows,
      },
      text: (paint) => [
        ...indexLines(opened, paint),
        ...paint.table([
          ['NAME', 'INSTALLED', 'NEWEST', ''],
          ...rows.map((row) => [
            row.name,
            row.version,
            row.newest ?? '',
            row.withdrawn
              ? 'withdrawn'
              : row.outdated
                ? 'newer'
                : row.known
                  ? ''
                  : 'not in the index',
          ]),
        ]),
      ],
    };
  },
});

/** The packs of the lock; a single one is known by where it came from, for a lock holds no name of it. */
function installedOf(project: string, { index, address }: OpenedIndex): readonly NamedVersion[] {
  const file = join(project, LOCK_FILE);
  if (!isThere(file)) {
    throw new CodedError('agent_lock_missing', `${project} has no ${LOCK_FILE}`, {
      hint: 'run krci-ai install, or name packs: krci-ai outdated finance@1.0.0',
    });
  }
  const { source, version, packs } = readLock(readWhole(file), file);
  if (packs !== undefined) return packs;
  const pack = index.packs.find((known) => comesFrom(known, source, address));
  return [{ name: pack?.name ?? source, version }];
}

function comesFrom(pack: MarketPack, source: string, index: string): boolean {
  return pack.versions.some((version) => {
    const origin = originOf(parsePackAddress(addressOfVersion(index, version)));
    return origin === source;
  });
}
