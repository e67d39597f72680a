import { expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../testing/code-of.ts';
import { openSpool } from './spool-file.ts';

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'gait-spool-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('what was written is read back from its beginning, more than once, and has no name', () => {
  inFolder((folder) => {
    const spool = openSpool(join(folder, 'out'));
    const pieces = [Buffer.alloc(100_000, 'a'), Buffer.alloc(0), Buffer.alloc(50_000, 'b')];
    for (const piece of pieces) spool.write(piece);
    for (let pass = 0; pass < 2; pass++)
      expect(Buffer.concat([...spool.chunks()]).equals(Buffer.concat(pieces))).toBe(true);
    if (process.platform !== 'win32') expect(readdirSync(folder)).toEqual([]);
    spool.close();
  });
});

test('nothing is written through a name that is taken', () => {
  inFolder((folder) => {
    writeFileSync(join(folder, 'victim'), 'precious');
    symlinkSync(join(folder, 'victim'), join(folder, 'link'));
    for (const name of ['victim', 'link'])
      expect(codeOf(() => openSpool(join(folder, name)))).toBe('file_exists');
  });
});
