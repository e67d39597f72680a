import { isJsonObject, type Json } from '@gait/canon';
import { assertSorted, invalidLock, lockFields } from './lock-fields.ts';
import type { LockedPack } from './locked-packs.ts';

const MOST = 64;
const KEYS = new Set(['name', 'version', 'publisher', 'source', 'resolved', 'manifest_digest']);

/** Reads the packs of a lock. @throws CodedError `agent_lock_invalid` */
export function readPacks(
  value: Json | undefined,
  file: string,
): readonly LockedPack[] | undefined {
  if (value === undefined) return undefined;
  const items = Array.isArray(value) ? (value as readonly Json[]) : [];
  // One pack is the source itself: two ways to say it would be two locks for one thing.
  if (items.length < 2 || items.length > MOST)
    throw invalidLock(file, 'packs', `packs are no list of 2 to ${MOST}`);
  const packs = items.map((item) => {
    if (!isJsonObject(item)) throw invalidLock(file, 'packs', 'a pack is no object');
    const at = lockFields(item, KEYS, file);
    return {
      name: at.text('name'),
      version: at.text('version'),
      publisher: at.text('publisher'),
      source: at.text('source'),
      resolved: at.text('resolved'),
      manifestDigest: at.digest('manifest_digest'),
    };
  });
  assertSorted(
    packs.map(({ name }) => name),
    'packs',
    file,
  );
  return packs;
}
