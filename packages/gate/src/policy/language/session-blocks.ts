import { ENDPOINT_CLASSES } from '../../intent/intent-words.ts';
import { block, defineBlock, flag, list, text, whole } from './field-kinds.ts';
import { CONSTRAINT_ACTIONS } from './vocabulary.ts';

/** Which earlier calls of the session a condition counts: every list that is not empty must hold. */
const selectorBlock = defineBlock('call selector', {
  tool_names: {
    digestName: 'ToolNames',
    kind: list('lower'),
    about: 'Names of tools.',
  },
  endpoint_classes: {
    digestName: 'EndpointClasses',
    kind: list('lower', ENDPOINT_CLASSES),
    about: 'What the call did to a target.',
  },
  data_classes: {
    digestName: 'DataClasses',
    kind: list('lower'),
    about: 'Sensitivity of a target.',
  },
  destructive: {
    digestName: 'Destructive',
    kind: flag(true),
    about: 'Only calls with a destructive target, or only calls without.',
  },
});

/** Conditions over the earlier calls of the same session. New in 1.1.0. */
export const sequenceBlock = defineBlock('sequence', {
  after: {
    digestName: 'After',
    kind: block(selectorBlock, true),
    about: 'Not after an allowed call like this.',
  },
  requires_success: {
    digestName: 'RequiresSuccess',
    kind: block(selectorBlock, true),
    about: 'Only after a call like this has succeeded.',
  },
  counts: {
    digestName: 'Counts',
    kind: block(selectorBlock, true),
    about: 'Which calls max_calls counts.',
  },
  max_calls: {
    digestName: 'MaxCalls',
    kind: whole(),
    about: 'Most calls of counts in one session, this one not among them.',
  },
  action: {
    digestName: 'Action',
    kind: text('lower', CONSTRAINT_ACTIONS),
    always: true,
    about: 'What a broken condition leads to; block when absent.',
  },
  reason_code: {
    digestName: 'ReasonCode',
    kind: text('trim'),
    always: true,
    about: 'Reason code; sequence_condition_broken when absent.',
  },
  violation: {
    digestName: 'Violation',
    kind: text('trim'),
    always: true,
    about: 'Violation; session_sequence when absent.',
  },
});

/** Labels that may not travel from results to later arguments. New in 1.1.0. */
export const taintBlock = defineBlock('taint', {
  labels: {
    digestName: 'Labels',
    kind: list('lower'),
    always: true,
    about: 'Sensitivity of the targets that a result was read from. At least one.',
  },
  destination_kinds: {
    digestName: 'DestinationKinds',
    kind: list('lower'),
    about: 'Kinds of targets; without any destination: host, url, bucket, queue, topic.',
  },
  destination_values: {
    digestName: 'DestinationValues',
    kind: list('trim'),
    about: 'Targets that such data may not reach.',
  },
  destination_operations: {
    digestName: 'DestinationOperations',
    kind: list('lower'),
    about: 'Operations that such data may not be used in.',
  },
  action: {
    digestName: 'Action',
    kind: text('lower', CONSTRAINT_ACTIONS),
    always: true,
    about: 'What a broken condition leads to; block when absent.',
  },
  reason_code: {
    digestName: 'ReasonCode',
    kind: text('trim'),
    always: true,
    about: 'Reason code; taint_reached_destination when absent.',
  },
  violation: {
    digestName: 'Violation',
    kind: text('trim'),
    always: true,
    about: 'Violation; tainted_dataflow when absent.',
  },
});
