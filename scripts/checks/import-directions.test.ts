import { expect, test } from 'bun:test';
import { SCOPE } from '../scope.ts';
import { importsOf, judgeImport, wholePackages } from './import-directions.ts';

const file = 'packages/evidence/src/zip/open-zip.ts';

test('imports of every form are seen, those in comments are not', () => {
  const source = [
    "import { a } from './a.ts';",
    "import type { B } from 'b';",
    "export { c } from 'c';",
    "const d = await import('d');",
    "import 'e';",
    "// import { f } from 'f';",
    " * import { g } from 'g';",
  ].join('\n');
  expect(importsOf(source)).toEqual(['./a.ts', 'b', 'c', 'd', 'e']);
});

test.each([
  [file, `${SCOPE}/canon`],
  [file, './read-entry.ts'],
  [file, '../verdict/findings.ts'],
  [file, 'node:zlib'],
  ['packages/local/src/files/write-whole.ts', 'node:fs'],
  ['apps/cli/src/main.ts', `${SCOPE}/regress`],
  ['packages/evidence/src/zip/open-zip.test.ts', 'node:fs'],
  ['tests/soak/commands/wrap.ts', '../../../packages/commands/src/shell/testing/wrappings.ts'],
  ['tests/runtime-modules.test.ts', '../packages/canon/src/runtime/node-crypto.ts'],
])('%s may import %s', (from, imported) => {
  expect(judgeImport(from, imported)).toBeUndefined();
});

test.each([
  ['upwards', file, `${SCOPE}/local`],
  ['sideways', 'packages/regress/src/index.ts', `${SCOPE}/regress`],
  ['past a face', file, `${SCOPE}/canon/src/json/digest.ts`],
  ['past a face by path', file, '../../../canon/src/index.ts'],
  ['past a face from the demo', 'demo/run.ts', '../packages/canon/src/json/digest.ts'],
  [
    'what is for tests from a product',
    'apps/cli/src/a.ts',
    '../../../packages/canon/src/testing/x.ts',
  ],
  ['an app', 'apps/server/src/main.ts', `${SCOPE}/cli`],
  ['an app by path', 'apps/server/src/main.ts', '../../cli/src/main.ts'],
  ['an unknown room', file, `${SCOPE}/elsewhere`],
  ['files on a pure floor', file, 'node:fs'],
  ['Bun in a package', 'packages/local/src/index.ts', 'bun'],
  ['Bun in a package', 'packages/local/src/index.ts', 'bun:sqlite'],
])('importing %s is refused', (_what, from, imported) => {
  expect(judgeImport(from, imported)).toBeString();
});

test('a package is never imported as a whole at run time', () => {
  const source = "const { a } = await import('@gait/boundary');\nimport { b } from '@gait/canon';";
  expect(wholePackages('apps/cli/src/a.ts', source)).toEqual(['@gait/boundary']);
  expect(wholePackages('apps/cli/src/a.test.ts', source)).toEqual([]);
});
