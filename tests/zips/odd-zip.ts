import type { ErrorCode } from '@gait/canon';
import { craftZip, type CraftedEntry } from './craft-zip.ts';

/**
 * Archives that are wrong or strange in exactly one way, around the same good entries.
 *
 * `standard` and `compat` are our answers: a code, or undefined where the archive opens and
 * its good entries read. `reference` is the exit status of the reference's `verify` when the
 * good entries are those of a valid runpack (0 accepted, 2 found false, 6 unreadable).
 */
export interface OddZip {
  readonly title: string;
  readonly make: (good: readonly CraftedEntry[]) => Uint8Array;
  readonly standard: ErrorCode | undefined;
  readonly compat: ErrorCode | undefined;
  readonly reference: 0 | 2 | 6;
}

/** An archive with one more entry. */
export const withExtra =
  (entry: CraftedEntry): OddZip['make'] =>
  (good) =>
    craftZip([...good, entry]);

/** An archive whose first entry is changed. */
export const withFirst =
  (change: (entry: CraftedEntry) => Partial<CraftedEntry>): OddZip['make'] =>
  (good) =>
    craftZip(good.map((entry, index) => (index === 0 ? { ...entry, ...change(entry) } : entry)));
