import {
  bool,
  CodedError,
  decodeRecord,
  encodeRecord,
  parseJsonLoose,
  prettyJson,
  record,
  str,
  trimSpace,
  type Infer,
} from '@gait/canon';

/** `gait.capture.receipt`: names an artifact for a later import as a fixture (gait-formats §7.9). */

export const RECEIPT_SCHEMA = 'gait.capture.receipt';
export const RECEIPT_SCHEMA_VERSION = '1.0.0';

const receiptRecord = record('capture receipt', {
  schema_id: str(),
  schema_version: str(),
  ok: bool(),
  from: str().opt(),
  artifact_type: str().opt(),
  artifact_path: str().opt(),
  session_chain_path: str().opt(),
  run_id: str().opt(),
  output_path: str().opt(),
});

/** A receipt; fields that do not apply are empty. */
export type CaptureReceipt = Infer<typeof receiptRecord>;

/** What is known when a receipt is made. */
export type Captured = Omit<CaptureReceipt, 'schema_id' | 'schema_version' | 'ok'>;

/** The receipt for an artifact that was found and checked. */
export function makeReceipt(captured: Captured): CaptureReceipt {
  return {
    schema_id: RECEIPT_SCHEMA,
    schema_version: RECEIPT_SCHEMA_VERSION,
    ok: true,
    ...captured,
  };
}

/** The text of a receipt's file. */
export function writeReceipt(receipt: CaptureReceipt): string {
  return prettyJson(encodeRecord(receiptRecord, receipt));
}

/** Reads a receipt; undefined when the bytes are something else. */
export function readReceipt(bytes: Uint8Array): CaptureReceipt | undefined {
  try {
    const receipt = decodeRecord(receiptRecord, parseJsonLoose(bytes, { maxBytes: 1024 * 1024 }), {
      fold: true,
    });
    const fits =
      receipt.schema_id === RECEIPT_SCHEMA &&
      receipt.schema_version === RECEIPT_SCHEMA_VERSION &&
      trimSpace(receipt.artifact_path) !== '';
    return fits ? receipt : undefined;
  } catch (error) {
    if (error instanceof CodedError) return undefined;
    throw error;
  }
}
