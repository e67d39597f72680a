import { describe, expect, test } from 'bun:test';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LockedSource } from '@gait/agents';
import { generateKeyPair, isCodedError } from '@gait/canon';
import { runInProcess, type Ran } from '../testing.ts';
import {
  agent,
  at,
  codeOf,
  files,
  lock,
  prepareProject,
  put,
  read,
  run,
  runWith,
  task,
} from '../testing/install-world.ts';
import { assertAsOpened, type OpenedSource } from './install/source-of.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

const acme = generateKeyPair();
const evil = generateKeyPair();

folderForEach((made) => {
  prepareProject(made);
  writeFileSync(join(made, 'acme.key'), acme.privateKey, { mode: 0o600 });
  writeFileSync(join(made, 'evil.key'), evil.privateKey, { mode: 0o600 });
  put('trust.json', trust({ acme: acme.publicKey, evil: evil.publicKey }));
  put('lamp/agents/cleo.yaml', agent('Cleo', ['lamp/light.md']));
  put('lamp/tasks/lamp/light.md', task('lamp.md'));
  put('lamp/data/lamp.md', '# Lamp\n');
});

function trust(keys: Readonly<Record<string, string>>): string {
  const publishers = Object.entries(keys).map(([name, key]) => ({
    name,
    packs: ['acme/*'],
    indexes: [name],
    keys: [{ key_id: key === acme.publicKey ? acme.keyId : evil.keyId, public_key: key }],
    identities: [],
  }));
  const policy = { schema_id: 'krci.pack_trust', schema_version: '1.0.0', publishers, revoked: [] };
  return JSON.stringify(policy);
}

const outside = async (...args: readonly string[]): Promise<Ran> => {
  const ran = await runInProcess(args, { program: 'krci-ai', cwd: at.folder, home: at.folder });
  if (ran.exit !== 0) throw new Error(ran.stderr);
  return ran;
};

/** A pack of the folder `lamp`; signed by whoever has the key. */
async function pack(
  version: string,
  { by = 'acme', out = 'dist' }: { readonly by?: string; readonly out?: string } = {},
): Promise<string> {
  const publisher = by === '' ? 'acme' : by;
  const head = ['--name', 'acme/lamp', '--version', version, '--publisher', publisher];
  await outside('pack', 'build', 'lamp', ...head, '--description', 'x', '--out', out);
  const zip = `${out}/acme_lamp-${version}.zip`;
  if (by !== '') await outside('pack', 'sign', zip, '--private-key', `${by}.key`);
  return `../${zip}`;
}

const trusted = ['--trust', '../trust.json'];
const names = (): readonly string[] => lock().sources.map(({ name }) => name);
const LAMP = ['.krci-ai/agents/cleo.yaml', '.krci-ai/data/lamp.md', '.krci-ai/tasks/lamp/light.md'];

describe('a second source', () => {
  test('is added, and every file says whose it is', async () => {
    await run('install', '--from', '../source', '--ide', 'claude');
    const before = files();
    const added = await run('install', '--from', await pack('1.0.0'), ...trusted, '--json');
    expect(added.exit).toBe(0);
    expect(added.json).toMatchObject({ agents: ['ada', 'bo', 'cleo'], counts: { delete: 0 } });
    expect(files()).toEqual(expect.arrayContaining([...before, ...LAMP]));
    expect(names()).toEqual(['../source', 'acme/lamp']);
    const { sources, publisher, source, version } = lock();
    expect({ publisher, source, version }).toEqual({ publisher: '', source: '', version: '' });
    expect(sources[1]).toMatchObject({
      version: '1.0.0',
      publisher: 'acme',
      key: `key:${acme.keyId}`,
      agents: ['cleo'],
      selection: 'all',
    });
    const owners = new Map(lock().files.map((file) => [file.path, file.sources]));
    expect(owners.get('.krci-ai/agents/ada.yaml')).toEqual(['../source']);
    expect(owners.get('.krci-ai/agents/cleo.yaml')).toEqual(['acme/lamp']);
    expect(owners.get('.claude/agents/cleo.md')).toEqual(['acme/lamp']);
    expect((await run('verify', '--json')).json).toMatchObject({ ok: true });
  });

  test('keeps what was chosen of the first one, and of itself only what was named', async () => {
    put('lamp/agents/dan.yaml', agent('Dan', ['lamp/light.md']));
    await run('install', '--from', '../source', '--agent', 'ada', '--level', '2');
    await run('install', '--from', await pack('1.0.0'), '--agent', 'cleo', '--level', '4');
    expect(lock().sources).toMatchObject([
      { agents: ['ada'], selection: 'named', level: 2 },
      { agents: ['cleo'], selection: 'named', level: 4 },
    ]);
    expect(files()).not.toContain('.krci-ai/data/oils.md');
    expect(files()).toContain('.krci-ai/data/lamp.md');
    // A name is looked for in every source.
    expect((await run('install', '--agent', 'bo,dan')).exit).toBe(0);
    expect(lock().agents).toEqual(['ada', 'bo', 'cleo', 'dan']);
    expect(codeOf(await run('install', '--agent', 'zoe', '--json'))).toBe('agent_unknown');
  });

  test('that has another content for an installed file is refused, and both are named', async () => {
    await run('install', '--from', '../source');
    put('lamp/data/oils.md', '# Other oils\n');
    put('lamp/tasks/lamp/light.md', task('oils.md'));
    const before = read('krci-ai.lock.json');
    const ran = await run('install', '--from', await pack('1.0.0'), '--json');
    expect([ran.exit, codeOf(ran)]).toEqual([2, 'agent_source_conflict']);
    expect(JSON.stringify(ran.json)).toContain('acme/lamp');
    expect(JSON.stringify(ran.json)).toContain('../source');
    expect(read('krci-ai.lock.json')).toBe(before);
  });

  test('whose agent has the id of an installed one is refused, whatever its file is called', async () => {
    await run('install', '--from', '../source');
    const before = files();
    put('lamp/agents/cleo.yaml', agent('Ada', ['lamp/light.md']));
    const ran = await run('install', '--from', '../lamp', '--json');
    expect([ran.exit, codeOf(ran)]).toEqual([2, 'agent_source_conflict']);
    for (const word of ['../source', '../lamp', 'ada-v1'])
      expect(JSON.stringify(ran.json)).toContain(word);
    expect(files()).toEqual(before);
  });

  test('shares what both give alike, and a source that goes leaves it there', async () => {
    await run('install', '--from', '../source');
    put('lamp/data/oils.md', '# Oils\n');
    put('lamp/tasks/lamp/light.md', task('oils.md'));
    await run('install', '--from', await pack('1.0.0'));
    const oils = () => lock().files.find(({ path }) => path === '.krci-ai/data/oils.md');
    expect(oils()?.sources).toEqual(['../source', 'acme/lamp']);
    await run('uninstall', '../source');
    expect(oils()?.sources).toEqual(['acme/lamp']);
    expect((await run('verify', '--json')).json).toMatchObject({ ok: true });
    expect(files()).toContain('.krci-ai/data/oils.md');
    expect(files()).not.toContain('.krci-ai/data/wicks.md');
  });

  test('is installed again with the others, and --frozen holds all of them', async () => {
    await run('install', '--from', '../source');
    await run('install', '--from', await pack('1.0.0'), ...trusted);
    const before = read('krci-ai.lock.json');
    expect((await run('install', '--json', ...trusted)).json).toMatchObject({ written: false });
    expect((await run('install', '--frozen', ...trusted)).exit).toBe(0);
    put('lamp/data/lamp.md', '# Another lamp\n');
    await outside(
      'pack',
      'build',
      'lamp',
      '--name',
      'acme/lamp',
      '--version',
      '1.0.0',
      '--publisher',
      'acme',
      '--description',
      'x',
      '--out',
      'dist',
      '--force',
    );
    await outside('pack', 'sign', 'dist/acme_lamp-1.0.0.zip', '--private-key', 'acme.key');
    expect(codeOf(await run('install', '--frozen', '--json', ...trusted))).toBe(
      'install_frozen_mismatch',
    );
    expect(read('krci-ai.lock.json')).toBe(before);
  });
});

test('an agent that the one source lacks is not there, and that there may be others is said', async () => {
  await run('install', '--from', '../lamp', '--agent', 'cleo');
  const ran = await run('install', '--agent', 'ada', '--json');
  expect(codeOf(ran)).toBe('agent_unknown');
  expect(JSON.stringify(ran.json)).toContain('--from builtin');
});

test('files of tools are made anew without asking any source', async () => {
  await run('install', '--from', '../lamp', '--ide', 'claude');
  rmSync(join(at.folder, 'lamp'), { recursive: true });
  rmSync(join(at.root, '.claude/agents/cleo.md'));
  expect((await run('install', '--sync-ide')).exit).toBe(0);
  expect(files()).toContain('.claude/agents/cleo.md');
  put('project/.krci-ai/agents/cleo.yaml', agent('Cleo', []));
  const edited = read('.claude/agents/cleo.md');
  expect((await run('install', '--sync-ide')).exit).toBe(0);
  expect(read('.claude/agents/cleo.md')).not.toBe(edited);
});

describe('one source goes', () => {
  test('by its name, with its files and those of tools, and nothing else', async () => {
    await run('install', '--from', '../source', '--ide', 'claude');
    const before = files();
    await run('install', '--from', await pack('1.0.0'));
    put('project/.krci-ai/data/lamp.md', '# My lamp\n');
    const gone = await run('uninstall', '--from', 'acme/lamp', '--json');
    expect(gone.json).toMatchObject({ ok: true, source: 'acme/lamp', sources_left: 1 });
    expect(files()).toEqual([...before, '.krci-ai/data/lamp.md'].sort());
    expect(names()).toEqual(['../source']);
    expect((await run('audit', 'verify', '--json')).json).toMatchObject({ ok: true });
  });

  test('that is not installed is told, and the last one takes the lock along', async () => {
    await run('install', '--from', '../source');
    const ran = await run('uninstall', 'acme/lamp', '--json');
    expect([ran.exit, codeOf(ran)]).toEqual([6, 'agent_source_unknown']);
    expect((await run('uninstall', '../source', '--dry-run', '--json')).exit).toBe(0);
    expect(files()).toContain('krci-ai.lock.json');
    await run('uninstall', '../source');
    expect(files()).toEqual(['.krci-ai/audit.jsonl']);
  });
});

describe('in the place of an installed pack comes', () => {
  const replace = async (command: string, zip: string, ...more: readonly string[]) =>
    await run(command, '--from', zip, ...trusted, ...more, '--json');
  const begin = async (): Promise<void> => {
    await run('install', '--from', '../source');
    const ran = await run('install', '--from', await pack('1.1.0'), ...trusted);
    expect(ran.exit).toBe(0);
  };
  const version = (): unknown => lock().sources.find(({ name }) => name === 'acme/lamp')?.version;

  test.each(['install', 'update'])(
    'no older one, from whatever address, unless it is asked for: %s',
    async (command) => {
      await begin();
      const older = await pack('1.0.0', { out: 'elsewhere' });
      const ran = await replace(command, older);
      expect([ran.exit, codeOf(ran), version()]).toEqual([2, 'pack_rollback', '1.1.0']);
      expect((await replace(command, older, '--allow-older')).exit).toBe(0);
      expect([version(), names()]).toEqual(['1.0.0', ['../source', 'acme/lamp']]);
    },
  );

  test.each(['install', 'update'])('no unsigned one: %s', async (command) => {
    await begin();
    const unsigned = await pack('1.2.0', { by: '', out: 'elsewhere' });
    // The policy knows who may provide this name; whoever has no policy is held by the lock.
    const bare = await run(command, '--from', unsigned, '--json');
    expect([bare.exit, codeOf(bare), version()]).toEqual([2, 'pack_downgrade', '1.1.0']);
    expect(codeOf(await replace(command, unsigned))).toBe('pack_unsigned');
    const asked = await run(command, '--from', unsigned, '--allow-publisher', 'none', '--json');
    expect(asked.exit).toBe(0);
    expect(lock().sources.at(-1)).toMatchObject({ version: '1.2.0', publisher: '', key: '' });
  });

  test('none of another publisher, unless he is named', async () => {
    await begin();
    const other = await pack('1.2.0', { by: 'evil', out: 'elsewhere' });
    const ran = await replace('install', other);
    expect([ran.exit, codeOf(ran), version()]).toEqual([2, 'pack_identity_changed', '1.1.0']);
    expect((await replace('install', other, '--allow-publisher', 'acme')).exit).toBe(2);
    expect((await replace('install', other, '--allow-publisher', 'evil')).exit).toBe(0);
    expect(lock().sources.at(-1)).toMatchObject({ version: '1.2.0', publisher: 'evil' });
  });

  test('a newer one of the same publisher, and of the other sources nothing changes', async () => {
    await begin();
    put('lamp/data/lamp.md', '# Brighter lamp\n');
    const ran = await replace('update', await pack('1.2.0', { out: 'elsewhere' }));
    expect(ran.json).toMatchObject({
      ok: true,
      counts: { replace: 1, create: 0, delete: 0 },
      compatibility: { sources: [{ name: 'acme/lamp', installed: '1.1.0', available: '1.2.0' }] },
    });
    expect(read('.krci-ai/data/lamp.md')).toBe('# Brighter lamp\n');
    expect((await run('rollback')).exit).toBe(0);
    expect([version(), read('.krci-ai/data/lamp.md')]).toEqual(['1.1.0', '# Lamp\n']);
  });
});

test('a signed pack without the trust policy is no alarm about the pack', async () => {
  await run('install', '--from', await pack('1.0.0'), ...trusted);
  for (const words of [['install'], ['install', '--frozen'], ['update']]) {
    const ran = await run(...words, '--json');
    expect([ran.exit, codeOf(ran)]).toEqual([2, 'pack_signer_unknown']);
    expect(JSON.stringify(ran.json)).toContain('--trust FILE');
    expect(JSON.stringify(ran.json)).not.toContain('do not install');
  }
});

test('that nobody vouches for a pack is told in text and in JSON', async () => {
  const zip = await pack('1.0.0', { by: '' });
  expect((await run('install', '--from', zip, '--dry-run', '--json')).json).toMatchObject({
    notes: [{ code: 'pack_unsigned_accepted' }],
  });
  expect((await run('install', '--from', zip)).stdout).toContain('pack_unsigned_accepted');
  expect((await run('update', '--json')).json).toMatchObject({
    notes: [{ code: 'pack_unsigned_accepted' }],
  });
});

test('a signature of the lock that goes is told by whoever takes it, and by verify', async () => {
  await run('install', '--from', '../source', '--private-key', '../acme.key');
  expect((await run('verify', '--json')).json).toMatchObject({ ok: true });
  put('source/data/oils.md', '# Other oils\n');
  const ran = await run('update', '--json');
  expect(ran.json).toMatchObject({ ok: true, notes: [{ code: 'agent_lock_unsigned' }] });
  const checked = await run('verify', '--json');
  expect([checked.exit, checked.json]).toMatchObject([
    2,
    { findings: [{ code: 'agent_lock_unsigned' }] },
  ]);
  expect((await run('install', '--private-key', '../acme.key')).exit).toBe(0);
  expect((await run('verify')).exit).toBe(0);
  await run('uninstall');
  await run('install', '--from', '../source');
  expect((await run('verify')).exit).toBe(0);
});

test('an update brings every source to where it is now, as one step', async () => {
  await run('install', '--from', '../source');
  await run('install', '--from', '../lamp');
  put('source/data/oils.md', '# Other oils\n');
  put('lamp/data/lamp.md', '# Other lamp\n');
  const one = await run('update', '--from', '../lamp', '--dry-run', '--json');
  expect(one.json).toMatchObject({ counts: { replace: 1 } });
  const all = await run('update', '--json');
  expect(all.json).toMatchObject({ counts: { replace: 2 }, sources: [{}, {}] });
  expect((await run('rollback')).exit).toBe(0);
  expect([read('.krci-ai/data/oils.md'), read('.krci-ai/data/lamp.md')]).toEqual([
    '# Oils\n',
    '# Lamp\n',
  ]);
  const unknown = await run('update', '--from', await pack('1.0.0'), '--json');
  expect([unknown.exit, codeOf(unknown)]).toEqual([6, 'agent_source_unknown']);
});

test('a folder that lies elsewhere now is the same source when it is the only one', async () => {
  await run('install', '--from', '../lamp');
  mkdirSync(join(at.folder, 'moved'));
  put('moved/agents/cleo.yaml', agent('Cleo', ['lamp/light.md']));
  put('moved/tasks/lamp/light.md', task('lamp.md'));
  put('moved/data/lamp.md', '# Moved lamp\n');
  expect(codeOf(await run('install', '--from', '../moved', '--json'))).toBe(
    'agent_source_conflict',
  );
  expect((await run('update', '--from', '../moved/', '--json')).json).toMatchObject({ ok: true });
  expect(names()).toEqual(['../moved']);
  expect(read('.krci-ai/data/lamp.md')).toBe('# Moved lamp\n');
});

test('a folder does not become a pack or another folder by an update', async () => {
  await run('install', '--from', '../source');
  const before = files();
  const zip = await pack('1.0.0');
  expect(codeOf(await run('update', '--from', zip, '--json'))).toBe('agent_source_unknown');
  expect(codeOf(await run('update', '--from', 'builtin', '--json'))).toBe('agent_source_unknown');
  expect(codeOf(await run('update', '--from', '../lamp', '--json'))).toBe('agent_unknown');
  expect(files()).toEqual(before);
});

test('what an install was held against must still be there when it writes', () => {
  const source = { name: 'acme/lamp', version: '1.1.0', publisher: 'acme', key: '' };
  const locked = (version: string): LockedSource => ({
    ...source,
    version,
    level: 4,
    selection: 'all',
    agents: [],
    source: 'x.zip',
    resolved: '',
    sourceDigest: '',
  });
  const tree = { entries: new Map(), truncated: false, read: () => undefined };
  const opened = { source: { ...source, origin: 'x.zip', tree }, replaces: locked('1.0.0') };
  const judged = (now: readonly LockedSource[], one: OpenedSource = opened): string => {
    try {
      assertAsOpened([one], now);
      return 'none';
    } catch (error) {
      return isCodedError(error) ? error.code : String(error);
    }
  };
  expect(judged([locked('1.0.0')])).toBe('none');
  expect(judged([])).toBe('none');
  expect(judged([locked('1.2.0')])).toBe('change_target_changed');
  // Two first installs of the same at once.
  const first = { ...opened, replaces: undefined };
  expect(judged([locked('1.1.0')], first)).toBe('none');
  expect(judged([locked('1.2.0')], first)).toBe('change_target_changed');
});

test('a lock with one source in the earlier format is taken over by the next install', async () => {
  await run('install', '--from', '../source');
  const value = JSON.parse(read('krci-ai.lock.json')) as {
    files: Record<string, unknown>[];
    sources?: unknown;
  };
  delete value.sources;
  for (const file of value.files) delete file['sources'];
  put('project/krci-ai.lock.json', JSON.stringify({ ...value, schema_version: '1.0.0' }));
  expect((await run('verify')).exit).toBe(0);
  expect((await run('install', '--frozen')).exit).toBe(0);
  expect(lock().format).toBe('1.0.0');
  expect((await run('install', '--from', await pack('1.0.0'), ...trusted)).exit).toBe(0);
  expect([lock().format, names()]).toEqual(['1.1.0', ['../source', 'acme/lamp']]);
});

test.skipIf(process.platform === 'win32')('a program of a skill stays one', async () => {
  const script = 'skills/tagger/scripts/tag.sh';
  put('lamp/agents/cleo.yaml', `${agent('Cleo', ['lamp/light.md'])}  skills:\n    - tagger\n`);
  put(
    'lamp/skills/tagger/SKILL.md',
    '---\nname: tagger\ndescription: Tags a lamp\n---\n# Tag\n\nRun scripts/tag.sh.\n',
  );
  put(`lamp/${script}`, '#!/bin/sh\necho tag\n');
  put('lamp/skills/tagger/scripts/notes.md', 'Notes\n');
  chmodSync(join(at.folder, 'lamp', script), 0o755);
  const isProgram = (path: string): boolean => (statSync(join(at.root, path)).mode & 0o100) !== 0;
  for (const from of ['../lamp', await pack('1.0.0')]) {
    const ran = await run('install', '--from', from, '--ide', 'claude', '--json');
    expect(ran.exit).toBe(0);
    expect(isProgram(`.krci-ai/${script}`)).toBe(true);
    expect(isProgram(`.claude/${script}`)).toBe(true);
    expect(isProgram('.krci-ai/skills/tagger/scripts/notes.md')).toBe(false);
    expect((await run('bundle', '--all', '--output', 'b.md')).exit).toBe(0);
    const elsewhere = { KRCI_AI_PROJECT_DIR: mkdtempSync(join(at.folder, 'other-')) };
    expect((await runWith(elsewhere, 'unbundle', '.krci-ai/bundle/b.md')).exit).toBe(0);
    const unpacked = join(elsewhere.KRCI_AI_PROJECT_DIR, '.krci-ai', script);
    expect(statSync(unpacked).mode & 0o100).not.toBe(0);
    expect(
      lock()
        .files.filter(({ executable }) => executable)
        .map(({ path }) => path),
    ).toEqual([`.claude/${script}`, `.krci-ai/${script}`]);
    await run('uninstall');
  }
});

test.skipIf(process.platform === 'win32')(
  'a program that an update took comes back as one',
  async () => {
    const script = 'skills/tagger/scripts/tag.sh';
    put(
      'lamp/skills/tagger/SKILL.md',
      '---\nname: tagger\ndescription: Tags a lamp\n---\n# Tag\n\nRun it.\n',
    );
    put(`lamp/${script}`, '#!/bin/sh\necho tag\n');
    chmodSync(join(at.folder, 'lamp', script), 0o755);
    await run('install', '--from', '../lamp');
    rmSync(join(at.folder, 'lamp', script));
    await run('update');
    expect(files()).not.toContain(`.krci-ai/${script}`);
    expect((await run('rollback')).exit).toBe(0);
    expect(statSync(join(at.root, '.krci-ai', script)).mode & 0o100).not.toBe(0);
  },
);

test('status, verify and list say of each row which source it is of', async () => {
  await run('install', '--from', '../source');
  await run('install', '--from', await pack('1.0.0'), ...trusted);
  put('project/.krci-ai/data/lamp.md', '# My lamp\n');
  put('project/.krci-ai/agents/own.yaml', agent('Own', []));
  expect((await run('status', '--json')).json).toMatchObject({
    sources: [
      { name: '../source', version: '', publisher: '', files: 6 },
      { name: 'acme/lamp', version: '1.0.0', publisher: 'acme', files: 3 },
    ],
  });
  expect((await run('status')).stdout).toContain('acme/lamp');
  expect((await run('verify', '--json')).json).toMatchObject({
    findings: [
      { code: 'agent_file_foreign' },
      { code: 'agent_file_changed', sources: ['acme/lamp'] },
    ],
  });
  const listed = (await run('list', 'agents', '--json')).json as {
    agents: { short: string; sources?: string[] }[];
  };
  expect(listed.agents.map(({ sources }) => sources)).toEqual([
    ['../source'],
    ['../source'],
    ['acme/lamp'],
    [],
  ]);
  expect((await run('list', 'agents')).stdout).toContain('acme/lamp');
  const data = await run('list', 'data', '--json');
  expect(JSON.stringify(data.json)).toContain('"sources":["acme/lamp"]');
});
