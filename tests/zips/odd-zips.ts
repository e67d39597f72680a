import { ODD_ENTRIES } from './odd-entries.ts';
import { ODD_EXTRAS } from './odd-extras.ts';
import { ODD_LAYOUTS } from './odd-layouts.ts';
import type { OddZip } from './odd-zip.ts';

/** Every archive that is odd in one way. */
export const ODD_ZIPS: readonly OddZip[] = [...ODD_ENTRIES, ...ODD_LAYOUTS, ...ODD_EXTRAS];
