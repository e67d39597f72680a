import type { DirectoryEnd } from './directory-end.ts';
import type { LocalExtent } from './local-header.ts';
import type { ZipArchive, ZipEntry } from './zip-archive.ts';

/** What the parts of the file claim about their place. */
export interface ZipLayout {
  readonly entries: readonly ZipEntry[];
  readonly extents: readonly LocalExtent[];
  /** Their indices by offset. */
  readonly order: readonly number[];
  readonly end: DirectoryEnd;
  /** Where the directory starts and how many bytes its headers took. */
  readonly start: number;
  readonly consumed: number;
  /** Bytes of the file. */
  readonly size: number;
}

/** Names in these characters cannot be confused with one another by case or composition. */
const PLAIN_LOWER = /^[a-z0-9._/-]*$/;

/**
 * Every byte of the file must belong to exactly one thing: an entry, the directory, or its
 * end; comments, which nothing signs, are empty. Two entries on the same bytes are how a few kilobytes claim terabytes (overlapping
 * bombs, quines); bytes of nobody are where a second archive, a script or a smuggled payload
 * lies beside the signed content. The reference checks none of this: oddities
 * `zip_overlap`, `zip_hidden_data`, `zip_unsupported` (split archives), `zip_confusable_entry`.
 */
export function checkLayout(layout: ZipLayout, report: ZipArchive['report']): void {
  const { entries, extents, order, end, start, consumed } = layout;
  let covered = 0;
  for (const index of order) {
    const entry = entries[index] as ZipEntry;
    const extent = extents[index] as LocalExtent;
    if (extent.dataOffset < 0) continue;
    if (entry.headerOffset < covered) {
      report({
        code: 'zip_overlap',
        entry: entry.name,
        message: 'the zip entry shares bytes with another',
      });
    } else if (entry.headerOffset > covered) {
      reportHidden(entry.headerOffset - covered, `before the entry ${entry.name}`, report);
    }
    covered = Math.max(covered, extent.end);
  }
  if (covered > start) {
    report({ code: 'zip_overlap', message: 'the last zip entry reaches into the directory' });
  } else {
    reportHidden(start - covered, 'before the directory', report);
  }
  reportHidden(Math.abs(end.end - start - consumed), 'after the directory', report);
  reportHidden(Math.abs(end.slack), 'in the end of the directory', report);
  reportHidden(end.trailing, 'after the archive', report);
  reportHidden(end.comment, 'in the comment of the archive', report);
  if (entries.length !== end.records) {
    report({
      code: 'zip_hidden_data',
      message: 'the zip directory holds another number of entries than its end says',
    });
  }
  if (end.split)
    report({ code: 'zip_unsupported', message: 'the zip is one part of a split archive' });
  reportConfusable(entries, report);
}

function reportHidden(bytes: number, place: string, report: ZipArchive['report']): void {
  if (bytes === 0) return;
  report({ code: 'zip_hidden_data', message: `${bytes} bytes ${place} belong to no zip entry` });
}

/** Indices of the entries by offset; nearly every archive is in that order already. */
export function inFileOrder(
  entries: readonly { readonly headerOffset: number }[],
): readonly number[] {
  const order = entries.map((_, index) => index);
  const offsetOf = (index: number): number => entries[index]?.headerOffset ?? 0;
  const sorted = order.every((index) => index === 0 || offsetOf(index - 1) <= offsetOf(index));
  return sorted ? order : order.sort((a, b) => offsetOf(a) - offsetOf(b));
}

/** Names that become one file where the file system folds case or composes accents. */
function reportConfusable(entries: readonly ZipEntry[], report: ZipArchive['report']): void {
  if (entries.every(({ name }) => PLAIN_LOWER.test(name))) return;
  const seen = new Set<string>();
  for (const { name } of entries) {
    const folded = name.normalize('NFC').toLowerCase();
    if (seen.has(folded)) {
      const message = 'the name of a zip entry differs from another only in case or composition';
      report({ code: 'zip_confusable_entry', entry: name, message });
    }
    seen.add(folded);
  }
}
