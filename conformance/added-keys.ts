/**
 * Keys that this product adds to what the reference prints and writes. docs/COMPATIBILITY.md
 * says what each means; readers of the reference ignore them.
 */
const EVERYWHERE = ['detail', 'refusals', 'tolerated'];

/** Further ones, by the kind of case. */
const BY_KIND: Readonly<Record<string, readonly string[]>> = {
  // Each call that differs, where the reference says only that some do.
  run_diff: ['differences'],
  // How much of a session is vouched for, and the hash chain of events and checkpoints.
  session: [
    'chain_head',
    'checkpoint_hash',
    'completeness',
    'event_count',
    'event_hash',
    'prev_checkpoint_hash',
    'prev_hash',
  ],
  // Fixtures that compare a run with itself, or that no configuration lists; calls that differ.
  regress: ['vacuous', 'unlisted', 'differences'],
  // The keys whose signatures count.
  guard: ['signed_by'],
  pack_authorization: ['signed_by'],
  pack_call: ['signed_by'],
  pack_job: ['signed_by'],
  pack_run: ['signed_by'],
  // How long the decision took, which the traces of `gate eval` say too.
  mcp: ['latency_ms'],
  // Calls without a recorded result that a stub answers.
  run_replay: ['stubbed_results'],
};

/** The keys that a case of this kind may have in addition. */
export function addedKeys(kind: string): readonly string[] {
  return [...EVERYWHERE, ...(BY_KIND[kind] ?? [])];
}
