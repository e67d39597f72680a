import { readMark } from './generated-mark.ts';

/** Whose a file of an AI tool is. */
export type TargetFileKind =
  | 'absent'
  /** Made by krci-ai: it says so in its last line, or lies beside such a `SKILL.md`. */
  | 'generated'
  /** Has the form in which the existing tool writes. A person may have edited it. */
  | 'earlier'
  /** A person's own, or another tool's. */
  | 'foreign';

/** Paths of the existing tool, and how each of its files reads. */
const EARLIER: readonly (readonly [path: RegExp, heading: RegExp])[] = [
  [/^\.cursor\/rules\/krci-ai\/[^/]+\.mdc$/, /^# .* Agent Activation$/mu],
  [/^\.claude\/commands\/krci-ai\/[^/]+\.md$/, /^# \/.* Command$/mu],
  [/^\.github\/chatmodes\/[^/]+\.chatmode\.md$/, /^# .* Agent Chat Mode$/mu],
  [/^\.windsurf\/rules\/[^/]+\.md$/, /^# .* Agent Rule$/mu],
  // Where a migration puts them.
  [/^\.github\/agents\/[^/]+\.agent\.md$/, /^# .* Agent Chat Mode$/mu],
];

/**
 * Whose the file is that stands where something would be rendered.
 *
 * @param read bytes of a file of the repository; undefined where there is none
 */
export function judgeTargetFile(
  path: string,
  read: (path: string) => Uint8Array | undefined,
): TargetFileKind {
  const bytes = read(path);
  if (bytes === undefined) return 'absent';
  if (readMark(bytes) !== undefined) return 'generated';
  const skill = /^(?:.*\/)?skills\/[^/]+(?=\/)/.exec(path)?.[0];
  if (skill !== undefined && path !== `${skill}/SKILL.md`) {
    const head = read(`${skill}/SKILL.md`);
    if (head !== undefined && readMark(head) !== undefined) return 'generated';
  }
  const heading = EARLIER.find(([where]) => where.test(path))?.[1];
  const text = heading === undefined ? '' : new TextDecoder().decode(bytes);
  return heading?.test(text) === true && text.includes('```yaml') ? 'earlier' : 'foreign';
}
