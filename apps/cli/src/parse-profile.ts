import { CodedError } from '@gait/canon';
import type { Profile } from '@gait/evidence';

/** Reads a profile name without regard to case and white space. Error: `flag_invalid`. */
export function parseProfile(text: string): Profile {
  const name = text.trim().toLowerCase();
  if (name === '') return 'standard';
  if (name === 'standard' || name === 'strict' || name === 'compat') return name;
  throw new CodedError('flag_invalid', `unsupported --profile value ${JSON.stringify(text)}`, {
    hint: 'use standard, strict or compat',
    where: { field: '--profile' },
  });
}
