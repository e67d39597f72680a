import { readFileSync } from 'node:fs';
import {
  chainOf,
  encodeChain,
  parseChain,
  type SessionCheckpoint,
  type SessionHeader,
} from '@gait/evidence';
import { isCodedError } from '@gait/canon';
import { writeWhole } from '../files/write-whole.ts';
import type { HeldLock } from '../locks/take-lock.ts';
import { nowText, type SessionContext } from './session-context.ts';
import type { SessionFiles } from './session-files.ts';

/**
 * A process that was killed between noting a checkpoint in the journal and writing the chain
 * leaves a chain that ends too early, which a verifier must take for a cut. Whoever next holds
 * the lock writes it from the journal.
 *
 * Only one that the journal continues: a chain that says anything else is evidence, and stays.
 *
 * @throws CodedError `lock_lost`, errors of the file system
 */
export function mendChain(
  files: SessionFiles,
  header: SessionHeader,
  checkpoints: readonly SessionCheckpoint[],
  context: SessionContext,
  lock: HeldLock,
): void {
  const known = readChain(files.chain);
  if (known === undefined || known.length === checkpoints.length) return;
  if (!known.every((one, i) => isSame(one, checkpoints[i]))) return;
  const text = encodeChain(chainOf(header, checkpoints, nowText(context)));
  lock.assertHeld();
  writeWhole(files.chain, text);
}

/** The checkpoints of a chain file, none where there is no file; undefined when it cannot be read. */
function readChain(path: string): readonly SessionCheckpoint[] | undefined {
  try {
    return parseChain(readFileSync(path)).checkpoints;
  } catch (error) {
    if (isCodedError(error)) return undefined;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The reference drops our hashes when it rewrites a file: then the digests are all there is. */
function isSame(left: SessionCheckpoint, right: SessionCheckpoint | undefined): boolean {
  if (left.checkpoint_digest !== right?.checkpoint_digest) return false;
  const hashes = [left.checkpoint_hash, right.checkpoint_hash];
  return hashes.includes('') || hashes[0] === hashes[1];
}
