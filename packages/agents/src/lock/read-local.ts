import { isJsonObject, type Json } from '@gait/canon';
import { LOCAL } from '../tree/asset-places.ts';
import { assertSorted, invalidLock, lockFields } from './lock-fields.ts';
import type { LockedLocal } from './locked-local.ts';

const MOST = 10_000;
const KEYS = new Set(['path', 'sha256']);

/** Reads the local files of a lock. @throws CodedError `agent_lock_invalid` */
export function readLocal(
  value: Json | undefined,
  file: string,
): readonly LockedLocal[] | undefined {
  if (value === undefined) return undefined;
  const items = Array.isArray(value) ? (value as readonly Json[]) : [];
  if (items.length === 0 || items.length > MOST)
    throw invalidLock(file, 'local', `local is no list of 1 to ${MOST} files`);
  const local = items.map((item) => {
    if (!isJsonObject(item)) throw invalidLock(file, 'local', 'a local file is no object');
    const at = lockFields(item, KEYS, file);
    const path = at.path('path');
    if (!path.startsWith(`${LOCAL}/`))
      throw invalidLock(file, 'local', `${path} is not below ${LOCAL}`);
    return { path, sha256: at.digest('sha256') };
  });
  assertSorted(
    local.map(({ path }) => path),
    'local',
    file,
  );
  return local;
}
