import { describe, expect, test } from 'bun:test';
import type { RegressProfile, Tolerated } from '../profile.ts';
import { errorOf } from '../testing/error-of.ts';
import type { RegressConfig } from './config-record.ts';
import { readConfig } from './read-config.ts';
import { writeConfig } from './write-config.ts';

const encoder = new TextEncoder();

async function read(
  text: string | Uint8Array,
  profile: RegressProfile = 'standard',
): Promise<RegressConfig> {
  const bytes = typeof text === 'string' ? encoder.encode(text) : text;
  return await readConfig(bytes, { file: 'gait.yaml', profile });
}

const FIXTURE = { name: 'a', run_id: 'r', runpack: 'fixtures/a/runpack.zip' };

describe('gait.yaml', () => {
  test('is YAML, with comments and without quotes', async () => {
    const config = await read(
      '# our suite\nfixture_set: nightly\nfixtures:\n  - name: b\n    runpack: fixtures/b/runpack.zip\n  - {name: a, run_id: r, runpack: fixtures/a/runpack.zip}\n',
    );
    expect(config.fixtureSet).toBe('nightly');
    expect(config.fixtures).toEqual([
      FIXTURE,
      { name: 'b', run_id: '', runpack: 'fixtures/b/runpack.zip' },
    ]);
  });

  test('is JSON, as the reference writes it, and written so', async () => {
    const text = writeConfig({
      fixtureSet: 'default',
      fixtures: [{ ...FIXTURE, name: 'b' }, FIXTURE],
    });
    expect(
      text.startsWith('{\n  "schema_id": "gait.regress.config",\n  "schema_version": "1.0.0",'),
    ).toBe(true);
    expect((await read(text)).fixtures.map(({ name }) => name)).toEqual(['a', 'b']);
    expect((await read(`\n ${text}`)).fixtureSet).toBe('default');
  });

  test('without a set has the default set, without fixtures none', async () => {
    expect(await read('schema_version: "1.0.0"\n')).toEqual({
      fixtureSet: 'default',
      fixtures: [],
    });
    expect(await read('{"fixture_set": "", "fixtures": null}')).toEqual({
      fixtureSet: 'default',
      fixtures: [],
    });
  });

  test('sorts names by bytes, not by the rules of a language', async () => {
    const names = ['b', 'é', 'B', 'a-1', 'a', '\u{10000}', '\uffff'];
    const config = await read(
      JSON.stringify({ fixtures: names.map((name) => ({ ...FIXTURE, name })) }),
    );
    expect(config.fixtures.map(({ name }) => name)).toEqual([
      'B',
      'a',
      'a-1',
      'b',
      'é',
      '\uffff',
      '\u{10000}',
    ]);
  });
});

describe('refusals of gait.yaml', () => {
  test.each([
    ['an unknown key', 'fixture_sets: x\n', 'record_unknown_field', 1, 1],
    [
      'an unknown key of a fixture',
      'fixtures:\n  - name: a\n    runpak: b\n',
      'record_unknown_field',
      3,
      5,
    ],
    ['an unknown key in JSON', '{\n  "fixture_sets": "x"\n}', 'record_unknown_field', 2, 4],
    ['a key in another case', '{"Fixtures": []}', 'record_unknown_field', 1, 3],
    ['a repeated key', 'fixtures: []\nfixtures: []\n', 'yaml_duplicate_key', 2, 1],
    ['a repeated key in JSON', '{"fixtures": [],\n "fixtures": []}', 'json_duplicate_key', 2, 2],
    [
      'a number where text is needed',
      'fixtures:\n  - name: 7\n    runpack: x\n',
      'record_field_type',
      2,
      5,
    ],
    ['a list where text is needed', '{"fixture_set": []}', 'record_field_type', 1, 3],
    ['a fixture that is text', 'fixtures: [a]\n', 'record_field_type', 1, 12],
    ['another schema', 'schema_id: gait.gate.policy\n', 'regress_config', 1, 1],
    ['another version', 'schema_version: "2.0.0"\n', 'regress_config', 1, 1],
    ['a fixture without name', 'fixtures:\n  - runpack: x\n', 'regress_config', 2, 5],
    ['a blank name', 'fixtures:\n  - name: "\u00a0"\n    runpack: x\n', 'regress_config', 2, 5],
    ['a fixture without runpack', 'fixtures:\n  - name: x\n', 'regress_config', 2, 5],
    [
      'two fixtures of one name',
      'fixtures:\n- {name: x, runpack: y}\n- {name: x, runpack: z}\n',
      'regress_config_duplicate',
      3,
      4,
    ],
    ['JSON that ends early', '{"fixtures": [', 'json_syntax', 1, 15],
    ['text after JSON', '{} x', 'json_trailing_data', 1, 4],
  ])('%s', async (_, text, code, line, column) => {
    const error = await errorOf(() => read(text));
    expect({
      code: error.code as string,
      file: error.where.file,
      line: error.where.line,
      column: error.where.column,
    }).toEqual({
      code,
      file: 'gait.yaml',
      line,
      column,
    });
    expect(error.facts.exit).toBe(6);
  });

  test.each(['[]', 'x', '7', 'null', '""'])('%s is no configuration', async (text) => {
    expect((await errorOf(() => read(text))).code).toBe('record_field_type');
  });

  test('bytes that are not UTF-8, and files without end', async () => {
    expect((await errorOf(() => read(Uint8Array.of(0x61, 0x3a, 0xff)))).code).toBe('json_encoding');
    expect((await errorOf(() => read(`{"fixture_set": "${'x'.repeat(1024 * 1024)}"}`))).code).toBe(
      'json_size',
    );
    expect((await errorOf(() => read(`x: "${'x'.repeat(1024 * 1024)}"`))).code).toBe('yaml_size');
    expect((await errorOf(() => read(`{"fixtures": ${'['.repeat(40)}`))).code).toBe('json_depth');
  });
});

describe('the compat profile', () => {
  test('reads what the reference reads and says what it let pass', async () => {
    const text =
      '{"Fixtures": [{"name": "a", "name": "b", "runpack": "x", "note": 1}, {"name": "b", "runpack": "y"}]}';
    const tolerated: Tolerated[] = [];
    const config = await readConfig(encoder.encode(text), {
      file: 'gait.yaml',
      profile: 'compat',
      tolerate: (found) => tolerated.push(found),
    });
    expect(config.fixtures.map(({ name, runpack }) => [name, runpack])).toEqual([
      ['b', 'x'],
      ['b', 'y'],
    ]);
    expect(tolerated.map(({ code, entry }) => [code, entry])).toEqual([
      ['json_duplicate_key', undefined],
      ['record_unknown_field', 'Fixtures'],
      ['record_unknown_field', 'Fixtures[0].note'],
      ['regress_config_duplicate', 'fixtures[1].name'],
    ]);
  });
});
