import type { Severity } from '../findings/finding-codes.ts';

interface CodeFacts {
  readonly severity: Severity;
  /** What the code stands for, one sentence. */
  readonly about: string;
}

/** Why something was not rendered as it might have been. A code is stable for ever. */
export const TARGET_FINDING_CODES = {
  target_foreign: {
    severity: 'error',
    about: 'A file that krci-ai did not make stands there: nothing is written.',
  },
  target_collision: {
    severity: 'error',
    about: 'Two assets would have one file; the first in the order of paths has it.',
  },
  target_unreadable: {
    severity: 'error',
    about: 'The agent or task cannot be read: `krci-ai validate` says why.',
  },
  target_unfit: {
    severity: 'error',
    about:
      'Nothing can be written that the tool reads, leaves as it is, and every system can have.',
  },
  target_shortened: {
    severity: 'warning',
    about:
      'The text is longer than the tool reads, or the tool would run parts of it: the file points at it.',
  },
  target_renamed: {
    severity: 'note',
    about: 'The tool does not take the name of the asset; another one was made of it.',
  },
  target_seen_twice: {
    severity: 'note',
    about: 'A tool has the tasks as commands and also sees the skills that another tool needs.',
  },
} as const satisfies Readonly<Record<string, CodeFacts>>;

export type TargetFindingCode = keyof typeof TARGET_FINDING_CODES;
