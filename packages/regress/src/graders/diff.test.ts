import { describe, expect, test } from 'bun:test';
import type { RunShape } from '../testing/make-runpack.ts';
import { compare, graderOf } from '../testing/run-memory-suite.ts';
import { diff } from './diff.ts';

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

  test('does not look at when a run was made, under which id and by which version', async () => {
    const later = { runId: 'run_b', createdAt: '2026-04-01T00:00:00Z' };
    expect(graderOf(await compare(later), 'a/diff').status).toBe('pass');
  });
});
