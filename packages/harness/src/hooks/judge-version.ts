import type { HookRow } from './hook-row.ts';

/**
 * What is known of a version of a tool.
 *
 * - `known`: of a major version that was run, and no newer than what was run of it
 * - `newer`: of a major version that was run, with a later minor version: its hooks speak as before
 *   as far as anybody knows, and a release of tomorrow stops nobody
 * - `unknown`: of another major version, or no version at all
 * - `unjudged`: the tool tells none, or no version of it was ever run
 */
export type VersionJudgement = 'known' | 'newer' | 'unknown' | 'unjudged';

/** @param version as the tool tells it; undefined: it does not */
export function judgeVersion(
  { versions }: Pick<HookRow, 'versions'>,
  version: string | undefined,
): VersionJudgement {
  if (version === undefined || versions.length === 0) return 'unjudged';
  const told = partsOf(version);
  if (told === undefined) return 'unknown';
  const minors = versions
    .flatMap((one) => partsOf(one) ?? [])
    .filter(({ major }) => major === told.major)
    .map(({ minor }) => minor);
  if (minors.length === 0) return 'unknown';
  return told.minor > Math.max(...minors) ? 'newer' : 'known';
}

function partsOf(version: string): { readonly major: number; readonly minor: number } | undefined {
  const [, major, minor] =
    /^v?(\d{1,6})\.(\d{1,6})(?:\.\d{1,9})?(?:[-+.][\w.+-]{1,64})?$/u.exec(version) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return { major: Number(major), minor: Number(minor) };
}
