import { spawnSync } from 'node:child_process';
import { expect, test } from 'bun:test';
import { shellWord } from './shell-word.ts';

test.each(['a b', "it's", '$(x)', '`x`', 'a;b', 'a\\b', '*', '~', '"', 'é', '-n'])(
  'a shell reads %j as the one word it was',
  (name) => {
    const { stdout } = spawnSync('sh', ['-c', `printf %s ${shellWord(name)}`]);
    expect(String(stdout)).toBe(name.startsWith('-') ? `./${name}` : name);
  },
);

test('a plain path stays as it is, and a name that cannot be shown is not put into a command', () => {
  expect(shellWord('./gait-out/runpack_run.a.zip')).toBe('./gait-out/runpack_run.a.zip');
  for (const name of ['', 'a\nb', 'a\u001bb', 'a\u202eb']) expect(shellWord(name)).toBe('FILE');
});
