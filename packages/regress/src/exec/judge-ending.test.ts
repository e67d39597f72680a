import { describe, expect, test } from 'bun:test';
import { randomBytes } from 'node:crypto';
import { bytesSource, readRunpack } from '@gait/evidence';
import { hasRun } from '../graders/grader.ts';
import type { RegressProfile } from '../profile.ts';
import { makeRunpack, type RunShape } from '../testing/make-runpack.ts';
import { judgeEnding, type CommandEnding, type JudgedEnding } from './judge-ending.ts';

const RECORDED = readRunpack(bytesSource(makeRunpack()));
const WROTE = { kind: 'file', bytes: makeRunpack({ runId: 'run_new' }) } as const;
const WELL: CommandEnding = {
  exitCode: 0,
  signal: null,
  timedOut: false,
  timeLimitMs: 5000,
  produced: WROTE,
};

function judge(ending: Partial<CommandEnding>, profile: RegressProfile = 'standard'): JudgedEnding {
  return judgeEnding({ ...WELL, ...ending }, RECORDED, profile);
}

const file = (shape: RunShape): CommandEnding['produced'] => ({
  kind: 'file',
  bytes: makeRunpack(shape),
});

describe('how a command ended', () => {
  test('well: its run is the candidate', () => {
    const { outcome, candidate } = judge({});
    expect(outcome).toMatchObject({
      reason: 'candidate_recorded',
      exitCode: 0,
      signal: null,
      identical: false,
    });
    expect(candidate).toMatchObject({
      origin: 'exec',
      path: '<exec>',
      run: { manifest: { run_id: 'run_new' } },
    });
  });

  test('with the recorded run itself', () => {
    expect(judge({ produced: file({}) }).outcome.identical).toBe(true);
  });

  test.each([
    [
      'never started',
      { startFault: 'no shell', exitCode: null, produced: { kind: 'missing' } },
      'exec_start_failed',
    ],
    ['at the time limit', { timedOut: true, exitCode: null, signal: 'SIGTERM' }, 'exec_timeout'],
    ['by a signal', { exitCode: null, signal: 'SIGSEGV' }, 'exec_signal'],
    ['without a run', { produced: { kind: 'missing' } }, 'exec_runpack_missing'],
    ['with a link', { produced: { kind: 'not_regular' } }, 'exec_runpack_not_regular'],
    ['with too much', { produced: { kind: 'too_large', limit: 10 } }, 'exec_runpack_too_large'],
    [
      'with garbage',
      { produced: { kind: 'file', bytes: Uint8Array.of(1, 2, 3) } },
      'exec_runpack_invalid',
    ],
    [
      'with nothing in the file',
      { produced: { kind: 'file', bytes: new Uint8Array() } },
      'exec_runpack_invalid',
    ],
    ['with an undeclared entry', { produced: file({ stray: 'x' }) }, 'exec_runpack_invalid'],
    [
      'with a failure and no run',
      { exitCode: 3, produced: { kind: 'missing' } },
      'exec_exit_nonzero',
    ],
  ] as const)('%s: no candidate', (_, ending, reason) => {
    const { outcome, candidate } = judge(ending);
    expect(outcome.reason).toBe(reason);
    expect(candidate.run).toMatchObject({ reason: 'candidate_unavailable' });
  });

  test('at the time limit: even a whole run is not taken, and the signal is ours', () => {
    const { outcome, candidate } = judge({ timedOut: true, exitCode: 0 });
    expect(outcome).toMatchObject({
      reason: 'exec_timeout',
      exitCode: null,
      signal: null,
      timeLimitMs: 5000,
    });
    expect(hasRun(candidate.run)).toBe(false);
  });

  test('with a failure and a whole run: fails, and is graded on the run too', () => {
    const { outcome, candidate } = judge({ exitCode: 3 });
    expect(outcome).toMatchObject({ reason: 'exec_exit_nonzero', exitCode: 3 });
    expect(hasRun(candidate.run)).toBe(true);
  });

  test('a refused run says its code and entry', () => {
    const { outcome } = judge({ produced: file({ stray: 'notes.txt' }) });
    expect(outcome).toMatchObject({ code: 'runpack_undeclared_entry', entry: 'notes.txt' });
    expect(judge({ produced: file({ stray: 'notes.txt' }) }, 'compat').outcome.reason).toBe(
      'candidate_recorded',
    );
  });

  test('with a run that does not say what it is: refused, but read under compat', () => {
    const produced = file({
      change: (files) => {
        files['run.json'] = String(files['run.json']).replace(
          '"schema_id":"gait.runpack.run",',
          '',
        );
      },
    });
    const { outcome, candidate } = judge({ produced });
    expect(outcome).toMatchObject({ reason: 'exec_runpack_invalid', code: 'run_schema_invalid' });
    expect(hasRun(candidate.run)).toBe(false);
    expect(judge({ produced }, 'compat').outcome.reason).toBe('candidate_recorded');
  });

  test('with a run that would fill the memory: it is refused before it is unpacked', () => {
    const blob = randomBytes(700_000).toString('base64');
    const bytes = Buffer.from(makeRunpack({ results: [{ status: 'ok', result: { blob } }, null] }));
    // The unpacked size in the directory's header of results.jsonl.
    const header = bytes.lastIndexOf('results.jsonl') - 46;
    expect(bytes.readUInt32LE(header)).toBe(0x02014b50);
    bytes.writeUInt32LE(257 * 1024 * 1024, header + 24);
    const { outcome } = judge({ produced: { kind: 'file', bytes } });
    expect(outcome).toMatchObject({ reason: 'exec_runpack_invalid', code: 'runpack_size' });
  });
});
