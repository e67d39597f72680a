import { jsonSchemaOf, type FieldNote, type FieldNotes, type JsonObject } from '@gait/canon';
import { runInputRecord } from './run-input.ts';
import { RUNPACK_SCHEMA_VERSION, RUNPACK_SCHEMAS } from './runpack-records.ts';

const note = (description: string, more: Omit<FieldNote, 'description'> = {}): FieldNote => ({
  description,
  ...more,
});

/** What the fields that all records share mean; the run's own are the defaults of the others. */
function sharedNotes(record: string, kind: keyof typeof RUNPACK_SCHEMAS): FieldNotes {
  const fromRun = record === 'run' ? {} : { default: 'that of run' };
  return {
    [`${record}.schema_id`]: note('Kind of the record; leave it out.', {
      default: RUNPACK_SCHEMAS[kind],
      values: [RUNPACK_SCHEMAS[kind]],
    }),
    [`${record}.schema_version`]: note('Version of the schema; leave it out.', {
      default: RUNPACK_SCHEMA_VERSION,
      values: [RUNPACK_SCHEMA_VERSION],
    }),
    [`${record}.created_at`]: note('When, RFC 3339.', fromRun),
    [`${record}.producer_version`]: note('Version of what wrote this record.', fromRun),
    [`${record}.run_id`]: note('Run that the record belongs to; another one is refused.', fromRun),
  };
}

/** What the fields mean, by record and name; the record declarations have the types. */
const RUN_INPUT_NOTES: FieldNotes = {
  'run record.run': note('Who ran, where and when.', { required: true }),
  'run record.intents': note('The calls, in order: what was asked of which tool.'),
  'run record.results': note('What came of the calls; each names its intent.'),
  'run record.refs': note('What the agent was given to read, by digest.'),
  'run record.capture_mode': note(
    'reference keeps digests of arguments and results, raw keeps the payloads in the clear.',
    { default: 'reference', values: ['reference', 'raw'] },
  ),
  'run record.normalization': note('Payloads to digest in place of the recorded ones.'),
  ...sharedNotes('run', 'run'),
  'run.created_at': note('When the run began, RFC 3339.', { default: 'now' }),
  'run.producer_version': note('Version of what wrote this file.', { default: '0.0.0-dev' }),
  'run.run_id': note('Name of the run, part of the file name. --run-id replaces it.', {
    required: true,
  }),
  'run.env': note('Where it ran.'),
  'run.timeline': note('Events beside the calls.'),
  'run env.os': note('Operating system.', { default: 'of the recording machine' }),
  'run env.arch': note('Processor.', { default: 'of the recording machine' }),
  'run env.runtime': note('What ran the agent.', { default: 'go' }),
  'timeline event.event': note('What happened.'),
  'timeline event.ts': note('When, RFC 3339.', { default: '0001-01-01T00:00:00Z' }),
  'timeline event.ref': note('What it is about, for example an intent id.'),
  'timeline event.relationship': note('How the event hangs together with other artifacts.'),
  ...sharedNotes('intent', 'intent'),
  'intent.intent_id': note('Name of the call, once in a run.'),
  'intent.tool_name': note('Tool that was asked.'),
  'intent.args_digest': note('SHA-256 of the canonical arguments, 64 hex digits.', {
    default: 'computed from args',
  }),
  'intent.args': note('Arguments. Needed where args_digest is absent.'),
  ...sharedNotes('result', 'result'),
  'result.intent_id': note('The call that this is the result of.'),
  'result.status': note('ok, error, or a word of your own.'),
  'result.result_digest': note('SHA-256 of the canonical result, 64 hex digits.', {
    default: 'computed from result',
  }),
  'result.result': note(
    'What came back. Needed where result_digest is absent. verdict, reason_codes and violations in it are shown.',
  ),
  ...sharedNotes('refs', 'refs'),
  'refs.context_set_digest': note('Digest of the whole context, 64 hex digits.'),
  'refs.context_evidence_mode': note('required refuses a run without context_set_digest.', {
    default: 'best_effort',
    values: ['best_effort', 'required'],
  }),
  'refs.context_ref_count': note('Pieces of context.', { default: 'number of receipts' }),
  'refs.receipts': note('One for each piece of context.'),
  'reference receipt.ref_id': note('Name of the piece; receipts are sorted by it.'),
  'reference receipt.source_type': note('Kind of source.'),
  'reference receipt.source_locator': note('Where the source is.'),
  'reference receipt.query_digest': note(
    'Digest of the query. Needed, except for receipts of gate traces.',
  ),
  'reference receipt.content_digest': note(
    'Digest of what was read. Needed, except for receipts of gate traces.',
  ),
  'reference receipt.retrieved_at': note('When it was read, RFC 3339.', {
    default: '1980-01-01T00:00:00Z',
  }),
  'reference receipt.redaction_mode': note(
    'How the piece was redacted; raw needs --unsafe-context-raw.',
  ),
  'reference receipt.immutability': note('Whether the source may change.', { default: 'unknown' }),
  'reference receipt.freshness_sla_seconds': note('How old the piece may be.'),
  'reference receipt.sensitivity_label': note('Label of its sensitivity.'),
  'reference receipt.retrieval_params': note('Further parameters of the query.'),
  'normalization.intent_args': note('By intent id: arguments to digest in place of args.'),
  'normalization.result_payloads': note('By intent id: result to digest in place of result.'),
};

/**
 * JSON Schema of a run record, from the declarations that the reader uses. It describes what
 * to write; the reader also takes names in another case and ignores unknown fields.
 */
export function runInputSchema(): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Input of gait run record',
    ...jsonSchemaOf(runInputRecord, RUN_INPUT_NOTES),
  };
}
