import { appendFileSync, cpSync, mkdtempSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import {
  memoryTree,
  projectFramework,
  readFramework,
  rootsOf,
  validateFramework,
} from '@gait/agents';
import { readTree } from '@gait/local';
import { refuseFaultyAssets } from './refuse-faulty-assets.ts';
import { ROOT } from './source-files.ts';

const framework = readFramework(readTree(ROOT, { folder: join(ROOT, 'assets/framework') }));

describe('the framework that ships', () => {
  test('has no finding', () => {
    expect(validateFramework(framework).findings).toEqual([]);
  });

  test.each([1, 2, 3, 4] as const)(
    'has none when it is installed at level %d, nor has a single agent',
    (level) => {
      const all = rootsOf(framework.graph);
      for (const roots of [all, ...[...framework.agents.keys()].map((id) => [id])]) {
        const { files } = projectFramework(framework, roots, level);
        const tree = memoryTree(Object.fromEntries(files.map(({ path, bytes }) => [path, bytes])));
        expect(validateFramework(readFramework(tree)).findings).toEqual([]);
      }
    },
  );

  test('is itself at the highest level', () => {
    const { files, leftOut } = projectFramework(framework, rootsOf(framework.graph), 4);
    expect([leftOut, files.filter(({ changed }) => changed)]).toEqual([[], []]);
  });
});

test('no executable is built from assets with an error', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'gait-assets-'));
  try {
    cpSync(join(ROOT, 'assets/framework'), scratch, { recursive: true });
    refuseFaultyAssets(scratch);
    const [task = ''] = [...framework.tasks.keys()];
    unlinkSync(join(scratch, task.slice('.krci-ai/'.length)));
    expect(() => refuseFaultyAssets(scratch)).toThrow('title=missing_task');
    appendFileSync(join(scratch, 'data/shared/sdlc-handover.md'), '\u200bhidden\n');
    expect(() => refuseFaultyAssets(scratch)).toThrow('title=hidden_zero_width');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});
