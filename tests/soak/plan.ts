import type { FuzzTarget } from './fuzz.ts';
import { bundleTarget } from './targets/bundle.ts';
import { jsonTarget } from './targets/json.ts';
import { jsonlTarget } from './targets/jsonl.ts';
import { yamlTarget } from './targets/yaml.ts';
import { zipTarget } from './targets/zip.ts';

/** A target and its share of all cases, in percent. */
export interface PlannedTarget {
  readonly target: FuzzTarget;
  readonly share: number;
}

/** Every reader of untrusted bytes. */
export const TARGETS: readonly PlannedTarget[] = [
  { target: zipTarget, share: 30 },
  { target: jsonTarget, share: 25 },
  { target: jsonlTarget, share: 20 },
  { target: yamlTarget, share: 15 },
  { target: bundleTarget, share: 10 },
];

/** Longest time of one case; zip bombs and nests must be refused long before. */
export const CASE_BUDGET_MS = 1000;

/** Cases of a full run. */
export const FULL_CASES = 200_000;
