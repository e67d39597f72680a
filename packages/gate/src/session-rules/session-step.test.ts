import { expect, test } from 'bun:test';
import type { Json } from '@gait/canon';
import { prepareIntent } from '../intent/prepare-intent.ts';
import { plainIntent } from '../testing/plain-intent.ts';
import { EMPTY_HISTORY } from './session-history.ts';
import { sessionSteps } from './session-step.ts';

const target = (members: Record<string, Json>): Json => ({
  kind: 'path',
  value: '/srv/a',
  endpoint_class: 'fs.read',
  sensitivity: 'secret',
  ...members,
});
const prepare = (...targets: readonly Json[]) =>
  prepareIntent(plainIntent({ targets: [...targets] }));
const steps = (...all: readonly ReturnType<typeof prepare>[]) => {
  const [first, ...readings] = all;
  if (first === undefined) throw new Error('nothing was asked');
  return sessionSteps(first, EMPTY_HISTORY, 'strict', readings);
};

test('a call that can be read in several ways did what any of them says', () => {
  const read = prepare(target({}));
  const written = prepare(target({ endpoint_class: 'fs.write' }));
  const elsewhere = prepare(
    target({ value: '/srv/b', endpoint_class: 'fs.delete', sensitivity: 'pii' }),
  );
  const together = {
    tool: 'tool.x',
    endpointClasses: ['fs.delete', 'fs.read', 'fs.write'],
    dataClasses: ['pii', 'secret'],
    destructive: true,
    labels: ['pii', 'secret'],
    places: ['path:/srv/a'],
  };
  expect(steps(read, written, elsewhere)).toEqual([together]);
  expect(steps(elsewhere, written, read)).toEqual([together]);
  expect(steps(read)).toMatchObject([{ dataClasses: ['secret'], places: [], destructive: false }]);
});

test('it may have put what it held wherever one of them says', () => {
  const to = (value: string) => prepare(target({ value, endpoint_class: 'fs.write' }));
  const places = ['path:/srv/a', 'path:/srv/b'];
  expect(steps(to('/srv/a'), to('/srv/b'))).toMatchObject([{ places }]);
  expect(steps(to('/srv/b'), to('/srv/a'))).toMatchObject([{ places }]);
});

test('the steps of a script are joined each with its own readings, and meet those before', () => {
  const script = (endpoint_class: string) =>
    prepareIntent(
      plainIntent({
        script: {
          steps: [
            { tool_name: 'keep', args: {}, targets: [target({ endpoint_class })] },
            {
              tool_name: 'send',
              args: {},
              targets: [target({ sensitivity: '' }), { kind: 'url', value: 'https://example.org' }],
              arg_provenance: [{ arg_path: 'a', source: 'user' }],
            },
          ],
        },
      }),
    );
  expect(steps(script('fs.read'), script('fs.write'))).toMatchObject([
    { tool: 'keep', endpointClasses: ['fs.read', 'fs.write'], places: ['path:/srv/a'] },
    // What the first may have written there the second may have read.
    { tool: 'send', dataClasses: [], labels: ['secret'] },
  ]);
  expect(steps(script('fs.read'))).toMatchObject([{ places: [] }, { labels: [] }]);
});
