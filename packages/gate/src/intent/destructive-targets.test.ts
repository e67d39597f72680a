import { expect, test } from 'bun:test';
import type { JsonObject } from '@gait/canon';
import { plainIntent } from '../testing/plain-intent.ts';
import { hasDestructiveTargets } from './destructive-targets.ts';
import { prepareIntent } from './prepare-intent.ts';

const target = (operation: string): JsonObject => ({ kind: 'path', value: '/x', operation });
const step = (...operations: string[]): JsonObject => ({
  tool_name: 'x',
  args: {},
  targets: operations.map(target),
});

test.each<[string, JsonObject, boolean]>([
  ['without targets destroys nothing', {}, false],
  ['that reads destroys nothing', { targets: [target('read')] }, false],
  ['with one target that it deletes destroys', { targets: [target('read'), target('rm')] }, true],
  ['with a step that deletes destroys', { script: { steps: [step('read'), step('rm')] } }, true],
  [
    'with a step that deletes destroys, whatever it names itself',
    { targets: [target('read')], script: { steps: [step(), step('rm')] } },
    true,
  ],
  [
    'whose steps name no targets destroys what it names itself',
    { targets: [target('rm')], script: { steps: [step()] } },
    true,
  ],
  [
    'whose steps name targets is judged by these, as in the reference',
    { targets: [target('rm')], script: { steps: [step('read')] } },
    false,
  ],
])('a call %s', (_, members, expected) => {
  expect(hasDestructiveTargets(prepareIntent(plainIntent(members)).intent)).toBe(expected);
});
