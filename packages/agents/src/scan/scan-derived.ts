import { sha256Hex } from '@gait/canon';
import { scanBytes } from './scan-bytes.ts';
import type { ScanFinding } from './scan-finding.ts';

/** A text that is installed and was made of an asset. */
export interface DerivedText {
  readonly path: string;
  /** The asset. */
  readonly from: string;
  readonly bytes: Uint8Array;
}

/**
 * Examines texts that were made of assets, which were examined before: what a level takes out joins
 * words that stood apart, and a tool is given values whose escapes are undone. A finding that the
 * project accepts in the asset is none in what is made of it.
 *
 * @param waived of the assets
 */
export function scanDerived(
  texts: readonly DerivedText[],
  waived: readonly ScanFinding[],
): readonly ScanFinding[] {
  const known = new Map<string, readonly ScanFinding[]>();
  return texts.flatMap(({ path, from, bytes }) => {
    const key = `${/[^/.]*$/u.exec(path)?.[0] ?? ''} ${sha256Hex(bytes)}`;
    const found = known.get(key) ?? scanBytes(path, bytes);
    known.set(key, found);
    const accepted = waived.filter(({ file }) => file === from).map(({ code }) => code);
    return found.flatMap((finding) => {
      // As many as were accepted: one more is another one.
      const at = accepted.indexOf(finding.code);
      if (at >= 0) accepted.splice(at, 1);
      return at >= 0 || finding.severity === 'note' ? [] : [{ ...finding, file: path }];
    });
  });
}

/** The lines of a text that the asset does not have, whatever stands before and after them. */
export function linesBeside(text: Uint8Array, asset: Uint8Array): Uint8Array {
  const known = new Set(linesOf(asset));
  const lines = linesOf(text).filter(
    (line) => line !== '' && !known.has(line) && !MARK_LINE.test(line),
  );
  return Buffer.from(`${lines.join('\n')}\n`, 'latin1');
}

/** What `writeMark` writes: another one in each file, else the same texts need no second look. */
const MARK_LINE = /^(?:<!--|#) krci-ai made this from \S+ sha256:[0-9a-f]{64}(?: -->)?$/;

/** Bytes that are no UTF-8 stay as they are. */
function linesOf(bytes: Uint8Array): readonly string[] {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .split('\n')
    .map((line) => line.trim());
}
