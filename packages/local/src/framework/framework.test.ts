import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  readFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { readFramework, validateFramework } from '@gait/agents';
import { codeOf } from '../testing/code-of.ts';
import { findFramework } from './find-framework.ts';
import { readTree } from './read-tree.ts';
import { rewriteFile } from './rewrite-file.ts';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'gait-framework-')));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const put = (name: string, content: string | Uint8Array = 'x\n'): string => {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
};
const shown = (): string[] =>
  [...readTree(root).entries.values()].map(({ path, kind, fault }) =>
    [path.replace('.krci-ai', ''), kind, fault].filter((part) => part !== undefined).join(' '),
  );

describe('a tree', () => {
  test('has files, folders and links, sorted, and gives the bytes of files', () => {
    put('.krci-ai/data/b.md', 'b');
    put('.krci-ai/agents/a.yaml', 'a');
    put('secret', 'key');
    symlinkSync('../../secret', join(root, '.krci-ai/data/link.md'));
    symlinkSync(root, join(root, '.krci-ai/tasks'));
    expect(shown()).toEqual([
      ' folder',
      '/agents folder',
      '/agents/a.yaml file',
      '/data folder',
      '/data/b.md file',
      '/data/link.md link',
      '/tasks link',
    ]);
    const tree = readTree(root);
    expect(new TextDecoder().decode(tree.read('.krci-ai/data/b.md'))).toBe('b');
    for (const path of [
      '.krci-ai/data/link.md',
      '.krci-ai/data',
      '.krci-ai/tasks/secret',
      'secret',
      '.krci-ai/../secret',
    ]) {
      expect(tree.read(path)).toBeUndefined();
    }
  });

  test('never follows a name that became a link since', () => {
    put('.krci-ai/data/b.md', 'b');
    put('secret', 'key');
    const tree = readTree(root);
    rmSync(join(root, '.krci-ai/data/b.md'));
    symlinkSync(join(root, 'secret'), join(root, '.krci-ai/data/b.md'));
    expect(tree.read('.krci-ai/data/b.md')).toBeUndefined();
  });

  test('of nothing is empty; a file or a link in its place is that', () => {
    expect(shown()).toEqual([]);
    symlinkSync('/', join(root, '.krci-ai'));
    expect(shown()).toEqual([' link']);
    rmSync(join(root, '.krci-ai'));
    put('.krci-ai');
    expect(shown()).toEqual([' file']);
  });

  test('tells a file of 100 MB and does not read it', () => {
    truncateSync(put('.krci-ai/agents/big.yaml'), 100_000_000);
    const started = performance.now();
    const tree = readTree(root);
    expect(tree.entries.get('.krci-ai/agents/big.yaml')).toEqual({
      path: '.krci-ai/agents/big.yaml',
      kind: 'file',
      size: 100_000_000,
      fault: 'too_large',
    });
    expect(tree.read('.krci-ai/agents/big.yaml')).toBeUndefined();
    expect(validateFramework(readFramework(tree)).findings.map(({ code }) => code)).toEqual([
      'file_too_large',
    ]);
    expect(performance.now() - started).toBeLessThan(500);
  });

  test('is bounded in number and depth', () => {
    for (let at = 0; at < 5; at++) put(`.krci-ai/data/${at}.md`);
    expect(readTree(root, { limits: { entries: 4 } })).toMatchObject({ truncated: true });
    expect(readTree(root, { limits: { entries: 4 } }).entries.size).toBe(4);
    expect(readTree(root).truncated).toBeFalse();
    mkdirSync(join(root, '.krci-ai', ...Array<string>(80).fill('d')), { recursive: true });
    expect(readTree(root).truncated).toBeTrue();
  });

  test.skipIf(process.platform !== 'linux')('tells a name that is not UTF-8', () => {
    put('.krci-ai/data/a.md');
    writeFileSync(
      Buffer.concat([Buffer.from(join(root, '.krci-ai/data/')), Buffer.from([0x66, 0xff])]),
      'x',
    );
    expect(shown()).toContain('/data/f\ufffd file name_encoding');
  });

  test.skipIf(process.getuid?.() === 0)('tells a folder that cannot be listed', () => {
    put('.krci-ai/data/a.md');
    chmodSync(join(root, '.krci-ai/data'), 0);
    expect(shown()).toEqual([' folder', '/data folder unreadable']);
    chmodSync(join(root, '.krci-ai/data'), 0o700);
  });

  test('of another folder stands under the same names', () => {
    put('assets/agents/a.yaml', 'a');
    const tree = readTree(root, { folder: join(root, 'assets') });
    expect(tree.read('.krci-ai/agents/a.yaml')).toEqual(new Uint8Array([0x61]));
  });
});

describe('the project', () => {
  test('is the nearest folder above that holds a framework, up to the top of the work tree', () => {
    put('outer/.krci-ai/a');
    mkdirSync(join(root, 'outer/repo/a/b'), { recursive: true });
    const from = join(root, 'outer/repo/a/b');
    expect(findFramework(from, root)).toBe(join(root, 'outer'));
    expect(findFramework(from, join(root, 'outer/repo'))).toBeUndefined();
    mkdirSync(join(root, 'outer/repo/.git'));
    expect(findFramework(from, root)).toBeUndefined();
    put('outer/repo/.krci-ai/a');
    expect(findFramework(from, root)).toBe(join(root, 'outer/repo'));
  });
});

test.skipIf(process.getuid?.() !== 0)('a framework above that somebody else owns is none', () => {
  put('outer/.krci-ai/a');
  const from = join(root, 'outer/inner');
  mkdirSync(from);
  expect(findFramework(from, root)).toBe(join(root, 'outer'));
  chownSync(join(root, 'outer/.krci-ai'), 12_345, 12_345);
  expect(findFramework(from, root)).toBeUndefined();
  // Who stands in it sees it.
  expect(findFramework(join(root, 'outer'), root)).toBe(join(root, 'outer'));
});

describe('a file is rewritten', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  test('whole, with its mode', () => {
    const path = put('a', 'old');
    chmodSync(path, 0o640);
    rewriteFile(path, bytes('old'), bytes('new'));
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['new', 0o640]);
  });

  test('not when it changed meanwhile, nor through a link', () => {
    const path = put('a', 'newer');
    expect(codeOf(() => rewriteFile(path, bytes('old'), bytes('new')))).toBe('file_changed');
    symlinkSync(path, join(root, 'link'));
    expect(codeOf(() => rewriteFile(join(root, 'link'), bytes('newer'), bytes('x')))).toBe(
      'path_unsafe',
    );
    expect(readFileSync(path, 'utf8')).toBe('newer');
  });
});
