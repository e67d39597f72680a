import { isCodedError } from '@gait/canon';
import { findLock } from './install/project-state.ts';

/** Which sources each file of a project came from. */
export interface SourceColumn {
  /** Names, none for what is the project's own; undefined: nothing says it. */
  readonly sourcesOf: (path: string | undefined) => readonly string[] | undefined;
  /** Rows with this column at their end; as they are where all would say the same. */
  readonly withColumn: (
    rows: readonly (readonly string[])[],
    paths: readonly (string | undefined)[],
    title: string,
  ) => readonly (readonly string[])[];
}

/** A lock that cannot be read keeps nobody from a list: status and verify tell of it. */
export function sourceColumn(root: string): SourceColumn {
  const owners = ownersIn(root);
  const sourcesOf: SourceColumn['sourcesOf'] = (path) =>
    path === undefined ? undefined : owners && (owners.get(path) ?? []);
  return {
    sourcesOf,
    withColumn([head = [], ...rows], paths, title) {
      const words = paths.map((path) => sourcesOf(path)?.join(', '));
      if (new Set(words).size < 2) return [head, ...rows];
      const told = words.map((word) => (word === '' ? 'your own' : (word ?? '')));
      return [[...head, title], ...rows.map((row, index) => [...row, told[index] ?? ''])];
    },
  };
}

function ownersIn(root: string): ReadonlyMap<string, readonly string[]> | undefined {
  try {
    const files = findLock(root)?.lock.files;
    return files && new Map(files.map(({ path, sources }) => [path, sources]));
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}
