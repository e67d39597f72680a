import { HARNESS_IDS, HARNESSES, type OutdatedHooks } from '@gait/harness';
import { placeFinder } from '@gait/yaml';
import type { Finding } from '../findings/finding.ts';
import { decodeAsset } from '../reader/decode-asset.ts';
import { scriptStrings } from './script-strings.ts';

/** What only a person can bring to the form of today. A code is stable for ever. */
export const MIGRATION_FINDING_CODES = {
  plugin_hook_outdated: {
    severity: 'warning',
    about: 'A plugin asks for a hook that its tool no longer calls: what it guards is not guarded.',
  },
} as const;

export type MigrationFinding = Finding<keyof typeof MIGRATION_FINDING_CODES>;

const PROGRAMS: readonly OutdatedHooks[] = HARNESS_IDS.flatMap(
  (id) => HARNESSES[id].outdatedHooks ?? [],
);

/** Folders in which there may be such programs. */
export function programFolders(): readonly string[] {
  return PROGRAMS.flatMap(({ folders }) => folders);
}

/**
 * Programs in the repository whose hooks their tool no longer calls, each at its place with the form of
 * today. They are not rewritten: the tool renamed its tools and arguments as well, so a guard in new
 * clothes would be called and match nothing, which is worse than one that is known not to run.
 *
 * @param paths of files below `programFolders`
 */
export function findOutdatedHooks(
  paths: readonly string[],
  read: (path: string) => Uint8Array | undefined,
): readonly MigrationFinding[] {
  return paths.flatMap((path) => {
    const known = PROGRAMS.find(
      ({ files, folders }) =>
        files.test(path) &&
        // What a plugin brings with it is not the project's to rewrite.
        !path.includes('/node_modules/') &&
        folders.some((folder) => path.startsWith(`${folder}/`)),
    );
    const bytes = known === undefined ? undefined : read(path);
    return known === undefined || bytes === undefined
      ? []
      : hooksIn(path, decodeAsset(bytes).text, known);
  });
}

function hooksIn(file: string, script: string, known: OutdatedHooks): readonly MigrationFinding[] {
  const placeAt = placeFinder(script);
  const strings = scriptStrings(script);
  return known.hooks.flatMap(({ name, becomes }) => {
    // A plugin for both versions asks for it in both ways.
    if (script.replaceAll("'", '"').includes(becomes)) return [];
    const [first] = strings.filter(({ text }) => text === name);
    if (first === undefined) return [];
    return [
      {
        code: 'plugin_hook_outdated',
        severity: MIGRATION_FINDING_CODES.plugin_hook_outdated.severity,
        file,
        ...placeAt(first.start - 1),
        agents: [],
        message: `${known.since} does not call "${name}": what this plugin does there no longer happens`,
        hint: known.form.replace('HOOK', becomes),
      },
    ];
  });
}
