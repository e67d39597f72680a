import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { memoryTree, readFramework, renderTargets } from '@gait/agents';
import { sha256Hex } from '@gait/canon';
import { HARNESS_IDS } from '@gait/harness';

const AGENT = `agent:
  identity:
    name: Ada
    role: "Keeper: night"
    description: "Says \\"no\\" --- to @all, !\`id\`, \u{1f6a8} and \u202e"
  tasks:
    - ./.krci-ai/tasks/trim.md
`;

test('files of AI tools are the same bytes on every runtime', () => {
  const framework = readFramework(
    memoryTree({
      '.krci-ai/agents/keeper.yaml': AGENT,
      '.krci-ai/agents/\u043a\u043b\u044e\u0447.yaml': AGENT,
      '.krci-ai/tasks/trim.md': '# Task: Trim {{it}}\n',
    }),
  );
  const { files, reports } = renderTargets(framework, HARNESS_IDS);
  const digests = files.map(({ path, bytes }) => `${path} ${sha256Hex(bytes)}`);
  equal(files.length, 44);
  equal(
    sha256Hex(digests.join('\n')),
    '5ff1c30e278cd390df986e7fa56e2b56fcefacab5235b3de5edf7398b7e73b2c',
  );
  deepEqual(
    reports.find(({ target }) => target === 'claude')?.findings.map(({ code }) => code),
    ['target_shortened', 'target_renamed', 'target_shortened'],
  );
});
