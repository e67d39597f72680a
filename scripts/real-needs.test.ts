import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { missingNeeds } from './real-needs.ts';

test('each group of real tests that cannot run is named, with what is missing', () => {
  const lines = missingNeeds({ env: {}, which: () => null });
  expect(lines.map((line) => line.replace(/;.*/u, ''))).toEqual([
    'skipped: completion in fish',
    'skipped: completion in zsh',
    'skipped: completion in PowerShell',
    'skipped: sessions shared with the reference',
    'skipped: agents shared with the existing krci-ai',
    'skipped: credentials of OpenBao',
    'skipped: AI coding tools that read what krci-ai renders',
    'skipped: the page of a graph in a browser',
    'skipped: the page of gait ui in a browser',
    'skipped: packs in an OCI registry',
  ]);
  expect(lines[2]).toContain('no pwsh on the PATH');
});

test('what is there is not named, a reference that is no file is', () => {
  const which = (program: string) => (program === 'pwsh' ? null : `/bin/${program}`);
  const env = {
    GAIT_REFERENCE: import.meta.path,
    GAIT_KRCI_REFERENCE: import.meta.path,
    GAIT_OCI_REGISTRY: import.meta.path,
    GAIT_AGENT_TOOLS: join(import.meta.dirname, '..'),
  };
  expect(missingNeeds({ env, which }).length).toBe(1);
  expect(
    missingNeeds({ env: { ...env, GAIT_REFERENCE: `${import.meta.path}.gone` }, which }),
  ).toEqual([
    expect.stringContaining('pwsh'),
    expect.stringContaining('GAIT_REFERENCE names no file'),
  ]);
});
