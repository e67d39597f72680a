import { ENCODED_RULES } from './encoded-rules.ts';
import { EXECUTION_RULES } from './execution-rules.ts';
import { EXFILTRATION_RULES } from './exfiltration-rules.ts';
import { GRANT_RULES } from './grant-rules.ts';
import { HIDDEN_RULES } from './hidden-rules.ts';
import { HIDDEN_TEXT_RULES } from './hidden-text-rules.ts';
import { HOMOGLYPH_RULES } from './homoglyph-rules.ts';
import { INJECTION_RULES } from './injection-rules.ts';
import { SECRET_RULES } from './secret-rules.ts';
import type { ScanRule } from '../scan-rule.ts';

/** Every rule about a text, by its code. A code is stable for ever: waivers and scripts name it. */
export const SCAN_RULES = {
  ...HIDDEN_RULES,
  ...HOMOGLYPH_RULES,
  ...INJECTION_RULES,
  ...HIDDEN_TEXT_RULES,
  ...EXECUTION_RULES,
  ...EXFILTRATION_RULES,
  ...SECRET_RULES,
  ...GRANT_RULES,
  ...ENCODED_RULES,
} as const satisfies Readonly<Record<string, ScanRule>>;

export type RuleCode = keyof typeof SCAN_RULES;

/** What is said of files and waivers and not of a passage. */
export const SCAN_NOTICES = {
  scan_incomplete: {
    severity: 'error',
    about: 'A part of the tree was not looked at: a link, or what cannot be read, or is too much.',
  },
  scan_binary: {
    severity: 'warning',
    about: 'A file that is no text: nobody can read what it does.',
  },
  name_homoglyph: {
    severity: 'error',
    about: 'The name of a file has letters or marks that look like others or like nothing.',
  },
  waiver_expired: { severity: 'warning', about: 'A waiver whose time is over.' },
  waiver_foreign: {
    severity: 'error',
    about: 'A pack brings waivers of its own: who is examined does not say what is overlooked.',
  },
  waiver_invalid: { severity: 'error', about: 'A waiver that cannot be read; it waives nothing.' },
  waiver_absent: {
    severity: 'note',
    about:
      'A waiver for a file that is not here: of a source, where it counts when that is installed.',
  },
  waiver_unmatched: {
    severity: 'warning',
    about: 'A waiver of something that is no longer there.',
  },
} as const;

export type NoticeCode = keyof typeof SCAN_NOTICES;
export type ScanCode = RuleCode | NoticeCode;

/** Severity and description of any code of a scan. */
export function scanFacts(code: ScanCode): Pick<ScanRule, 'severity' | 'about'> {
  return { ...SCAN_NOTICES, ...SCAN_RULES }[code];
}
