import { describe, expect, test } from 'bun:test';
import { readShell } from '../shell/read-shell.ts';
import { shellContext } from '../shell/testing/describe-shell.ts';
import { readProgram } from './read-program.ts';

/** Whether the command starts a program that nothing is known of. */
function isHeld(command: string, typedInto: boolean): boolean {
  const files = { '/p/scripts/x.py': 'print(1)\n', '/p/a.js': 'console.log(1)\n', '/p/a.txt': 'a' };
  const reading = readShell(command, { ...shellContext(files), typedInto }, readProgram);
  return reading.obscurities.length > 0 || reading.effects.some(({ kind }) => kind === 'execute');
}

describe('where text goes into running programs unseen', () => {
  test.each([
    'less a.txt',
    'cat a.txt | less',
    'more a.txt',
    'git commit',
    'git commit --amend',
    'git add -p',
    'git rebase -i HEAD~3',
    'git rebase --interactive main',
    'git tag -a v1',
    'git revert HEAD',
    'node inspect a.js',
    'python3 -i scripts/x.py',
    'python3 -Bi scripts/x.py',
    'top',
    'env TERM=xterm less a.txt',
    'sh -c "less a.txt"',
  ])('%s is held, and elsewhere it is not', (command) => {
    expect([isHeld(command, true), isHeld(command, false)]).toEqual([true, false]);
  });

  test.each([
    "tmux new-session -d 'cat a.txt'",
    'tmux new-session -d',
    'screen -dm',
    'vim a.txt',
    'bash',
    'python3',
    'node',
    'sqlite3 x.db',
    'node -i',
    'python3 -m pdb scripts/x.py',
    'dc',
  ])('%s is held', (command) => {
    expect(isHeld(command, true)).toBe(true);
  });

  test.each([
    'git commit -m "less talk"',
    'git commit -am x',
    'git commit --amend --no-edit',
    'git commit -F a.txt',
    'git log --oneline -5',
    'git diff',
    'git add a.js',
    'git rebase main',
    'git tag v1',
    'git revert --no-edit HEAD',
    'git merge main',
    'git stash',
    'node a.js',
    'python3 scripts/x.py -i',
    'python3 -m json.tool a.txt',
    'cat a.txt | head -5',
    'grep -c less a.txt',
    'tmux ls',
  ])('%s passes', (command) => {
    expect(isHeld(command, true)).toBe(false);
  });
});
