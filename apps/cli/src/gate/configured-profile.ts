import { trimSpace } from '@gait/canon';
import type { Profile } from '@gait/gate';
import type { Context } from '../context.ts';
import { parseGateProfile } from '../parse-gate-profile.ts';
import { placedConfig } from './placed-config.ts';

/**
 * The profile that a flag names, else the one of the project's defaults, else `standard`.
 *
 * @throws CodedError `flag_invalid`, those of `placedConfig`: a project that asks for
 *   `strict` must not get less because its defaults cannot be read
 */
export async function configuredProfile(
  context: Context,
  flags: { readonly profile: string; readonly config: string; readonly 'no-config': boolean },
): Promise<Profile> {
  if (trimSpace(flags.profile) !== '' || flags['no-config']) return parseGateProfile(flags.profile);
  const { defaults } = await placedConfig(context, flags.config);
  return parseGateProfile(defaults.profile);
}
