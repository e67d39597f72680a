import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CaseFile } from './krci-case.ts';

/** Makes the files of a case below a folder. */
export function makeTree(folder: string, files: Readonly<Record<string, CaseFile>>): void {
  for (const [name, file] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof file === 'string') writeFileSync(path, file);
    else if ('b64' in file) writeFileSync(path, Buffer.from(file.b64, 'base64'));
    else if ('symlink' in file) symlinkSync(file.symlink, path);
    else if ('dir' in file) mkdirSync(path, { recursive: true });
    else
      writeFileSync(path, (file.head ?? '') + file.repeat.repeat(file.times) + (file.tail ?? ''));
  }
}
