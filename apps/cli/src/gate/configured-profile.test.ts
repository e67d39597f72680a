import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { isCodedError } from '@gait/canon';
import { PROJECT_CONFIG } from '@gait/local';
import { contextForTest } from '../testing.ts';
import { folderForEach } from '../testing/scratch-folder.ts';
import { configuredProfile } from './configured-profile.ts';

let cwd = '';
folderForEach((folder) => {
  cwd = folder;
  mkdirSync(join(cwd, '.gait'));
});
const profile = (flag: string) =>
  configuredProfile(contextForTest([], { cwd }).context, {
    profile: flag,
    config: PROJECT_CONFIG,
    'no-config': false,
  });
const codeOf = async (flag: string): Promise<string> => {
  try {
    return await profile(flag);
  } catch (error) {
    return isCodedError(error) ? error.code : String(error);
  }
};
const write = (text: string): void => writeFileSync(join(cwd, '.gait/config.yaml'), text);

test('the flag wins over the project, the project over the default', async () => {
  expect(await profile('')).toBe('standard');
  write('gate: {profile: strict}\n');
  expect([await profile(''), await profile('compat')]).toEqual(['strict', 'compat']);
});

test('defaults that cannot be read are a fault, not less than strict', async () => {
  write('gate: {profil: strict}\n');
  expect(await codeOf('')).toBe('config_unknown_field');
  write('gate: {profile: strickt}\n');
  expect(await codeOf('')).toBe('flag_invalid');
});
