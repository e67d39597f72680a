import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair } from '@gait/canon';
import type { Ran } from '../testing.ts';
import { agent, at, prepareProject, put, run, task } from './install-world.ts';

const pair = generateKeyPair();

/** What is said of a pack beside its files. */
export interface Head {
  readonly version?: string;
  readonly publisher?: string;
  readonly requires?: readonly { readonly name: string; readonly version: string }[];
}

/** Makes, and signs, the pack of a folder beside the project. */
export async function pack(
  name: string,
  head: Head = {},
  ...args: readonly string[]
): Promise<Ran> {
  const version = head.version ?? '1.0.0';
  put(
    `${name}/pack.json`,
    JSON.stringify({
      name: `acme/${name}`,
      version,
      publisher: head.publisher ?? 'acme',
      description: 'x',
      requires: head.requires ?? [],
    }),
  );
  const ran = await run('pack', 'build', `../${name}`, '--out', '..', '--json', ...args);
  if (ran.exit === 0) await sign(name, version);
  return ran;
}

/** Signs a pack that was built. */
export const sign = async (name: string, version: string): Promise<Ran> =>
  await signFile(zip(name, version));
/** Signs a file seen from the project. */
export const signFile = async (file: string): Promise<Ran> =>
  await run('pack', 'sign', file, '--private-key', '../sign.key');
/** Where a pack is, seen from the project. */
export const zip = (name: string, version = '1.0.0'): string => `../acme_${name}-${version}.zip`;
/** Flags that make the packs' key the one that is believed. */
export const KEY = ['--public-key', '../sign.pub', '--json'];
/** What the pack `lamp` needs. */
export const OIL = { requires: [{ name: 'acme/oil', version: '>=1.0.0 <2.0.0' }] };

/** Makes two packs beside the project: `oil`, and `lamp`, whose data is in the other one. */
export async function preparePacks(made: string): Promise<void> {
  prepareProject(made);
  put('sign.key', pair.privateKey);
  chmodSync(join(at.folder, 'sign.key'), 0o600);
  put('sign.pub', pair.publicKey);
  put('oil/data/oils.md', '# Oils\n');
  put('oil/agents/oiler.yaml', agent('Oiler', ['fill.md']));
  put('oil/tasks/fill.md', task('oils.md'));
  put('lamp/agents/keeper.yaml', agent('Keeper', ['trim.md']));
  put('lamp/tasks/trim.md', task('oils.md'));
  await pack('oil');
  await pack('lamp', OIL, '--with', zip('oil'));
}
