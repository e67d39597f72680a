import { trimSpace, type CodedError } from '@gait/canon';
import type { KillSwitchView } from '@gait/gate';
import { isSurelyMissing, openKillSwitch } from '@gait/local';
import type { Context } from '../context.ts';
import type { GateSettings } from './gate-settings.ts';

const NO_KILL_SWITCH: KillSwitchView = { state: null, error: false, required: false };

/** The state as it is at each look: a switch that is thrown now stops the next call. */
export function killSwitchViews(
  context: Context,
  { flags, profile, killSwitchByDefault }: GateSettings,
  required: boolean,
): () => KillSwitchView {
  const path = trimSpace(flags['kill-switch-state']);
  const file = context.resolve(path);
  const look = openKillSwitch(file, profile);
  let judged: { readonly fault: CodedError; readonly isMissing: boolean } | undefined;
  /** Asked once for each time that the file was looked for in vain. */
  const isMissing = (fault: CodedError): boolean => {
    if (judged?.fault !== fault) judged = { fault, isMissing: isSurelyMissing(file) };
    return judged.isMissing;
  };
  return () => {
    const { state, fault } = look();
    if (killSwitchByDefault && fault?.code === 'file_missing' && isMissing(fault)) {
      return NO_KILL_SWITCH;
    }
    if (fault !== undefined && !required) throw fault;
    return { state, error: fault !== undefined, required };
  };
}
