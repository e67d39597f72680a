import { CodedError, toLower, trimSpace } from '@gait/canon';

/** Whether a run may do without proof of its context. Empty: not said. */
export type EvidenceMode = '' | 'best_effort' | 'required';

/** Reads a mode without regard to case and white space. Error: `context_mode_invalid`. */
export function parseEvidenceMode(text: string): EvidenceMode {
  const mode = toLower(trimSpace(text));
  if (mode === '' || mode === 'best_effort' || mode === 'required') return mode;
  throw new CodedError(
    'context_mode_invalid',
    `unknown context evidence mode ${JSON.stringify(text)}`,
    {
      hint: 'use best_effort or required',
    },
  );
}
