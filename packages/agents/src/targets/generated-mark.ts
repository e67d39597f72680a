/** The last line of a rendered file: that it was made, of which file, of which bytes. */
export interface GeneratedMark {
  /** The file of the framework. */
  readonly from: string;
  /** SHA-256 of its bytes as they are installed, 64 hex digits. */
  readonly digest: string;
}

const MARK = /^(?:<!-- |# )krci-ai made this from (\S+) sha256:([0-9a-f]{64})(?: -->)?$/;
const LONGEST = 2048;

/** The mark as a comment of Markdown, or of YAML and TOML. */
export function writeMark({ from, digest }: GeneratedMark, comment: 'markdown' | 'hash'): string {
  // Two hyphens would end a comment of HTML early.
  const path = encodeURI(from.toWellFormed()).replaceAll('--', '-%2D');
  const words = `krci-ai made this from ${path} sha256:${digest}`;
  return comment === 'markdown' ? `<!-- ${words} -->` : `# ${words}`;
}

/** The mark of a file; undefined for a file without one in its last line. */
export function readMark(bytes: Uint8Array): GeneratedMark | undefined {
  const end = new TextDecoder().decode(bytes.subarray(-LONGEST)).trimEnd();
  const [, path, digest] = MARK.exec(end.slice(end.lastIndexOf('\n') + 1)) ?? [];
  if (path === undefined || digest === undefined) return undefined;
  try {
    return { from: decodeURI(path.replaceAll('-%2D', '--')), digest };
  } catch {
    return undefined;
  }
}
