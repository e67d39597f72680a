export {
  HARNESS_IDS,
  SKILL_LIMITS,
  type FileFormat,
  type FilePlace,
  type Harness,
  type HarnessId,
  type HeadField,
  type LegacyPlace,
  type OutdatedHooks,
  type PlaceCell,
  type PlaceKind,
} from './harness.ts';
export { detectHarnesses, findHarness, HARNESSES, harnessNames, pathIn } from './harnesses.ts';
export { openCells, type OpenCell } from './open-cells.ts';
