import { boolFlag, textFlag } from '../../flag-spec.ts';

/** Flags of every command that decides whether a pack is believed. */
export const TRUST_FLAGS = {
  trust: textFlag({ value: 'FILE', help: 'which publishers may provide which packs' }),
  'public-key': textFlag({ value: 'FILE', help: 'believe what this key signed' }),
  'sigstore-root': textFlag({
    value: 'FILE',
    help: 'trusted_root.json that sigstore bundles are checked with',
  }),
  profile: textFlag({
    value: 'NAME',
    default: 'standard',
    help: 'standard, or strict to refuse what no trusted publisher signed',
  }),
} as const;

/** Flags of every command that puts a pack in the place of an installed one. */
export const ALLOW_FLAGS = {
  'allow-older': boolFlag({ help: 'also an older version in the place of the installed one' }),
  'allow-publisher': textFlag({
    value: 'NAME',
    help: 'this publisher in the place of the installed one; none: a pack that nobody known signed',
  }),
} as const;
