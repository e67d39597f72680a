import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { COMMANDS } from './table.ts';
import { runInProcess } from './testing.ts';

async function script(shell: string): Promise<string> {
  const { exit, stdout } = await runInProcess(['completion', shell]);
  expect(exit).toBe(0);
  return stdout;
}

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish', 'powershell'])(
    'the %s script knows every command and flag',
    async (shell) => {
      const text = await script(shell);
      for (const [path, entry] of Object.entries(COMMANDS)) {
        expect(text).toContain(path.split(' ').at(-1) ?? '');
        const { flags } = await entry.load();
        for (const name of Object.keys(flags))
          expect(text).toContain(shell === 'fish' ? `-l ${name}` : `--${name}`);
      }
    },
  );

  test('an unknown shell exits 6 with a suggestion', async () => {
    const { exit, stderr } = await runInProcess(['completion', 'bahs']);
    expect(exit).toBe(6);
    expect(stderr).toContain('did you mean bash');
  });

  test('bash itself, with the script sourced, completes commands, flags and files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gait-bash-'));
    try {
      writeFileSync(join(folder, 'gait.bash'), await script('bash'));
      writeFileSync(join(folder, 'unusual-name.key'), '');
      const complete = (...words: string[]): string[] => {
        const list = words.map((word) => `'${word}'`).join(' ');
        const code = `source gait.bash; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _gait_completion; printf '%s\\n' "\${COMPREPLY[@]}"`;
        const { stdout, stderr } = Bun.spawnSync(['bash', '--norc', '-c', code], { cwd: folder });
        expect(stderr.toString()).toBe('');
        return stdout
          .toString()
          .split('\n')
          .filter((word) => word !== '');
      };
      expect(complete('gait', 'ke')).toEqual(['keys']);
      expect(complete('gait', 'keys', '')).toEqual(['init', 'rotate', 'verify']);
      expect(complete('gait', 'keys', 'ro')).toEqual(['rotate']);
      expect(complete('gait', 'keys', 'init', '--f')).toEqual(['--force']);
      expect(complete('gait', 'keys', 'verify', '--private-key', 'unus')).toEqual([
        'unusual-name.key',
      ]);
      expect(complete('gait', 'keys', 'init', '--prefix', 'x', '--ou')).toEqual(['--out-dir']);
      expect(complete('gait', 'nonsense', '')).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
