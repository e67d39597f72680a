import { CodedError } from '@gait/canon';

/** Error for state without which a call like this one is not decided. */
export function stateUnavailable(what: string, cause: unknown): CodedError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CodedError(
    'gate_state_unavailable',
    `${what} unavailable in fail-closed mode: ${reason}`,
    {
      hint: 'restore the file; until then calls like this one are blocked',
      cause,
    },
  );
}
