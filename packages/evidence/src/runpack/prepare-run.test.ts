import { describe, expect, test } from 'bun:test';
import { CodedError, type ErrorCode } from '@gait/canon';
import { parseEnvelope } from '../context/parse-envelope.ts';
import { prepareRun, type RecordChoices } from './prepare-run.ts';
import { parseRunInput, type RunInput } from './run-input.ts';

const CHOICES: RecordChoices = {
  runId: '',
  captureMode: '',
  evidenceMode: '',
  allowRawContext: false,
};

function input(members: object = {}): RunInput {
  return parseRunInput(Buffer.from(JSON.stringify({ run: { run_id: 'run_a' }, ...members })));
}

function codeOf(given: RunInput, choices: Partial<RecordChoices> = {}): ErrorCode | undefined {
  try {
    prepareRun(given, { ...CHOICES, ...choices });
    return undefined;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

const ENVELOPE = parseEnvelope(
  Buffer.from(
    JSON.stringify({
      context_set_id: 'set',
      records: [
        {
          ref_id: 'r',
          source_type: 'doc',
          source_locator: 'l',
          query_digest: 'a'.repeat(64),
          content_digest: 'b'.repeat(64),
          redaction_mode: 'reference',
        },
      ],
    }),
  ),
);

describe('a run record', () => {
  test('is read without regard to case and to what it has more', () => {
    const read = parseRunInput(Buffer.from('{"RUN":{"Run_ID":"x","more":1},"other":[]}'));
    expect(read.run.run_id).toBe('x');
    expect(read.intents).toBeNull();
  });

  test('names what is wrong with it', () => {
    expect(() => parseRunInput(Buffer.from('{'))).toThrow(CodedError);
    expect(() => parseRunInput(Buffer.from('{"run":[]}'))).toThrow(CodedError);
  });
});

describe('the run id', () => {
  test('given by a person replaces every other', () => {
    const given = input({
      intents: [{ run_id: 'x' }],
      results: [{ run_id: 'y' }],
      refs: { run_id: 'z' },
    });
    const { input: prepared } = prepareRun(given, { ...CHOICES, runId: ' run_new ' });
    expect(prepared.run.run_id).toBe('run_new');
    expect(prepared.intents[0]?.run_id).toBe('run_new');
    expect(prepared.results[0]?.run_id).toBe('run_new');
    expect(prepared.refs.run_id).toBe('run_new');
  });

  test('must be there', () => {
    expect(codeOf(input({ run: { run_id: ' ' } }))).toBe('run_id_missing');
  });

  test.each(['../x', 'a/b', 'a\\b', 'a\u0000', 'a\nb'])('%j cannot name a file', (runId) => {
    expect(codeOf(input({ run: { run_id: runId } }))).toBe('run_id_unsafe');
  });
});

describe('the capture mode', () => {
  test('is the person’s, then the record’s, then reference', () => {
    expect(prepareRun(input({ capture_mode: 'raw' }), CHOICES).captureMode).toBe('raw');
    expect(
      prepareRun(input({ capture_mode: 'raw' }), { ...CHOICES, captureMode: 'reference' })
        .captureMode,
    ).toBe('reference');
    expect(prepareRun(input(), CHOICES).captureMode).toBe('reference');
  });

  test('is one of two', () => {
    expect(codeOf(input({ capture_mode: 'Raw' }))).toBe('run_capture_mode_invalid');
    expect(codeOf(input(), { captureMode: 'all' })).toBe('run_capture_mode_invalid');
  });

  test('by reference says when payloads are stripped', () => {
    expect(prepareRun(input({ intents: [{ args: { a: 1 } }] }), CHOICES).stripsPayloads).toBe(true);
    expect(prepareRun(input({ intents: [{ args: {} }] }), CHOICES).stripsPayloads).toBe(false);
    expect(
      prepareRun(input({ normalization: { intent_args: { i: {} } } }), CHOICES).stripsPayloads,
    ).toBe(true);
  });
});

describe('the context', () => {
  test('is best effort unless someone asks for more', () => {
    expect(prepareRun(input(), CHOICES).input.refs.context_evidence_mode).toBe('best_effort');
    expect(codeOf(input(), { evidenceMode: 'required' })).toBe('context_evidence_missing');
    expect(codeOf(input({ refs: { context_evidence_mode: 'REQUIRED' } }))).toBe(
      'context_evidence_missing',
    );
    expect(codeOf(input(), { evidenceMode: 'odd' })).toBe('context_mode_invalid');
  });

  test('may be required with a digest of the record’s own', () => {
    expect(
      codeOf(input({ refs: { context_set_digest: 'a'.repeat(64) } }), { evidenceMode: 'required' }),
    ).toBeUndefined();
  });

  test('comes from an envelope where one is given, in the mode that was asked for', () => {
    const given = input({ refs: { receipts: [{ ref_id: 'old' }], context_ref_count: 9 } });
    const { refs } = prepareRun(given, {
      ...CHOICES,
      evidenceMode: 'required',
      envelope: ENVELOPE,
    }).input;
    expect(refs).toMatchObject({
      context_set_digest: ENVELOPE.context_set_digest,
      context_evidence_mode: 'required',
      context_ref_count: 1,
    });
    expect(refs.receipts?.map(({ ref_id }) => ref_id)).toEqual(['r']);
  });

  test('in the clear needs permission', () => {
    const raw = input({ refs: { receipts: [{ ref_id: 'r', redaction_mode: ' RAW ' }] } });
    expect(codeOf(raw)).toBe('context_raw_refused');
    expect(codeOf(raw, { allowRawContext: true })).toBeUndefined();
  });
});
