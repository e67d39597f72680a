import { expect, test } from 'bun:test';
import { readFramework } from '../graph/read-framework.ts';
import { lampTree, TRIM } from '../testing/lamp-framework.ts';
import { projectFramework } from './project-framework.ts';
import { redirectInstalled } from './redirect-installed.ts';

const LAMP = '.krci-ai/agents/lamp.yaml';
const TASK = '.krci-ai/tasks/trim.md';
const OILS = '.krci-ai/data/oils.md';

const movesOf = (ids: readonly string[]): ReadonlyMap<string, string> =>
  new Map(ids.map((id) => [id, id.replace('.krci-ai/', '.krci-ai/local/')]));

test.each([[[OILS]], [[TASK]], [[OILS, TASK]], [[LAMP]]])(
  'an installed text comes to what the projection of its source comes to, with %j overridden',
  (overridden) => {
    for (const level of [2, 4] as const) {
      const text = `${TRIM}\nAlso [relative](../data/oils.md#oils) and \`.krci-ai/data/oils.md\`.\n`;
      const framework = readFramework(lampTree({ 'tasks/trim.md': text }));
      const project = (ids: readonly string[]) =>
        projectFramework(framework, [LAMP], level, { overridden: new Set(ids) }).files;
      const expected = new Map(project(overridden).map(({ path, bytes }) => [path, bytes]));
      const there = new Set(expected.keys());
      for (const { path, bytes } of project([])) {
        const ids = overridden.filter((id) => there.has(id) && id !== LAMP);
        const found = redirectInstalled(path, bytes, movesOf(ids)) ?? bytes;
        expect(Buffer.from(found).toString()).toBe(
          Buffer.from(expected.get(path) ?? []).toString(),
        );
      }
    }
  },
);

test('a text that refers to nothing of it, or is no asset, stays', () => {
  const bytes = Buffer.from('See .krci-ai/data/oils.md\n');
  expect(redirectInstalled(TASK, bytes, movesOf(['.krci-ai/data/wicks.md']))).toBeUndefined();
  expect(redirectInstalled('.claude/commands/x.md', bytes, movesOf([OILS]))).toBeUndefined();
  expect(redirectInstalled(TASK, bytes, movesOf([OILS]))).toEqual(
    Uint8Array.from(Buffer.from('See .krci-ai/local/data/oils.md\n')),
  );
});
