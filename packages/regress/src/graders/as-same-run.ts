import type { Runpack } from '@gait/evidence';

/**
 * A new run with the identity of the recorded one in its references. The comparison
 * of references covers run id, time and producer, so a run made anew would always
 * differ there, whatever it did.
 */
export function asSameRun(run: Runpack, recorded: Runpack): Runpack {
  const { run_id, created_at, producer_version } = recorded.refs;
  return { ...run, refs: { ...run.refs, run_id, created_at, producer_version } };
}
