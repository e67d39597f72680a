import { expect, test } from 'bun:test';
import { HOOK_ROWS } from '@gait/harness';
import { protectedNames } from './protected-names.ts';

const NAMES = protectedNames().map(({ names }) => names);

/** Whether a path ends as a name says, or lies below what it names. */
function isProtected(path: string): boolean {
  const parts = path.split('/');
  return NAMES.some((names) =>
    parts.some((_, at) =>
      names.every(
        (name, index) =>
          name === '**' ||
          (name === parts[at + index] &&
            (names.at(-1) === '**' || at + names.length === parts.length)),
      ),
    ),
  );
}

test('every file that starts a hook in some coding tool is protected', () => {
  const files = Object.values(HOOK_ROWS).flatMap(({ files: { project, user } }) =>
    [...project, ...user].map(({ path }) => path.replace('~/', '')),
  );
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((path) => !isProtected(path))).toEqual([]);
});

test('other files of the same folders are not', () => {
  for (const path of ['.qwen/notes.md', '.cline/rules.md', 'src/settings.json', 'plugins/a.js']) {
    expect([path, isProtected(path)]).toEqual([path, false]);
  }
});
