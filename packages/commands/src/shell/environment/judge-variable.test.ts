import { describe, expect, test } from 'bun:test';
import { OLD_PATH, UNKNOWN } from '../marks.ts';
import { assignText } from './assign.ts';
import { judgeVariable } from './judge-variable.ts';

const PLACES = { project: '/p', home: '/home/u', folders: ['/p'] };

describe('judgeVariable', () => {
  const cases: readonly (readonly [name: string, text: string, found: string | undefined])[] = [
    ['CI', '1', undefined],
    ['ANY_NAME', UNKNOWN, undefined],
    ['PATH', `/home/u/.local/bin:${OLD_PATH}`, undefined],
    ['PATH', `node_modules/.bin:${OLD_PATH}`, undefined],
    ['PATH', `${UNKNOWN}:${OLD_PATH}`, 'program_unknown'],
    ['PATH', `tools:${OLD_PATH}`, 'program_unknown'],
    ['PATH', `:${OLD_PATH}`, 'program_unknown'],
    ['LD_PRELOAD', './x.so', 'code_unknown'],
    ['DYLD_INSERT_LIBRARIES', 'x', 'code_unknown'],
    ['BASH_ENV', 'x', 'code_unknown'],
    ['GIT_SSH_COMMAND', 'ssh -i k', 'code_unknown'],
    ['GIT_EDITOR', 'true', undefined],
    ['NODE_OPTIONS', '--max-old-space-size=4096', undefined],
    ['NODE_OPTIONS', '--require ./x', 'code_unknown'],
    ['GOFLAGS', '-mod=mod -count=1', undefined],
    ['GOFLAGS', '-toolexec=x', 'code_unknown'],
    ['RUSTFLAGS', '-C linker=x', 'code_unknown'],
    ['PYTHONPATH', 'src', undefined],
    ['PYTHONPATH', '/tmp', 'code_unknown'],
    ['PYTHONSTARTUP', 'x', 'code_unknown'],
    ['PROMPT_COMMAND', 'x', 'code_unknown'],
    ['CC', 'clang', undefined],
    ['CC', './x', 'program_unknown'],
    ['HOME', '/x', 'code_unknown'],
  ];
  for (const [name, text, found] of cases) {
    test(`${name}=${JSON.stringify(text)} is ${found ?? 'fine'}`, () => {
      expect(judgeVariable(name, text, PLACES)).toBe(found as never);
      expect(assignText).toBeFunction();
    });
  }
});
