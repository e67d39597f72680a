/** How a command or service judges (DESIGN, "Profiles"). */
export type Profile = 'compat' | 'standard' | 'strict' | 'oss-prod';

/** What a profile means for the reading of an intent. */
export interface Strictness {
  /** Two argument keys that trim to one: the later counts, as one outcome of the reference's lottery. */
  readonly mergeKeys: boolean;
  /** Look for raw credentials in the arguments of script steps and in lists too. */
  readonly refuseMoreSecrets: boolean;
  /** Refuse targets of which a rule would see something else than the tool touches. */
  readonly refuseAmbiguous: boolean;
  /** Keep the age of the bound context out of the digest. */
  readonly digestAge: boolean;
  /** Drop inventory classes that the caller wrote into `auth_context` itself. */
  readonly dropInventoryClaims: boolean;
  /** How often paths of a sandbox are cleaned. */
  readonly sandboxPasses: number;
}

const STANDARD: Strictness = {
  mergeKeys: false,
  refuseMoreSecrets: false,
  refuseAmbiguous: false,
  digestAge: true,
  dropInventoryClaims: false,
  sandboxPasses: 2,
};
const COMPAT: Strictness = { ...STANDARD, mergeKeys: true };
const STRICT: Strictness = {
  mergeKeys: false,
  refuseMoreSecrets: true,
  refuseAmbiguous: true,
  digestAge: false,
  dropInventoryClaims: true,
  sandboxPasses: 2,
};

/** `standard` when no profile is given. */
export function strictnessOf(profile: Profile = 'standard'): Strictness {
  if (profile === 'strict') return STRICT;
  return profile === 'standard' ? STANDARD : COMPAT;
}
