import { expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  coveredTools,
  forgetCoverage,
  keepCoverage,
  noteSeen,
  readCoverage,
} from './hook-coverage.ts';

const TOOL = { harness: 'claude', project: '/shop' };
const surroundings = () => ({
  env: {},
  home: mkdtempSync(join(tmpdir(), 'coverage-')),
  platform: 'linux' as const,
});

test('the first call of a kind is noted, and stays the first', () => {
  const at = surroundings();
  expect(readCoverage(TOOL, at)).toEqual({
    installedAt: '',
    seen: {},
    last: {},
    version: '',
    probes: {},
  });
  noteSeen(TOOL, { kind: 'shell', now: '2026-01-01T00:00:00Z' }, at);
  noteSeen(TOOL, { kind: 'shell', now: '2026-01-02T00:00:00Z' }, at);
  noteSeen(TOOL, { kind: 'file', now: '2026-01-03T00:00:00Z' }, at);
  expect(readCoverage(TOOL, at).seen).toEqual({
    shell: '2026-01-01T00:00:00Z',
    file: '2026-01-03T00:00:00Z',
  });
  expect(readCoverage(TOOL, at).last['shell']).toBe('2026-01-02T00:00:00Z');
  noteSeen(TOOL, { kind: 'shell', now: '2026-01-02T00:00:09Z' }, at);
  expect(readCoverage(TOOL, at).last['shell']).toBe('2026-01-02T00:00:00Z');
  // A clock that was set back does not keep the last one for ever.
  noteSeen(TOOL, { kind: 'shell', now: '2026-01-01T12:00:00Z' }, at);
  expect(readCoverage(TOOL, at).last['shell']).toBe('2026-01-01T12:00:00Z');
  expect(readCoverage({ ...TOOL, project: '/other' }, at).seen).toEqual({});
  forgetCoverage(TOOL, at);
  expect(readCoverage(TOOL, at).seen).toEqual({});
});

test('what cannot be read is nothing, and a probe that is none is left out', () => {
  const at = surroundings();
  const probe = { at: 'x', result: 'covered', version: '1', detail: '' } as const;
  keepCoverage(TOOL, (before) => ({ ...before, probes: { shell: probe } }), at);
  expect(readCoverage(TOOL, at).probes).toEqual({ shell: probe });
  const folder = join(at.home, '.local/state/gait/hooks');
  const [name = ''] = readdirSync(folder);
  writeFileSync(join(folder, name), JSON.stringify({ probes: { shell: { result: 'fine' } } }));
  expect(readCoverage(TOOL, at).probes).toEqual({});
  writeFileSync(join(folder, name), '{');
  expect(readCoverage(TOOL, at)).toEqual({
    installedAt: '',
    seen: {},
    last: {},
    version: '',
    probes: {},
  });
});

test('the tools and projects of this machine are known by what was kept of them', () => {
  const at = surroundings();
  expect(coveredTools(at)).toEqual([]);
  noteSeen(TOOL, { kind: 'shell', now: '2026-01-01T00:00:00Z' }, at);
  noteSeen(
    { harness: 'codex', project: '/blog' },
    { kind: 'shell', now: '2026-01-01T00:00:00Z' },
    at,
  );
  const folder = join(at.home, '.local/state/gait/hooks');
  writeFileSync(join(folder, 'broken.json'), '[');
  writeFileSync(join(folder, 'foreign.json'), '{"harness": 1}');
  expect(coveredTools(at).toSorted((a, b) => (a.project < b.project ? -1 : 1))).toEqual([
    { harness: 'codex', project: '/blog' },
    TOOL,
  ]);
});
