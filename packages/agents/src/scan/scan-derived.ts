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

/**
 * What files say that were made of assets, and the assets do not: a text for each asset, of all lines
 * that are new, whatever stands before and after them, each once.
 *
 * @param read an asset; undefined where there is none
 */
export function textsBeside(
  files: readonly DerivedText[],
  read: (path: string) => Uint8Array | undefined,
): readonly DerivedText[] {
  const known = new Map<string, SeenAsset>();
  for (const { path, from, bytes } of files) {
    let asset = known.get(from);
    if (asset === undefined) {
      const seen = new Set(linesOf(read(from) ?? new Uint8Array()));
      known.set(from, (asset = { path, seen, lines: [], end: undefined }));
    }
    for (const line of linesOf(withoutEnd(asset, bytes))) {
      if (line === '' || asset.seen.has(line) || MARK_LINE.test(line)) continue;
      asset.seen.add(line);
      asset.lines.push(line);
    }
  }
  return [...known].flatMap(([from, { path, lines }]) =>
    lines.length === 0
      ? []
      : [{ path, from, bytes: Buffer.from(`${lines.join('\n')}\n`, 'latin1') }],
  );
}

/** An asset and the lines of it and of what was made of it. */
interface SeenAsset {
  readonly path: string;
  readonly seen: Set<string>;
  readonly lines: string[];
  /** How the first file ends, from the beginning of a line on. */
  end: Buffer | undefined;
}

/** What tools get of an asset differs in its head: the lines after it were seen in the first file. */
function withoutEnd(asset: SeenAsset, bytes: Uint8Array): Uint8Array {
  const { end } = asset;
  if (end === undefined) {
    const start = bytes.indexOf(NEWLINE, bytes.length >> 2) + 1;
    asset.end = Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
    return bytes;
  }
  const rest = bytes.length - end.length;
  const isSame = rest > 0 && bytes[rest - 1] === NEWLINE && end.equals(bytes.subarray(rest));
  return isSame ? bytes.subarray(0, rest) : bytes;
}

const NEWLINE = 10;

/** What `writeMark` writes: another one in each file, else the same texts need no second look. */
const MARK_LINE = /^(?:<!--|#) krci-ai made this from \S+ sha256:[0-9a-f]{64}(?: -->)?$/;

/** Bytes that are no UTF-8 stay as they are. */
function linesOf(bytes: Uint8Array): readonly string[] {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .split('\n')
    .map((line) => line.trim());
}
