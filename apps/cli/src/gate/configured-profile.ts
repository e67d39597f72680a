import { trimSpace } from '@gait/canon';
import type { Profile } from '@gait/gate';
import { loadProjectConfig, PROJECT_CONFIG } from '@gait/local';
import type { Context } from '../context.ts';
import { parseGateProfile } from '../parse-gate-profile.ts';

/**
 * The profile that a flag names, else the one of the project's defaults, else `standard`.
 *
 * @throws CodedError `flag_invalid`, those of `loadProjectConfig`: a project that asks for
 *   `strict` must not get less because its defaults cannot be read
 */
export function configuredProfile(
  context: Context,
  flags: { readonly profile: string; readonly config: string; readonly 'no-config': boolean },
): Profile {
  if (trimSpace(flags.profile) !== '' || flags['no-config']) return parseGateProfile(flags.profile);
  const named = trimSpace(flags.config);
  const mustExist = named !== PROJECT_CONFIG;
  return parseGateProfile(loadProjectConfig(context.resolve(named), mustExist).profile);
}
