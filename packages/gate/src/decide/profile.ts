import type { Profile } from '../intent/strictness.ts';

export type { Profile };

/** `compat` and `oss-prod` decide as the reference does, its defects included. */
export function followsReference(profile: Profile): boolean {
  return profile === 'compat' || profile === 'oss-prod';
}
