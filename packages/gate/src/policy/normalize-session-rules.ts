import { checkWord } from './check-word.ts';
import { CONSTRAINT_ACTIONS } from './language/vocabulary.ts';
import type { Refuse, SequenceDraft, TaintDraft } from './policy-draft.ts';

/** Fills in the defaults of a `sequence`; one without a condition is refused. */
export function normalizeSequence(sequence: SequenceDraft, rule: string, refuse: Refuse): void {
  const { after, requires_success: success, counts } = sequence;
  if (after === null && success === null && counts === null) {
    throw refuse(
      ['sequence'],
      `the sequence of ${rule} has no condition`,
      'write after, requires_success, or counts with max_calls',
    );
  }
  if ((counts === null) !== (sequence.max_calls === 0)) {
    throw refuse(
      ['sequence', counts === null ? 'max_calls' : 'counts'],
      'counts and max_calls belong together',
      'write which calls are counted, and how many there may be',
    );
  }
  const path = ['sequence', 'action'];
  sequence.action = checkWord(sequence.action, 'block', CONSTRAINT_ACTIONS, path, refuse);
  sequence.reason_code ||= 'sequence_condition_broken';
  sequence.violation ||= 'session_sequence';
}

/** Fills in the defaults of a `taint`; one without labels is refused. */
export function normalizeTaint(taint: TaintDraft, rule: string, refuse: Refuse): void {
  if (taint.labels.length === 0) {
    throw refuse(
      ['taint', 'labels'],
      `the taint of ${rule} has no labels`,
      'write labels: with the sensitivities that must not travel',
    );
  }
  const path = ['taint', 'action'];
  taint.action = checkWord(taint.action, 'block', CONSTRAINT_ACTIONS, path, refuse);
  taint.reason_code ||= 'taint_reached_destination';
  taint.violation ||= 'tainted_dataflow';
}
