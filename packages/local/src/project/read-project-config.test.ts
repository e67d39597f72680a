import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCodedError } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { PROJECT_CONFIG, type GateDefaults } from './project-config.ts';
import { loadProjectConfig } from './read-project-config.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-config-'));
  mkdirSync(join(folder, '.gait'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = (): string => join(folder, PROJECT_CONFIG);
const load = (text: string): GateDefaults => {
  writeFileSync(path(), text);
  return loadProjectConfig(path(), true);
};

describe('the defaults of a project', () => {
  test('are text without blanks around it; what is not set is empty', () => {
    const defaults = load('gate:\n  policy: " .gait.yaml "\n  profile: strict\n  key_mode: prod\n');
    expect(defaults).toMatchObject({ policy: '.gait.yaml', profile: 'strict', key_mode: 'prod' });
    expect(defaults.kill_switch_state).toBe('');
  });

  test.each(['', '   \n', '# nothing yet\n', 'gate: {}\n', 'null\n'])('of %j are none', (text) => {
    expect(new Set(Object.values(load(text)))).toEqual(new Set(['']));
  });

  test('numbers and booleans are taken as they are written', () => {
    expect(load('gate:\n  credential_ref: 42\n  private_key_env: true\n')).toMatchObject({
      credential_ref: '42',
      private_key_env: 'true',
    });
  });

  test('of blocks that other commands read are left to them', () => {
    expect(load('mcp_serve: {anything: 1}\nretention: {days: 3}\n').policy).toBe('');
  });

  test('need not be there unless somebody named the file', () => {
    expect(loadProjectConfig(path(), false).policy).toBe('');
    expect(codeOf(() => loadProjectConfig(path(), true))).toBe('file_missing');
  });
});

describe('a file that would leave the gate without what somebody set', () => {
  test.each([
    ['gate:\n  kill_switch_sate: k.json\n', 'gate.kill_switch_sate', 'gate.kill_switch_state'],
    ['gates:\n  policy: p.yaml\n', 'gates', 'gate'],
  ])('is refused with the name that was meant', (text, field, meant) => {
    try {
      load(text);
      throw new Error('it was read');
    } catch (error) {
      if (!isCodedError(error)) throw error;
      expect(error).toMatchObject({ code: 'config_unknown_field', where: { field } });
      expect(error.hint).toContain(meant);
    }
  });

  test.each([
    '- gate\n',
    'gate: strict\n',
    'gate:\n  policy: [a, b]\n',
    'gate:\n  policy: {a: 1}\n',
  ])('is refused because of its types: %j', (text) => {
    expect(codeOf(() => load(text))).toBe('config_field_type');
  });

  test('is refused when a name stands twice or the text is no YAML', () => {
    expect(codeOf(() => load('gate:\n  profile: strict\n  profile: compat\n'))).toMatch(/^yaml_/u);
    expect(codeOf(() => load('gate: [\n'))).toMatch(/^yaml_/u);
  });
});
