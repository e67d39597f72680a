import { bindEnvelope, type Call } from '@gait/boundary';
import { parseEnvelope } from '@gait/evidence';
import { readWhole } from '@gait/local';
import type { Context } from '../context.ts';

/** The context envelope of a file, verified. Errors as `readWhole` and `parseEnvelope`. @param now nanoseconds since 1970. */
export function readEnvelope(context: Context, path: string, now: bigint): Call['envelope'] {
  return bindEnvelope(parseEnvelope(readWhole(context.resolve(path)), { file: path }), now);
}
