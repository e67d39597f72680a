/** Of what a failing command printed, shown to a person. */
const TAIL_LINES = 8;
/** Lines of the end when a line from further up says why it came to that. */
const END_LINES = 6;

const CAUSE =
  /error|exception|fatal|panic|cannot find|can't open|no such file|not found|no module named|denied/iu;

/** Something that the command needs is not in its working copy. */
const MISSING =
  /cannot find (?:module|package)|module_?not_?found|no module named|no such file or directory|enoent|(?:command )?not found|can't open file/iu;

/**
 * The end of what a command printed; of a long one, such as a stack trace, also the first line that
 * names an error.
 */
export function outputTail(text: string): string {
  const lines = text.split(/\r?\n/u);
  if (lines.length <= TAIL_LINES) return lines.join('\n');
  const cause = lines.slice(0, -END_LINES).find((line) => CAUSE.test(line));
  return cause === undefined
    ? lines.slice(-TAIL_LINES).join('\n')
    : [cause, '…', ...lines.slice(-END_LINES)].join('\n');
}

/** Whether a command probably failed because its copy lacks a file or module. */
export function lacksSomething(tail: string): boolean {
  return MISSING.test(tail);
}
