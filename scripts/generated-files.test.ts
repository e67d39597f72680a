import { expect, test } from 'bun:test';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles, TEMPLATES } from './generated-files.ts';
import { ROOT } from './source-files.ts';

test.each([...generatedFiles()])('%s is what its sources make', (path, content) => {
  expect(readFileSync(join(ROOT, path), 'utf8')).toBe(content);
});

test('every policy in assets is a template and has its tests beside it', () => {
  const files = readdirSync(join(ROOT, 'assets/policies')).sort();
  expect(files).toEqual(TEMPLATES.flatMap((name) => [`${name}.test.yaml`, `${name}.yaml`]).sort());
});
