import type { CodedError } from '@gait/canon';
import type { JsonAnswer } from './command.ts';

interface Reported {
  readonly code: string;
  readonly category: string;
  readonly hint: string;
}

/** What an exit status is called in `error_code` and `error_category`, and the advice of last resort. */
const BY_EXIT: Readonly<Record<number, Reported>> = {
  2: {
    code: 'verification_failed',
    category: 'verification_failed',
    hint: 'compare the artifact with its source and run verify again',
  },
  3: {
    code: 'policy_blocked',
    category: 'policy_blocked',
    hint: 'read reason_codes, then change the policy or the intent',
  },
  4: {
    code: 'approval_required',
    category: 'approval_required',
    hint: 'obtain an approval for this action and run again',
  },
  5: {
    code: 'regress_failed',
    category: 'internal_failure',
    hint: 'read the failing graders in the result file',
  },
  6: { code: 'invalid_input', category: 'invalid_input', hint: 'see the command with --help' },
  7: {
    code: 'dependency_missing',
    category: 'dependency_missing',
    hint: 'install what is missing and run again',
  },
  8: {
    code: 'unsafe_operation',
    category: 'internal_failure',
    hint: 'give every flag that the operation asks for, or leave it',
  },
};
const INTERNAL: Reported = {
  code: 'internal_failure',
  category: 'internal_failure',
  hint: 'check free space, permissions and running commands, then try again; GAIT_DEBUG=1 shows more',
};

/** The advice printed beside an error: its own, else that of its exit status. */
export function errorHint(error: CodedError, exit: number): string {
  return error.hint ?? (BY_EXIT[exit] ?? INTERNAL).hint;
}

/**
 * The JSON keys of an error. `error_code` and `error_category` follow the exit status, as scripts
 * written for the reference expect; the fine code and the place are in `detail`.
 */
export function errorAnswer(error: CodedError, exit: number): JsonAnswer {
  const reported = BY_EXIT[exit] ?? INTERNAL;
  return {
    ok: false,
    error: error.message,
    error_code: reported.code,
    error_category: reported.category,
    retryable: error.facts.retryable,
    hint: errorHint(error, exit),
    detail: { code: error.code, ...error.where },
    // What a policy of an old draft should say instead; the gate's own class is not loaded for this.
    ...('migration' in error ? { migration: error.migration as JsonAnswer } : {}),
  };
}
