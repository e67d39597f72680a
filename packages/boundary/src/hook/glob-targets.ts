import type { Json, JsonObject } from '@gait/canon';
import type { GivenTarget } from './effect-targets.ts';
import { privateFilesOf } from './private-names.ts';

/** Members in which tools that search in files take a pattern of the files to search. */
const MEMBERS: ReadonlySet<string> = new Set([
  ...['glob', 'globs', 'include', 'includes', 'include_pattern', 'includepattern'],
  ...['include_patterns', 'file_pattern', 'filepattern', 'file_glob', 'fileglob'],
]);

/**
 * Private files that a search means by its pattern of files: an explicit pattern goes above what is
 * hidden and ignored, and what is found is shown.
 */
export function searchedFiles(input: JsonObject, folder: string): readonly GivenTarget[] {
  const globs = Object.entries(input)
    .filter(([name]) => MEMBERS.has(name.toLowerCase()))
    .flatMap(([, value]) => textsOf(value as Json));
  return filesMeant(globs, folder);
}

/** Private files that patterns mean where a tool that reads files takes patterns for names. */
export function filesMeant(globs: readonly string[], folder: string): readonly GivenTarget[] {
  const found = new Set(globs.flatMap((glob) => privateFilesOf(glob, folder)));
  return [...found].map((value) => ({
    kind: 'path',
    value,
    operation: 'read',
    endpoint_class: 'fs.read',
  }));
}

/** Tools split several patterns in one text at commas too. */
function textsOf(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string');
  if (typeof value !== 'string') return [];
  return value.includes('{') ? [value] : [value, ...value.split(',').map((part) => part.trim())];
}
