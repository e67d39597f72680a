import { homedir } from 'node:os';
import { ROOT, listFiles, readText } from '../source-files.ts';
import type { Check } from './check.ts';

// Home folders and the usual roots of build machines. A name in a documentation example is `you` or `agent`.
const FOREIGN =
  /(?:^|[\s"'`(=:])(\/(?:home|Users)\/(?!you\b|u2?\b|me\b|agent\b|runner\b|\.)[\w.-]+|\/root\/[\w.-]+|\/work\/[a-z][\w.-]*)/g;

/** Paths in a text that only exist on the machine where it was written. */
export function findMachinePaths(
  text: string,
  own: readonly string[] = [ROOT, homedir()],
): readonly string[] {
  const found = [...text.matchAll(FOREIGN)].map((match) => match[1] ?? '');
  for (const path of own) if (path.length > 5 && text.includes(path)) found.push(path);
  return [...new Set(found)];
}

/** No file of the checkout names a folder of the machine it was made on. */
export const machinePaths: Check = {
  name: 'machine paths',
  findProblems: () =>
    listFiles()
      .filter((file) => !file.startsWith('conformance/vectors') && !/\.(?:zip|png|jpg)$/.test(file))
      .flatMap((file) => findMachinePaths(readText(file)).map((path) => `${file}: names ${path}`)),
};
