import { describe, expect, test } from 'bun:test';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair, isCodedError } from '@gait/canon';
import { contextForTest, runInProcess } from '../../testing.ts';
import { folderForAll } from '../../testing/scratch-folder.ts';
import { isPackAddress } from './is-pack-address.ts';
import {
  packFrameworkSource,
  type PackFramework,
  type PackSourceRequest,
} from './pack-framework-source.ts';

const ASSETS = join(import.meta.dir, '../../../../../assets/packs');
const pair = generateKeyPair();
let scratch = '';

folderForAll(async (folder) => {
  scratch = folder;
  writeFileSync(join(scratch, 'key'), pair.privateKey, { mode: 0o600 });
  writeFileSync(join(scratch, 'pub'), pair.publicKey);
  const run = async (...args: readonly string[]) =>
    await runInProcess(args, { program: 'krci-ai', cwd: scratch, home: scratch });
  for (const version of ['1.0.0', '1.1.0']) {
    await run('pack', 'build', join(ASSETS, 'finance'), '--version', version);
    await run('pack', 'sign', `finance-${version}.zip`, '--private-key', 'key');
  }
  await run('pack', 'build', join(ASSETS, 'finance'), '--version', '1.2.0');
});

async function open(
  file: string,
  changes: Partial<PackSourceRequest> & { readonly key?: string } = {},
): Promise<PackFramework | string> {
  const { context } = contextForTest([], { cwd: scratch, home: scratch });
  const flags = {
    trust: '',
    'public-key': changes.key ?? 'pub',
    'sigstore-root': '',
    profile: 'standard',
  };
  try {
    return await packFrameworkSource(context, file, { flags, installed: undefined, ...changes });
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
}

describe('a pack as a source of an install', () => {
  test('is a framework with the publisher who signed it', async () => {
    const opened = await open('finance-1.1.0.zip');
    expect(opened).toMatchObject({
      source: { origin: 'finance-1.1.0.zip', version: '1.1.0', publisher: 'krci' },
    });
    if (typeof opened === 'string') throw new Error(opened);
    expect(opened.source.tree.entries.get('.krci-ai/agents/finance-advisor.yaml')?.kind).toBe(
      'file',
    );
  });

  test('names no publisher when nobody who is known signed it', async () => {
    expect(await open('finance-1.1.0.zip', { key: '' })).toMatchObject({
      source: { publisher: '' },
    });
  });

  test('does not take the place of something better that came from there', async () => {
    const from = (file: string, version: string, publisher: string) => ({
      installed: { source: file, version, publisher },
    });
    expect(await open('finance-1.0.0.zip', from('finance-1.0.0.zip', '1.1.0', 'krci'))).toBe(
      'pack_rollback',
    );
    const back = { ...from('finance-1.0.0.zip', '1.1.0', 'krci'), allowRollback: true };
    expect(await open('finance-1.0.0.zip', back)).toMatchObject({ source: { version: '1.0.0' } });
    const unsigned = { ...from('finance-1.2.0.zip', '1.1.0', 'krci'), key: '' };
    expect(await open('finance-1.2.0.zip', unsigned)).toBe('pack_downgrade');
    expect(await open('finance-1.1.0.zip', from('finance-1.1.0.zip', '1.0.0', 'other'))).toBe(
      'pack_identity_changed',
    );
    expect(await open('finance-1.0.0.zip', from('elsewhere.zip', '9.0.0', 'krci'))).toMatchObject({
      source: { version: '1.0.0' },
    });
  });

  test('that needs another krci-ai is refused', async () => {
    const run = async (...args: readonly string[]) =>
      await runInProcess([...args, '--json'], { program: 'krci-ai', cwd: scratch, home: scratch });
    cpSync(join(ASSETS, 'finance'), join(scratch, 'needy'), { recursive: true });
    const head = {
      name: 'needy',
      version: '1.0.0',
      publisher: 'krci',
      description: 'x',
      requires: [{ name: 'krci-ai', version: '>=99.0.0' }],
    };
    writeFileSync(join(scratch, 'needy/pack.json'), JSON.stringify(head));
    expect((await run('pack', 'build', 'needy')).exit).toBe(0);
    expect(await open('needy-1.0.0.zip')).toBe('pack_unsigned');
    expect(await open('needy-1.0.0.zip', { key: '' })).toBe('pack_requires');
  });
});

test('what is an address of a pack is told from a folder', () => {
  expect(
    ['oci://h/r:1', 'https://h/a.zip', 'git+https://h/r#c', './a.zip'].every(isPackAddress),
  ).toBe(true);
  expect(['folder', './packs/finance', 'builtin', '/srv/agents'].some(isPackAddress)).toBe(false);
});
