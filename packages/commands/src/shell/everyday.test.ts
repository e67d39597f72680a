import { expect, test } from 'bun:test';
import { describeShell, read } from './testing/describe-shell.ts';
import { EVERYDAY } from './testing/everyday.ts';

const FILES = {
  '/p/package.json': JSON.stringify({
    scripts: {
      build: 'tsc',
      test: 'vitest run',
      lint: 'eslint .',
      dev: 'vite',
      start: 'node server.js',
    },
    devDependencies: { jest: '1', vitest: '1', typescript: '1', eslint: '1' },
  }),
  '/p/server.js': 'require("http").createServer().listen(3000)\n',
};

for (const text of EVERYDAY) {
  test(`nothing is obscure in ${JSON.stringify(text)}`, () => {
    const { effects, obscurities } = read(text, FILES);
    const stopped = obscurities.length > 0 || effects.some(({ kind }) => kind === 'execute');
    expect(stopped ? describeShell(text, FILES) : '').toBe('');
  });
}
