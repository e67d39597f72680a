import { describe, expect, test } from 'bun:test';
import { CodedError, sha256Hex, type ErrorCode } from '@gait/canon';
import { bytesSource } from '../zip/byte-source.ts';
import { readRunpack } from './read-runpack.ts';
import { recordRun, type RecordRunInput } from './record-run.ts';
import { replayRunpack, replayWithTools, type RealTools } from './replay-runpack.ts';
import { DEFAULTS, sampleIntent, sampleResult, sampleRun } from './testing/sample-run.ts';

const recorded = (over: Partial<RecordRunInput> = {}) =>
  readRunpack(bytesSource(recordRun(sampleRun(over), DEFAULTS).zip));

function codeOf(run: () => unknown): ErrorCode | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

describe('a stub replay', () => {
  test('repeats recorded results', () => {
    const { mode, steps, missingResults } = replayRunpack(recorded());
    expect(mode).toBe('stub');
    expect(steps.map(({ status, execution }) => [status, execution])).toEqual([
      ['ok', 'recorded'],
      ['error', 'recorded'],
    ]);
    expect(missingResults).toEqual([]);
  });

  const NAMES = [
    ['Tool.HTTP', 'http'],
    ['fetch_file', 'http'],
    ['open.url', 'http'],
    ['fs.read', 'file'],
    ['write', 'file'],
    ['sql', 'db'],
    ['Query', 'db'],
    ['kafka.send', 'queue'],
    ['topic', 'queue'],
  ] as const;

  test.each(NAMES)('stubs %s as %s', (tool, stub) => {
    const run = recorded({ intents: [sampleIntent('i', tool, {})], results: [] });
    const digestText = `run_sample:i:${tool.toLowerCase()}:${run.intents[0]?.args_digest}:${stub}`;
    expect(replayRunpack(run).steps).toEqual([
      {
        intent_id: 'i',
        tool_name: tool,
        status: 'stubbed',
        execution: 'stubbed',
        stub_type: stub,
        result_digest: sha256Hex(digestText),
      },
    ]);
  });

  test('names results that nothing can stand for', () => {
    const intents = ['b', 'a'].map((id) => sampleIntent(id, 'mail.send', {}));
    const replay = replayRunpack(recorded({ intents, results: [] }));
    expect(replay.missingResults).toEqual(['a', 'b']);
    expect(replay.steps[0]).toEqual({
      intent_id: 'b',
      tool_name: 'mail.send',
      status: 'missing_result',
      execution: 'missing',
    });
  });

  test('refuses repeated ids', () => {
    const intents = [sampleIntent('i', 't', {}), sampleIntent('i', 't', {})];
    expect(codeOf(() => replayRunpack(recorded({ intents })))).toBe('replay_duplicate_id');
    const results = [sampleResult('i', 'ok', {}), sampleResult('i', 'ok', {})];
    expect(codeOf(() => replayRunpack(recorded({ results })))).toBe('replay_duplicate_id');
  });
});

describe('a replay with real tools', () => {
  const calls: string[] = [];
  const tools: RealTools = {
    allowed: new Set(['tool.write']),
    run: (intent) => {
      calls.push(intent.intent_id);
      return Promise.resolve({ status: 'ok', resultDigest: 'd' });
    },
  };

  test('runs only what is allowed', async () => {
    const replay = await replayWithTools(recorded(), tools);
    expect(replay.mode).toBe('real');
    expect(calls).toEqual(['intent_2']);
    expect(replay.steps.map(({ execution }) => execution)).toEqual(['recorded', 'executed']);
  });

  test('needs the arguments', async () => {
    const run = recorded({ captureMode: 'reference' });
    expect(await replayWithTools(run, tools).catch((error: CodedError) => error.code)).toBe(
      'replay_needs_raw',
    );
  });
});
