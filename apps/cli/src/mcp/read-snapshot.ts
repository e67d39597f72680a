import { isCodedError } from '@gait/canon';
import { parseTrustSnapshot, type Policy, type Profile, type SnapshotView } from '@gait/gate';
import { readWhole } from '@gait/local';
import type { Context } from '../context.ts';

/** A snapshot that cannot be had is judged, not reported: the server is then not trusted. */
export function readSnapshot(
  context: Context,
  policy: Policy['mcp_trust'],
  profile: Profile = 'standard',
): SnapshotView {
  if (!policy.enabled) return 'unavailable';
  let bytes: Uint8Array;
  try {
    bytes = readWhole(context.resolve(policy.snapshot));
  } catch (error) {
    if (isCodedError(error)) return 'unavailable';
    throw error;
  }
  try {
    return parseTrustSnapshot(bytes, { file: policy.snapshot }, profile);
  } catch (error) {
    if (isCodedError(error)) return 'invalid';
    throw error;
  }
}
