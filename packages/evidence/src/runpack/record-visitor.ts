import type { Intent, Result } from './runpack-records.ts';

/**
 * Is told of the intents and results of a runpack while it is verified, each kind in the
 * order of its file. What it is told of a file whose digest is wrong is worth nothing.
 */
export interface RecordVisitor {
  intent(intent: Intent): void;
  result(result: Result): void;
}
