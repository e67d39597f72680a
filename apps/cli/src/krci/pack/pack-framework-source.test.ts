import { describe, expect, test } from 'bun:test';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LockedSource } from '@gait/agents';
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
  changes: Partial<PackSourceRequest> & {
    readonly key?: string;
    readonly allow?: Pick<PackSourceRequest['flags'], 'allow-older' | 'allow-publisher'>;
  } = {},
): Promise<PackFramework | string> {
  const { context } = contextForTest([], { cwd: scratch, home: scratch });
  const flags = {
    trust: '',
    'public-key': changes.key ?? 'pub',
    'sigstore-root': '',
    profile: 'standard',
    ...changes.allow,
  };
  try {
    return await packFrameworkSource(context, file, {
      flags,
      locked: [],
      replaces: undefined,
      ...changes,
    });
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

  const locked = (version: string, publisher: string, over: Partial<LockedSource> = {}) => ({
    locked: [
      {
        name: 'finance',
        version,
        publisher,
        source: 'elsewhere.zip',
        resolved: '',
        sourceDigest: '0'.repeat(64),
        key: '',
        level: 4 as const,
        selection: 'all' as const,
        agents: ['finance-advisor'],
        ...over,
      },
    ],
  });

  test('does not take the place of something better of its name, wherever both come from', async () => {
    expect(await open('finance-1.0.0.zip', locked('1.1.0', 'krci'))).toBe('pack_rollback');
    const back = { ...locked('1.1.0', 'krci'), allow: { 'allow-older': true } };
    expect(await open('finance-1.0.0.zip', back)).toMatchObject({ source: { version: '1.0.0' } });
    const unsigned = { ...locked('1.1.0', 'krci'), key: '' };
    expect(await open('finance-1.2.0.zip', unsigned)).toBe('pack_downgrade');
    // Signed as ever; who asks has no policy that says by whom.
    expect(await open('finance-1.1.0.zip', unsigned)).toBe('pack_signer_unknown');
    expect(await open('finance-1.1.0.zip', locked('1.0.0', 'other'))).toBe('pack_identity_changed');
    const allow = { 'allow-publisher': 'krci' };
    expect(await open('finance-1.1.0.zip', { ...locked('1.0.0', 'other'), allow })).toMatchObject({
      source: { name: 'finance', publisher: 'krci', key: `key:${pair.keyId}` },
    });
    const other = locked('9.0.0', 'krci', { name: 'another' });
    expect(await open('finance-1.0.0.zip', other)).toMatchObject({ source: { version: '1.0.0' } });
  });

  test('is held against what came from the same place where an older lock has no name', async () => {
    const zip = 'finance-1.0.0.zip';
    const nameless = locked('1.1.0', 'krci', { name: zip, source: zip });
    expect(await open(zip, nameless)).toBe('pack_rollback');
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
