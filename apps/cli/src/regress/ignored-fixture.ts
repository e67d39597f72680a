import { gitRoot, isIgnored, type AddedFixture } from '@gait/local';
import type { Context } from '../context.ts';

/** A fixture that git ignores is a test that nobody else gets; a sentence about it, or none. */
export function ignoredWarnings(
  context: Context,
  { fixtureDir, runpackPath, configPath }: AddedFixture,
): readonly string[] {
  const root = gitRoot(context.resolve(fixtureDir));
  if (root === undefined) return [];
  const ignored = [runpackPath, `${fixtureDir}/fixture.json`, configPath].filter(
    (path) => isIgnored(context.resolve(path), root, context.env) === 'yes',
  );
  if (ignored.length === 0) return [];
  return [
    `git ignores ${ignored.join(' and ')}: the fixture will not be committed; change .gitignore, or use git add --force`,
  ];
}
