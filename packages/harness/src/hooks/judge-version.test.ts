import { expect, test } from 'bun:test';
import { findHookRow } from './hook-rows.ts';
import { judgeVersion } from './judge-version.ts';

test.each([
  ['claude', '2.1.197', 'known'],
  ['claude', '2.1.329', 'known'],
  ['claude', '2.1.9999', 'known'],
  ['claude', '2.0.1', 'known'],
  ['claude', 'v2.1.329', 'known'],
  ['claude', '2.1.330-beta.1', 'known'],
  ['claude', '2.2.0', 'newer'],
  ['claude', '3.0.0', 'unknown'],
  ['claude', '1.9.0', 'unknown'],
  ['claude', '99.0.0', 'unknown'],
  ['claude', '2', 'unknown'],
  ['claude', '', 'unknown'],
  ['claude', '2.1.329 or later', 'unknown'],
  ['claude', undefined, 'unjudged'],
  ['codex', '0.169.0', 'known'],
  ['codex', '0.170.0', 'newer'],
  ['codex', '1.0.0', 'unknown'],
  ['gemini', '0.61.0', 'known'],
  ['qwen', '0.15.10', 'known'],
  ['opencode', '1.18.33', 'known'],
  ['cline', '3.0.65', 'known'],
  ['cursor', '99.0.0', 'unjudged'],
] as const)('%s %s is %s', (harness, version, judgement) => {
  const row = findHookRow(harness);
  if (row === undefined) throw new Error(harness);
  expect(judgeVersion(row, version)).toBe(judgement);
});
