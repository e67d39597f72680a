import { describe, expect, test } from 'bun:test';
import type { RunShape } from '../testing/make-runpack.ts';
import { compare, graderOf } from '../testing/run-memory-suite.ts';
import { diff } from './diff.ts';

function failing(): never {
  throw new Error('the suite has a case');
}

describe(diff.name, () => {
  test('lists what changed, and fails for what is not allowed', async () => {
    const candidate: RunShape = {
      runId: 'run_b',
      tools: ['tool.read', 'x'],
      captureMode: 'reference',
    };
    const run = await compare(candidate, {
      diff_allow_changed_files: ['manifest.json'],
      expected_tool_sequence: [],
    });
    expect(graderOf(run, 'a/diff').details).toMatchObject({
      changed_files: ['intents.jsonl', 'manifest.json'],
      allowed_files: ['manifest.json'],
      unexpected_files: ['intents.jsonl'],
    });
    expect(graderOf(run, 'a/diff').reason_codes).toEqual(['unexpected_diff']);
    const allowed = await compare(candidate, {
      diff_allow_changed_files: ['intents.jsonl', 'manifest.json'],
      expected_tool_sequence: [],
    });
    expect(graderOf(allowed, 'a/diff').status).toBe('pass');
    expect(graderOf(allowed, 'a/diff').details['unexpected_files']).toBeUndefined();
  });

  test('allows a file by its whole name only', async () => {
    const fields = { diff_allow_changed_files: ['intents'], expected_tool_sequence: [] };
    const run = await compare({ runId: 'run_b', tools: ['tool.read', 'x'] }, fields);
    expect(graderOf(run, 'a/diff').details['unexpected_files']).toEqual(['intents.jsonl']);
  });

  test('passes on a failure that is no fault of the candidate', async () => {
    const { cases } = await compare({ runId: 'run_b', tools: ['x'] });
    const [{ subject } = failing()] = cases;
    const options = { contextConformance: false, allowContextRuntimeDrift: false };
    const fixture = Object.defineProperty({ ...subject.fixture }, 'allowedChanges', {
      get: () => {
        throw new TypeError('a fault of the program');
      },
    });
    expect(() => diff.grade({ ...subject, fixture }, { ...options, failVacuous: false })).toThrow(
      TypeError,
    );
  });

  test('does not look at when a run was made, under which id and by which version', async () => {
    const later = { runId: 'run_b', createdAt: '2026-04-01T00:00:00Z' };
    expect(graderOf(await compare(later), 'a/diff').status).toBe('pass');
  });
});
