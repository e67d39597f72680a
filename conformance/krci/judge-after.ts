import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { judgeInstall } from './judge-install.ts';
import type { KrciCase } from './krci-case.ts';

/**
 * How what lies in a project after all steps differs from what the vectors say; where the
 * reference is wrong there, nothing may have been written.
 *
 * @param project absolute folder of the project, alone in its own folder
 */
export function judgeAfter(
  { after, better, steps, tree }: KrciCase,
  project: string,
): readonly string[] {
  const differences: string[] = [];
  const check = (what: string, want: unknown, got: unknown): void => {
    if (JSON.stringify(want) !== JSON.stringify(got))
      differences.push(`${what}: expected ${JSON.stringify(want)}, got ${JSON.stringify(got)}`);
  };
  const installs = steps.some(({ argv }) => argv[0] === 'install');
  if (better?.written !== undefined) {
    check('files', Object.keys(tree).sort(), filesBelow(project));
    check('files outside', ['project'], readdirSync(join(project, '..')));
  } else if (after !== undefined && isFresh(tree) && installs && writes(after)) {
    differences.push(...judgeInstall(after, project));
  } else if (after?.files?.project !== undefined) {
    const found = filesBelow(project);
    // An install also writes its lock, its store and its audit, and files in newer formats.
    const wanted = after.files.project;
    check('files', wanted, installs ? found.filter((file) => wanted.includes(file)) : found);
  }
  if (after?.roundtrip === true) {
    for (const path of Object.keys(tree)) {
      const read = (folder: string): string => readFileSync(join(folder, path), 'base64');
      check(`round trip of ${path}`, read(project), read(join(project, 'out')));
    }
  }
  return differences;
}

/** What is installed there is all ours, and not the reference's. */
function isFresh(tree: KrciCase['tree']): boolean {
  return Object.keys(tree).every((path) => !path.startsWith('.krci-ai/'));
}

function writes({ layout, files }: NonNullable<KrciCase['after']>): boolean {
  return layout !== undefined || (files?.project ?? []).length > 0;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
