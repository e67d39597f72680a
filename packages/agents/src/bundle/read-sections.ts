import { isEndLine, looksLikeDelimiter, pathInStart } from './delimiters.ts';
import type { BundleFault } from './bundle-file.ts';

/** A file of a bundle as it stands there. */
export interface Section {
  readonly path: string;
  /** Of the line that begins it, from 1. */
  readonly line: number;
  /** Everything between the two lines, with the last line end. */
  readonly body: Uint8Array;
  /** The line that begins it ends with CRLF: the whole bundle went through something that makes such. */
  readonly crlf: boolean;
}

/** The lines before the first file, and the files. */
export interface BundleText {
  readonly header: readonly string[];
  readonly sections: readonly Section[];
  readonly faults: readonly BundleFault[];
}

const LF = 10;
const CR = 13;
/** Longer lines are no delimiters. A path may have 1024 bytes, and white space may surround an end. */
const LONGEST_DELIMITER = 64 * 1024;
const EQUALS = Buffer.from('====');
/** Of what stands before the first file, more is not looked at. */
const MOST_HEADER_LINES = 100_000;

/**
 * Cuts a bundle into sections, line by line, as the reference does. Text outside of sections is
 * ignored, but for the lines before the first one, where the list of contents may stand.
 */
export function readSections(bundle: Uint8Array): BundleText {
  const bytes = Buffer.from(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const header: string[] = [];
  const sections: Section[] = [];
  const faults: BundleFault[] = [];
  const fault = (line: number, message: string, path?: string): void => {
    faults.push({
      code: 'bundle_structure',
      line,
      message,
      ...(path === undefined ? {} : { path }),
    });
  };
  let open: { path: string; line: number; from: number; crlf: boolean } | undefined;
  let number = 0;
  for (let at = 0; at < bytes.length;) {
    const next = bytes.indexOf(LF, at);
    const end = next < 0 ? bytes.length : next;
    const after = next < 0 ? bytes.length : next + 1;
    number += 1;
    const text = delimiterText(bytes, at, end);
    const path = text === undefined ? undefined : pathInStart(text);
    if (path !== undefined) {
      if (open !== undefined) fault(number, `a file begins inside ${open.path}`, open.path);
      if (path === '') fault(number, 'a file without a path begins');
      open = { path, line: number, from: after, crlf: bytes[end - 1] === CR };
    } else if (text !== undefined && isEndLine(text)) {
      if (open === undefined) fault(number, 'a file ends that did not begin');
      else
        sections.push({
          path: open.path,
          line: open.line,
          body: bytes.subarray(open.from, at),
          crlf: open.crlf,
        });
      open = undefined;
    } else if (sections.length === 0 && open === undefined && header.length < MOST_HEADER_LINES) {
      header.push(textOf(bytes, at, end));
    }
    at = after;
  }
  if (open !== undefined) fault(open.line, `${open.path} does not end`, open.path);
  if (sections.length === 0 && faults.length === 0) fault(1, 'there is no file in it');
  return { header, sections, faults };
}

/** The line where it may be a delimiter: most lines are told apart without being decoded. */
function delimiterText(bytes: Buffer, from: number, to: number): string | undefined {
  if (to - from > LONGEST_DELIMITER || to - from < EQUALS.length) return undefined;
  const first = bytes[from] ?? 0;
  // An end line may begin with white space of any kind; nothing else begins with a byte above it.
  if (first !== 0x3d && first > 0x20 && first < 0x80) return undefined;
  const text = textOf(bytes, from, to);
  return looksLikeDelimiter(text) ? text : undefined;
}

/** A line without the CR before its end. Bytes that are no UTF-8 become U+FFFD: no path may have it. */
function textOf(bytes: Buffer, from: number, to: number): string {
  return bytes.toString('utf8', from, bytes[to - 1] === CR && to > from ? to - 1 : to);
}
