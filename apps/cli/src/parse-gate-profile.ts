import { CodedError } from '@gait/canon';
import type { Profile } from '@gait/gate';

const PROFILES: readonly Profile[] = ['standard', 'strict', 'compat', 'oss-prod'];

/** Reads the name of a gate profile without regard to case and white space. Error: `flag_invalid`. */
export function parseGateProfile(text: string): Profile {
  const name = text.trim().toLowerCase();
  if (name === '') return 'standard';
  const found = PROFILES.find((profile) => profile === name);
  if (found !== undefined) return found;
  throw new CodedError('flag_invalid', `unsupported --profile value ${JSON.stringify(text)}`, {
    hint: `use ${PROFILES.join(', ')}`,
    where: { field: '--profile' },
  });
}
