import { afterEach, beforeEach, expect, test } from 'bun:test';
import { linkSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair } from '@gait/canon';
import { writeZip } from '@gait/evidence';
import { codeOf } from '../testing/code-of.ts';
import { checkOutputs, type OutputKind } from './check-output.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-output-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string): string => join(folder, name);
const check = (name: string, kind: OutputKind, inputs: readonly string[] = []): string =>
  codeOf(() => checkOutputs([{ path: at(name), kind }], inputs.map(at)));
const zip = (name: string): Uint8Array => writeZip([{ path: name, data: Buffer.from('{}') }]);

test('a file that is not there, and an ordinary one, may be written', () => {
  writeFileSync(at('old.html'), '<p>');
  expect(check('new.html', 'other', ['old.html', 'missing'])).toBe('no error');
  expect(check('old.html', 'other')).toBe('no error');
});

test('what the command reads is not overwritten, under whatever name', () => {
  writeFileSync(at('in.json'), '{}');
  linkSync(at('in.json'), at('hard.json'));
  symlinkSync('in.json', at('soft.json'));
  for (const name of ['in.json', 'hard.json', 'soft.json', './x/../in.json'])
    expect(check(name, 'other', ['in.json'])).toBe('output_unsafe');
});

test('a private key is overwritten by nothing, a public one is a file like others', () => {
  for (const alg of ['ed25519', 'ecdsa-p256-sha256'] as const) {
    const { privateKey, publicKey } = generateKeyPair(alg);
    writeFileSync(at('private'), `${privateKey}\n`);
    writeFileSync(at('public'), `${publicKey}\n`);
    for (const kind of ['other', 'runpack', 'pack'] as const)
      expect(check('private', kind)).toBe('output_unsafe');
    expect(check('public', 'other')).toBe('no error');
  }
  writeFileSync(at('locked'), '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMA==\n');
  expect(check('locked', 'other')).toBe('output_unsafe');
});

test('a runpack gives way to a runpack only, a pack to a pack only', () => {
  writeFileSync(at('run.zip'), zip('manifest.json'));
  writeFileSync(at('pack.zip'), zip('pack_manifest.json'));
  expect(check('run.zip', 'runpack')).toBe('no error');
  expect(check('pack.zip', 'pack')).toBe('no error');
  for (const kind of ['other', 'pack'] as const)
    expect(check('run.zip', kind)).toBe('output_unsafe');
  for (const kind of ['other', 'runpack'] as const)
    expect(check('pack.zip', kind)).toBe('output_unsafe');
});

test('two outputs of one command need two files', () => {
  const both = [at('a'), at('./b/../a')].map((path) => ({ path, kind: 'other' as const }));
  expect(codeOf(() => checkOutputs(both, []))).toBe('output_unsafe');
});
