import { isCodedError, parseJson, parseJsonLoose } from '@gait/canon';
import type { GateSetup } from '@gait/boundary';
import { parseInventory, type Profile, type WrkrTool } from '@gait/gate';
import { readWhole } from '@gait/local';
import type { Context } from '../context.ts';
import { stateUnavailable } from './state-unavailable.ts';

/**
 * Reads the inventory of tools. Without it the reference goes on and says so, except for calls
 * that must not.
 *
 * @throws CodedError `gate_state_unavailable`.
 */
export function loadInventory(
  context: Context,
  path: string,
  { strictly, profile }: { readonly strictly: boolean; readonly profile: Profile },
  warn: (text: string) => void,
): GateSetup['inventory'] {
  try {
    const parse = profile === 'strict' ? parseJson : parseJsonLoose;
    const json = parse(readWhole(context.resolve(path)), { where: { file: path } });
    return { tools: parseInventory(json), source: path };
  } catch (error) {
    if (strictly) throw stateUnavailable('wrkr inventory', error);
    if (!isCodedError(error)) throw error;
    warn('wrkr inventory unavailable; continuing without context enrichment');
    return { tools: new Map<string, WrkrTool>(), source: '' };
  }
}
