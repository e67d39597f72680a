import { join } from 'node:path';
import { isCodedError, trimSpace } from '@gait/canon';
import { readJob } from '@gait/evidence';
import type { Guard } from '@gait/boundary';
import { isSurelyMissing, readWhole } from '@gait/local';
import type { Context } from '../context.ts';

const JOB_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/u;

const UNAVAILABLE = {
  reasonCodes: ['emergency_stop_state_unavailable'],
  violations: ['emergency_stop_state_unavailable'],
};

/**
 * Blocks calls of a job that was stopped, and of one whose state nobody can tell
 * (gait-formats §7.6).
 */
export function emergencyStop(context: Context, root: string): Guard {
  return {
    name: 'emergency stop',
    judge: (intent) => {
      const id = trimSpace(intent.context.job_id);
      if (id === '') return { reasonCodes: [], violations: [] };
      const status = statusOf(context, root, id);
      if (status === undefined) return UNAVAILABLE;
      return status === 'emergency_stopped'
        ? { reasonCodes: ['emergency_stop_preempted'], violations: ['emergency_stop_active'] }
        : { reasonCodes: [], violations: [] };
    },
  };
}

/** Undefined: it cannot be told. */
function statusOf(context: Context, root: string, id: string): string | undefined {
  if (!JOB_ID.test(id)) return undefined;
  const file = (name: string): Uint8Array | undefined => {
    const path = context.resolve(join(root, id, name));
    return isSurelyMissing(path) ? undefined : readWhole(path);
  };
  try {
    const { state } = readJob({
      jobId: id,
      state: file('state.json'),
      events: file('events.jsonl'),
      pending: file('pending_mutation.json'),
    });
    return trimSpace(state.job_id) === id ? trimSpace(state.status) : undefined;
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}
