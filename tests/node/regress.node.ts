import { deepEqual, equal, rejects, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig, readYaml, writeConfig } from '@gait/regress';

const options = { file: 'gait.yaml', profile: 'standard' } as const;
const bytes = (text: string): Uint8Array => Buffer.from(text);

test('a suite is read from YAML and from JSON alike', async () => {
  const yaml = [
    'schema_id: gait.regress.config',
    'schema_version: "1.0.0"',
    'fixture_set: default # the usual one',
    'fixtures:',
    '  - name: a',
    '    run_id: run_a',
    '    runpack: fixtures/a/runpack.zip',
  ].join('\n');
  const read = await readConfig(bytes(yaml), options);
  equal(read.fixtureSet, 'default');
  deepEqual(await readConfig(bytes(writeConfig(read)), options), read);
});

test('hostile YAML is refused with its code', async () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij']
    .map((name, index) => `${name}: &${name} [${`*${'abcdefghij'[index] ?? ''},`.repeat(9)}]`)
    .join('\n')}`;
  throws(() => readYaml('a: 1\na: 2\n', { file: 'x' }), { code: 'yaml_duplicate_key' });
  throws(() => readYaml(bomb, { file: 'x' }), { code: 'yaml_alias' });
  throws(() => readYaml('!!js/function "x"', { file: 'x' }), { code: 'yaml_tag' });
  await rejects(readConfig(bytes('fixtures: ['), options), { code: 'yaml_syntax' });
});
