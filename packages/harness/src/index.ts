export {
  HARNESS_IDS,
  type FileFormat,
  type FilePlace,
  type Harness,
  type HarnessId,
  type HarnessLimits,
  type HeadField,
  type LegacyPlace,
  type PlaceCell,
  type PlaceKind,
} from './harness.ts';
