import { digest, type Json, type JsonObject } from '@gait/canon';

/**
 * The hash chain of a session.
 *
 * Every record of a journal has a hash: SHA-256 of its canonical JSON (RFC 8785) as
 * it stands in the line, without the field that would hold the hash and without
 * signatures, and with the fields that name the hashes before it. So every hash
 * covers the record and, through the one before, everything back to the header:
 *
 * - header: the object without `events` and `checkpoints`, which compaction changes;
 * - event: the object without `event_hash`, with `prev_hash`;
 * - checkpoint: the object without `checkpoint_hash` and `signatures`, with
 *   `chain_head` (the hash before it) and `prev_checkpoint_hash` (the last
 *   checkpoint's, or the header's): compaction takes the events between two
 *   checkpoints away, and must not loosen the hold on what remains.
 *
 * Behind a signed checkpoint stands the hash of its hash and its signatures, so that
 * stripping a signature shows too.
 *
 * A record of the reference holds no hashes. It has the hash it would have if it
 * named its predecessors, so the next chained record fixes it too: it may have been
 * changed before that record was written, never after.
 */

/** Hash of the header: the first head of the chain. */
export function hashHeader(raw: JsonObject): string {
  return digest(without(raw, ['events', 'checkpoints']));
}

/** Hash of an event that follows `head`. */
export function hashEvent(raw: JsonObject, head: string): string {
  return digest({ ...without(raw, ['event_hash']), prev_hash: head });
}

/** Hash of a checkpoint that follows `head`, and the checkpoint with the hash `last`. */
export function hashCheckpoint(raw: JsonObject, head: string, last: string): string {
  return digest({
    ...unsignedCheckpoint(raw, ['checkpoint_hash']),
    chain_head: head,
    prev_checkpoint_hash: last,
  });
}

/** Head of the chain behind a checkpoint with this hash. */
export function headBehind(hash: string, signatures: Json | undefined): string {
  const none =
    signatures === undefined ||
    signatures === null ||
    (Array.isArray(signatures) && signatures.length === 0);
  return none ? hash : digest({ checkpoint_hash: hash, signatures });
}

/** What the signatures of a checkpoint are over: all of it but them. */
export function unsignedCheckpoint(raw: JsonObject, drop: readonly string[] = []): JsonObject {
  return without(raw, ['signatures', ...drop]);
}

function without(raw: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !names.includes(name)));
}
