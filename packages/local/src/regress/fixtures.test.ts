import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256Hex } from '@gait/canon';
import { buildRunPack, bytesSource, openZip, readEntry, writeZip } from '@gait/evidence';
import type { RegressProfile } from '@gait/regress';
import { codeOf, codeOfAsync } from '../testing/code-of.ts';
import { recordedRun } from '../testing/recorded-run.ts';
import { addFixture, type AddedFixture } from './add-fixture.ts';
import { findReceiptSource, findSource, type RunSource } from './find-source.ts';
import { folderStore } from './folder-store.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-fixtures-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const put = (name: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
};
const json = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;
const source = (path: string): RunSource => ({
  path,
  sessionChain: '',
  checkpointIndex: 0,
  sessionRunId: '',
});
const add = async (
  path: string,
  name = '',
  profile: RegressProfile = 'standard',
): Promise<AddedFixture> => await addFixture({ folder, source: source(path), name, profile });
const tree = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

/** A pack as it is built, or with another runpack put into it. */
function pack(run: Uint8Array, inside = run): Uint8Array {
  const built = buildRunPack(bytesSource(run), { producerVersion: '1.4.0', key: undefined });
  const archive = openZip(bytesSource(built.bytes));
  return writeZip(
    archive.entries.map((entry) => ({
      path: entry.name,
      data: entry.name === 'source/runpack.zip' ? inside : readEntry(archive, entry),
    })),
  );
}

describe('making a fixture', () => {
  test('copies the run and writes its expectations and the configuration, for the owner only', async () => {
    put('run.zip', recordedRun('Run/One'));
    expect(await add('run.zip')).toMatchObject({
      runId: 'Run/One',
      name: 'run-one',
      fixtureDir: 'fixtures/run-one',
      runpackPath: 'fixtures/run-one/runpack.zip',
      configPath: 'gait.yaml',
      replaced: false,
    });
    expect(sha256Hex(readFileSync(join(folder, 'fixtures/run-one/runpack.zip')))).toBe(
      sha256Hex(readFileSync(join(folder, 'run.zip'))),
    );
    expect(json('fixtures/run-one/fixture.json')).toEqual({
      schema_id: 'gait.regress.fixture',
      schema_version: '1.0.0',
      name: 'run-one',
      run_id: 'Run/One',
      runpack: 'runpack.zip',
      expected_replay_exit_code: 0,
      expected_tool_sequence: ['tool.read', 'tool.write'],
      expected_verdict_sequence: ['allow', 'allow'],
    });
    expect(json('gait.yaml')).toEqual({
      schema_id: 'gait.regress.config',
      schema_version: '1.0.0',
      fixture_set: 'default',
      fixtures: [{ name: 'run-one', run_id: 'Run/One', runpack: 'fixtures/run-one/runpack.zip' }],
    });
    for (const name of [
      'gait.yaml',
      'fixtures/run-one/runpack.zip',
      'fixtures/run-one/fixture.json',
    ]) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(join(folder, 'fixtures/run-one')).mode & 0o777).toBe(0o750);
  });

  test('takes the run out of a pack', async () => {
    const run = recordedRun('run_p');
    put('pack.zip', pack(run));
    expect((await add('pack.zip')).runId).toBe('run_p');
    expect(sha256Hex(readFileSync(join(folder, 'fixtures/run_p/runpack.zip')))).toBe(
      sha256Hex(run),
    );
  });

  test('lists what is there already, and nothing that is no fixture', async () => {
    put('b.zip', recordedRun('run_b'));
    put('a.zip', recordedRun('run_a'));
    put('fixtures/Other Family/x', 'x');
    put('fixtures/words/list.txt', 'x');
    await add('b.zip');
    await add('a.zip', 'zz');
    expect(json('gait.yaml')['fixtures']).toEqual([
      { name: 'run_b', run_id: 'run_b', runpack: 'fixtures/run_b/runpack.zip' },
      { name: 'zz', run_id: 'run_a', runpack: 'fixtures/zz/runpack.zip' },
    ]);
  });

  test('keeps the name of the set and entries that lie elsewhere', async () => {
    put('run.zip', recordedRun('run_a'));
    put(
      'gait.yaml',
      '# ours\nfixture_set: nightly\nfixtures:\n- {name: far, runpack: ../shared/far.zip}\n- {name: gone, runpack: fixtures/gone/runpack.zip}\n',
    );
    expect((await add('run.zip')).rewroteYaml).toBe(true);
    expect((await add('run.zip')).rewroteYaml).toBe(false);
    expect(json('gait.yaml')).toMatchObject({
      fixture_set: 'nightly',
      fixtures: [{ name: 'far' }, { name: 'run_a' }],
    });
  });

  test('over an earlier one keeps what its owner set', async () => {
    put('one.zip', recordedRun('run_1'));
    put('two.zip', recordedRun('run_2', ['tool.other']));
    await add('one.zip', 'f');
    const file = 'fixtures/f/fixture.json';
    put(
      file,
      JSON.stringify({
        ...json(file),
        candidate_runpack: '../../new.zip',
        diff_allow_changed_files: ['refs.json'],
      }),
    );
    expect((await add('two.zip', 'f')).replaced).toBe(true);
    expect(json(file)).toMatchObject({
      run_id: 'run_2',
      expected_tool_sequence: ['tool.other'],
      candidate_runpack: '../../new.zip',
      diff_allow_changed_files: ['refs.json'],
    });
  });
});

describe('a fixture that is not made', () => {
  const altered = (): Uint8Array => {
    const bytes = recordedRun('run_a').slice();
    bytes[70] = (bytes[70] ?? 0) ^ 1;
    return bytes;
  };
  test.each([
    ['an altered run', altered, '', 'regress_source_unverified'],
    ['garbage', () => new TextEncoder().encode('garbage'), '', 'regress_source_unverified'],
    ['an empty file', () => new Uint8Array(), '', 'regress_source_unverified'],
    [
      'a pack with another run than declared',
      () => pack(recordedRun('run_a'), recordedRun('run_b')),
      '',
      'regress_source_unverified',
    ],
    [
      'a pack with an altered run',
      () => pack(recordedRun('run_a'), altered()),
      '',
      'regress_source_unverified',
    ],
    ['a name that is none', () => recordedRun('run_a'), '../x', 'regress_fixture_name'],
  ])('from %s: nothing is written', async (_, bytes, name, code) => {
    put('run.zip', bytes());
    expect(await codeOfAsync(async () => await add('run.zip', name))).toBe(code);
    expect(tree()).toEqual(['run.zip']);
  });

  test('from nothing', async () => {
    expect(await codeOfAsync(async () => await add('none.zip'))).toBe('file_missing');
    mkdirSync(join(folder, 'dir.zip'));
    expect(await codeOfAsync(async () => await add('dir.zip'))).toBe('file_not_regular');
  });

  test.each([
    ['a configuration that cannot be read', 'gait.yaml', 'fixtures: [', 'yaml_syntax'],
    ['half a fixture', 'fixtures/half/runpack.zip', 'x', 'regress_fixture_missing'],
    [
      'a fixture of another name',
      'fixtures/x/fixture.json',
      '{"name":"y","run_id":"r","runpack":"runpack.zip"}',
      'regress_fixture_mismatch',
    ],
    [
      'a fixture without its run',
      'fixtures/x/fixture.json',
      '{"name":"x","run_id":"r","runpack":"gone.zip"}',
      'regress_fixture_missing',
    ],
    [
      'a fixture whose run lies elsewhere',
      'fixtures/x/fixture.json',
      '{"name":"x","run_id":"r","runpack":"../y.zip"}',
      'regress_fixture_mismatch',
    ],
    ['a fixture that cannot be read', 'fixtures/x/fixture.json', '{', 'json_syntax'],
  ])('beside %s: nothing is written', async (_, name, text, code) => {
    put('run.zip', recordedRun('run_a'));
    put(name, text);
    const before = tree();
    expect(await codeOfAsync(async () => await add('run.zip'))).toBe(code);
    expect(tree()).toEqual(before);
  });

  test('compat takes the run out of an altered pack, as the reference does', async () => {
    put('pack.zip', pack(recordedRun('run_a'), recordedRun('run_b')));
    expect((await add('pack.zip', '', 'compat')).runId).toBe('run_b');
  });

  test('compat writes over a configuration that it does not read, as the reference does', async () => {
    put('run.zip', recordedRun('run_a'));
    put('gait.yaml', 'fixtures: [');
    await add('run.zip', '', 'compat');
    expect(json('gait.yaml')['fixture_set']).toBe('default');
  });
});

describe('where a run comes from', () => {
  const checkpoint = (index: number): object => ({
    checkpoint_index: index,
    runpack_path: `cp${index}.zip`,
    run_id: 'run_s',
    created_at: '2026-03-01T00:00:00Z',
  });
  const chain = JSON.stringify({
    session_id: 's',
    run_id: 'run_s',
    checkpoints: [checkpoint(1), checkpoint(2)],
  });
  const places = (): { cwd: string } => ({ cwd: folder });
  const receipt = (fields: object): string =>
    JSON.stringify({
      schema_id: 'gait.capture.receipt',
      schema_version: '1.0.0',
      artifact_type: 'runpack',
      ...fields,
    });

  test('a run id, a path, a checkpoint', () => {
    put('gait-out/runpack_run_a.zip', 'x');
    put('c/chain.json', chain);
    expect(findSource('run_a', 'latest', places())).toEqual(source('gait-out/runpack_run_a.zip'));
    expect(findSource('./gait-out/runpack_run_a.zip', '', places()).path).toBe(
      './gait-out/runpack_run_a.zip',
    );
    expect(findSource('c/chain.json', 'latest', places())).toEqual({
      path: 'cp2.zip',
      sessionChain: 'c/chain.json',
      checkpointIndex: 2,
      sessionRunId: 'run_s',
    });
    expect(findSource('c/chain.json', ' LATEST ', places()).checkpointIndex).toBe(2);
    expect(findSource('c/chain.json', '1', places()).path).toBe('cp1.zip');
  });

  test.each(['3', '0', '-1', 'first', '1x', '1.0'])('a chain has no checkpoint %p', (reference) => {
    put('c/chain.json', chain);
    expect(codeOf(() => findSource('c/chain.json', reference, places()))).toBe(
      'regress_checkpoint',
    );
  });

  test('a JSON file that is no chain is named', () => {
    put('c/other.json', '{}');
    expect(codeOf(() => findSource('c/other.json', '', places()))).toBe('regress_source');
    expect(codeOf(() => findSource('run_z', '', places()))).toBe('file_missing');
    expect(codeOf(() => findSource('x/none.json', '', places()))).toBe('file_missing');
  });

  const latest = { text: 'latest', given: false };
  test('a receipt names a run', () => {
    put('capture.json', receipt({ artifact_path: 'run.zip' }));
    expect(findReceiptSource('capture.json', latest, places(), 'standard')).toEqual(
      source('run.zip'),
    );
    put('gait-out/runpack_r.zip', 'x');
    expect(findReceiptSource('r', latest, places(), 'standard').path).toBe(
      'gait-out/runpack_r.zip',
    );
  });

  test('a receipt for a trace cannot become a fixture', () => {
    put('capture.json', receipt({ artifact_type: 'trace', artifact_path: 't.json' }));
    expect(codeOf(() => findReceiptSource('capture.json', latest, places(), 'standard'))).toBe(
      'regress_receipt',
    );
  });

  test('a receipt for an earlier checkpoint is not taken for the latest one', () => {
    put('c/chain.json', chain);
    put('capture.json', receipt({ artifact_path: 'cp1.zip', session_chain_path: 'c/chain.json' }));
    const find = (profile: RegressProfile, checkpointText = latest): RunSource =>
      findReceiptSource('capture.json', checkpointText, places(), profile);
    expect(codeOf(() => find('standard'))).toBe('regress_receipt_checkpoint');
    expect(find('standard', { text: '1', given: true }).path).toBe('cp1.zip');
    expect(find('compat').path).toBe('cp2.zip');
  });
});

describe('a suite in a folder', () => {
  test('is read from there, through links too', () => {
    put('a/x', 'text');
    symlinkSync('x', join(folder, 'a/link'));
    const store = folderStore(folder);
    expect(new TextDecoder().decode(store.read('a/x'))).toBe('text');
    expect(store.exists('a') && store.exists('a/link') && !store.exists('b')).toBe(true);
    expect(new TextDecoder().decode(store.read('./a/../a/link'))).toBe('text');
    const file = store.open('a/x');
    expect(file.size).toBe(4);
    file.close();
    expect(existsSync(join(folder, 'a/x'))).toBe(true);
  });
});
