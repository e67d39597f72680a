/** Said where two runs made the same calls under other intent ids. */
export const ONLY_IDS_DIFFER =
  'the calls are the same tools in the same order with the same arguments; only their intent ids differ';

/** What to do about it. */
export const STABLE_IDS =
  'runs are compared by intent id: give each call one that does not change from run to run (call_1, not a random id)';
