/** How a failure is reported: exit status, HTTP status, whether trying again may help. */
export interface ErrorCategory {
  readonly name: string;
  /** The coarse code that appears as `error_code` in JSON output. */
  readonly reported: string;
  readonly exit: number;
  readonly http: number;
  readonly retryable: boolean;
}

const category = (
  name: string,
  reported: string,
  exit: number,
  http: number,
  retryable = false,
): ErrorCategory => ({ name, reported, exit, http, retryable });

export const INVALID = category('invalid_input', 'invalid_input', 6, 400);
export const VERIFY = category('verification_failed', 'verification_failed', 2, 422);
export const INTERNAL = category('internal_failure', 'internal_failure', 1, 500);
export const IO = category('io_failure', 'io_failure', 1, 500);
// The reference reports a lock that stays taken as an internal failure that is not worth a retry.
export const LOCKED = category('internal_failure', 'internal_failure', 1, 409);
export const DEPENDENCY = category('dependency_missing', 'dependency_missing', 7, 503);
export const UNSAFE = category('internal_failure', 'unsafe_operation', 8, 403);
// The caller may try again; until then the call is blocked.
export const BUSY = category('policy_blocked', 'policy_blocked', 3, 503, true);
export const LATE = category('policy_blocked', 'policy_blocked', 3, 504, true);
export const TIMED_OUT = category('policy_blocked', 'policy_blocked', 3, 408, true);
export const UNAUTHORIZED = category('policy_blocked', 'policy_blocked', 3, 401);
export const UNANSWERED = category('policy_blocked', 'approval_required', 4, 403);
export const BLOCKED = category('policy_blocked', 'policy_blocked', 3, 403);
export const REGRESSED = category('internal_failure', 'regress_failed', 5, 422);
