import { isCodedError } from '@gait/canon';
import { readConfig } from '@gait/regress';
import type { FuzzTarget } from '../fuzz.ts';
import { mutate, type MutationHints } from '../mutate.ts';

const encoder = new TextEncoder();
const bytesOf = (text: string): Uint8Array => encoder.encode(text);

const SEEDS = [
  `schema_id: gait.regress.config
schema_version: 1.0.0
created_at: "2026-02-05T00:00:00Z"
producer_version: 1.4.0
fixture_set: default
fixtures:
  - name: run_demo
    runpack: fixtures/run_demo/runpack.zip
  - name: other
    runpack: fixtures/other/runpack.zip
`,
  '{"schema_id":"gait.regress.config","schema_version":"1.0.0","fixture_set":"default","fixtures":[]}\n',
  'fixtures: [{name: a, runpack: b}, {name: c, runpack: d}]\n',
  'fixtures:\n  - name: |\n      long\n      text\n    runpack: >-\n      folded\n',
].map(bytesOf);

const PIECES = [
  '&a ',
  '*a',
  '&a [*a]',
  '<<: *a\n',
  '!!js/function ',
  '!!binary ',
  '!x ',
  '--- \n',
  '...\n',
  '%YAML 1.1\n',
  '%TAG ! x\n',
  '? ',
  ': ',
  '- ',
  '- - - ',
  '\t',
  '  ',
  '\n',
  '\r\n',
  '"',
  "'",
  '|2\n',
  '>\n',
  '{',
  '}',
  '[',
  ']',
  ',',
  '#',
  '@',
  '`',
  '~',
  'yes',
  '0o7',
  '0x1f',
  '.inf',
  '.nan',
  '1_000',
  '2026-02-05',
  '__proto__: 1\n',
  'constructor: 1\n',
  'name: x\nname: y\n',
  '\ufeff',
  '\u2028',
  '['.repeat(200),
  '{a: '.repeat(200),
  '- '.repeat(200),
  `${'a: &a [*a,'.repeat(30)}\n`,
  'x'.repeat(3000),
  '\\x41',
  '\u0000',
].map(bytesOf);

const HINTS: MutationHints = { pieces: PIECES, donor: (random) => random.pick(SEEDS) };

/** The reader of `gait.yaml`, under both profiles. */
export const yamlTarget: FuzzTarget = {
  name: 'yaml',
  makeCase: (random) =>
    random.chance(2) ? random.bytes(random.int(80)) : mutate(random.pick(SEEDS), random, HINTS),
  async read(bytes) {
    try {
      await readConfig(bytes, { file: 'gait.yaml', profile: 'compat' });
    } catch (error) {
      if (!isCodedError(error)) throw error;
    }
    const config = await readConfig(bytes, { file: 'gait.yaml', profile: 'standard' });
    JSON.stringify(config);
  },
};
