/**
 * Renames the npm scope of every package: `node scripts/bun.mjs scripts/rescope.ts @newscope`,
 * then `npm install`. Package names and the imports of them change, nothing else.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCOPE } from './scope.ts';
import { ROOT, listCode, listFiles, readText } from './source-files.ts';

const next = process.argv[2] ?? '';
if (!/^@[a-z0-9][a-z0-9._-]*$/.test(next)) {
  console.error('usage: node scripts/bun.mjs scripts/rescope.ts @newscope');
  process.exit(6);
}
const files = new Set([
  ...listCode(),
  ...listFiles().filter((file) =>
    /(?:^|\/)(?:package|package-lock|knip|tsconfig)\.json$|\.md$/.test(file),
  ),
]);
const rooms = listFiles()
  .map((file) => /^(?:packages|apps)\/([^/]+)\/package\.json$/.exec(file)?.[1])
  .filter((name) => name !== undefined);
let changed = 0;
for (const file of files) {
  const before = readText(file);
  let after = before;
  for (const room of rooms) after = after.replaceAll(`${SCOPE}/${room}`, `${next}/${room}`);
  if (file === 'scripts/scope.ts') after = after.replace(`'${SCOPE}'`, `'${next}'`);
  if (after === before) continue;
  writeFileSync(join(ROOT, file), after);
  changed += 1;
}
console.log(`${changed} files now say ${next}; run npm install to renew the links in node_modules`);
