import { isCodedError, trimSpace, type KeySet } from '@gait/canon';
import { parseApprovedScripts, verifyApprovedScript, type ApprovedScript } from '@gait/gate';
import { readWhole } from '@gait/local';
import type { Context } from '../context.ts';
import type { GateSettings } from './gate-settings.ts';
import { stateUnavailable } from './state-unavailable.ts';

interface ScriptLoading {
  readonly strictly: boolean;
  readonly warn: (text: string) => void;
  readonly keys: () => Promise<KeySet | undefined>;
}

/**
 * Reads the registry of approved scripts; undefined when none is named. One entry that does not
 * verify spoils it: somebody changed it.
 *
 * @throws CodedError `gate_state_unavailable`.
 */
export async function loadScripts(
  context: Context,
  { flags }: GateSettings,
  { strictly, warn, keys }: ScriptLoading,
): Promise<readonly ApprovedScript[] | undefined> {
  const path = trimSpace(flags['approved-script-registry']);
  if (path === '') return undefined;
  let entries: readonly ApprovedScript[];
  try {
    entries = parseApprovedScripts(readWhole(context.resolve(path)), { file: path });
  } catch (error) {
    if (strictly) throw stateUnavailable('approved script registry', error);
    if (!isCodedError(error)) throw error;
    warn('approved script registry unavailable; continuing without fast-path pre-approval');
    return [];
  }
  const trusted = await keys();
  if (trusted === undefined) {
    if (strictly)
      throw stateUnavailable('approved script registry verification', 'verify key required');
    warn('approved script fast-path disabled because registry verify key is not configured');
    return [];
  }
  const faulty = entries.findIndex(
    (entry) => !verifyApprovedScript(entry, trusted, context.now()).ok,
  );
  if (faulty < 0) return entries;
  if (strictly)
    throw stateUnavailable('approved script registry', `entry ${faulty} does not verify`);
  warn('approved script registry entry failed verification; fast-path disabled');
  return [];
}
