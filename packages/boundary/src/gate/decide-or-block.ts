import { CodedError, isCodedError } from '@gait/canon';
import { decideCall, type Decision } from './decide-call.ts';
import type { Call, GateSetup } from './gate-setup.ts';

/** A call that could not be decided, or whose evidence could not be written. */
export interface Fault {
  readonly verdict: 'block';
  /** The code of the fault. */
  readonly reasonCodes: readonly string[];
  readonly error: CodedError;
}

/** A decision, or why there is none. */
export type Answer =
  | { readonly ok: true; readonly decision: Decision }
  | { readonly ok: false; readonly fault: Fault };

/**
 * Decides one call; whatever goes wrong on the way is a block. Never throws: a caller that
 * forgets a `catch` must not go on.
 */
export async function decideOrBlock(setup: GateSetup, call: Call): Promise<Answer> {
  try {
    return { ok: true, decision: await decideCall(setup, call) };
  } catch (error) {
    return { ok: false, fault: faultOf(error) };
  }
}

/** The block that an error stands for. An error without a code is a defect of ours. */
export function faultOf(error: unknown): Fault {
  const coded = isCodedError(error)
    ? error
    : new CodedError('internal_failure', 'the gate failed inside', {
        hint: 'the call is blocked; report this with what you ran',
        cause: error,
      });
  return { verdict: 'block', reasonCodes: [coded.code], error: coded };
}
