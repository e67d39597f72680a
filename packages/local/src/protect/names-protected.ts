import { protectedNames } from './protected-names.ts';

let parts: readonly (readonly string[])[] | undefined;

/**
 * True when a text, such as a script, speaks of what the gate stands on: of the gate itself, or of
 * all parts of a protected name. A script that hides the names it makes is not found out.
 */
export function namesProtected(text: string): boolean {
  // `gait` in other words, such as `gaiter`, is none.
  if (/(?<![\p{L}\d])gait(?![\p{L}\d])/iu.test(text)) return true;
  parts ??= protectedNames()
    .map(({ names }) => names.filter((name) => !name.includes('*')))
    .filter((names) => names.length > 0);
  return parts.some((names) => names.every((name) => text.includes(name)));
}
