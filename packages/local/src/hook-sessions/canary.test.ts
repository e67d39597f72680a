import { expect, test } from 'bun:test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectCanary, meetCanary } from './canary.ts';
import { forgetCoverage, keepCoverage, noteSeen, readCoverage } from './hook-coverage.ts';

const newHome = () => ({
  env: {},
  home: mkdtempSync(join(tmpdir(), 'canary-')),
  platform: 'linux' as const,
});

test('a canary that somebody waits for is met once it is named, and no other', () => {
  const at = newHome();
  const canary = expectCanary(new Uint8Array(16).fill(7), at);
  expect(meetCanary('touch a', at)).toBe(false);
  expect(meetCanary(`touch gait-canary-${'0'.repeat(32)}`, at)).toBe(false);
  expect(canary.wasSeen()).toBe(false);
  expect(meetCanary(`{"command":"touch /tmp/${canary.name}"}`, at)).toBe(true);
  expect(canary.wasSeen()).toBe(true);
  canary.forget();
  expect(meetCanary(canary.name, at)).toBe(false);
});

test('what was seen is kept with its first moment, and goes with the hook', () => {
  const at = newHome();
  const tool = { harness: 'claude', project: '/w' };
  noteSeen(tool, { kind: 'shell', now: '2026-01-01T00:00:00Z' }, at);
  noteSeen(tool, { kind: 'shell', now: '2026-01-02T00:00:00Z' }, at);
  expect(readCoverage(tool, at).seen).toEqual({ shell: '2026-01-01T00:00:00Z' });
  expect(readCoverage({ ...tool, project: '/other' }, at).seen).toEqual({});
  keepCoverage(
    tool,
    (before) => ({
      ...before,
      installedAt: 'x',
      probes: {
        shell: { at: 'a', result: 'covered', version: '1', detail: '' },
        file: { at: 1 } as never,
      },
    }),
    at,
  );
  expect(Object.keys(readCoverage(tool, at).probes)).toEqual(['shell']);
  forgetCoverage(tool, at);
  expect(readCoverage(tool, at).installedAt).toBe('');
});
