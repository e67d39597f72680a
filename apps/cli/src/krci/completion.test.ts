import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { runInProcess } from '../testing.ts';
import { AGENT_COMMANDS } from './agent-commands.ts';

async function script(shell: string): Promise<string> {
  return (await runInProcess(['completion', shell], { program: 'krci-ai' })).stdout;
}

describe.each(['bash', 'zsh', 'fish', 'powershell'])('completion for %s', (shell) => {
  test('is for krci-ai and names every command and its flags', async () => {
    const text = await script(shell);
    for (const path of Object.keys(AGENT_COMMANDS))
      expect(text).toContain(path.split(' ').at(-1) ?? '');
    for (const flag of ['fail-on', 'index-key', 'offline', 'html', 'debug'])
      expect(text).toContain(flag);
    expect(text).not.toContain('kill-switch');
  });
});

test('bash completes commands, words of groups and flags of krci-ai', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gait-complete-'));
  writeFileSync(join(folder, 'c.sh'), await script('bash'));
  const complete = (...words: string[]): readonly string[] => {
    const list = words.map((word) => `'${word}'`).join(' ');
    const code = `source ./c.sh; COMP_WORDS=(krci-ai ${list}); COMP_CWORD=${words.length}; _krci_ai_completion; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = spawnSync('bash', ['-c', code], { cwd: folder, encoding: 'utf8' });
    return stdout.trim().split('\n');
  };
  expect(complete('sc')).toEqual(['scan']);
  expect(complete('check')).toEqual(['check-updates']);
  expect(complete('list', 'ag')).toEqual(['agents']);
  expect(complete('scan', '--f')).toEqual(['--format', '--fail-on']);
  expect(complete('doctor', '--d')).toEqual(['--debug']);
  rmSync(folder, { recursive: true });
});

test('version -o json has the keys that scripts read, in text it says the same', async () => {
  const ran = await runInProcess(['version', '-o', 'json'], { program: 'krci-ai' });
  expect(Object.keys(ran.json ?? {})).toEqual(
    expect.arrayContaining([
      'version',
      'commit',
      'date',
      'built_by',
      'framework',
      'go_version',
      'platform',
    ]),
  );
  const text = await runInProcess(['version', '-o', 'yaml'], { program: 'krci-ai' });
  expect([text.exit, text.stdout.split('\n')[0]]).toEqual([0, 'krci-ai 1.4.0']);
});
