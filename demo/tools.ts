import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import type { Recorder } from './recorder.ts';

/** The tools of the demo agent. Each does real work on files below its folder and is recorded. */
export interface Tools {
  readonly list: (folder: string) => readonly string[];
  readonly read: (path: string) => string;
  readonly write: (path: string, text: string) => void;
  readonly move: (path: string, to: string) => void;
  readonly remove: (path: string) => void;
}

/** Tools that work below `root` and tell the recorder about every call, failed ones too. */
export function makeTools(root: string, recorder: Recorder): Tools {
  const inside = (path: string): string => {
    const full = resolve(root, path);
    if (!full.startsWith(resolve(root) + sep)) throw new Error(`outside the workspace: ${path}`);
    return full;
  };
  const call = <Result>(
    tool: string,
    args: Readonly<Record<string, string>>,
    work: () => readonly [Result, Readonly<Record<string, unknown>>],
  ): Result => {
    try {
      const [value, result] = work();
      recorder.add({ tool, args, status: 'ok', result });
      return value;
    } catch (error) {
      recorder.add({ tool, args, status: 'error', result: { error: String(error) } });
      throw error;
    }
  };
  return {
    list: (folder) =>
      call('fs.list', { folder }, () => {
        const names = readdirSync(inside(folder)).toSorted();
        return [names, { names }];
      }),
    read: (path) =>
      call('fs.read', { path }, () => {
        const text = readFileSync(inside(path), 'utf8');
        return [text, { text }];
      }),
    write: (path, text) =>
      call('fs.write', { path, text }, () => {
        const full = inside(path);
        mkdirSync(dirname(full), { recursive: true });
        writeFileSync(full, text);
        return [undefined, { bytes: Buffer.byteLength(text) }];
      }),
    move: (path, to) =>
      call('fs.move', { path, to }, () => {
        const full = inside(to);
        mkdirSync(dirname(full), { recursive: true });
        renameSync(inside(path), full);
        return [undefined, { moved: true }];
      }),
    remove: (path) =>
      call('fs.remove', { path }, () => {
        rmSync(inside(path));
        return [undefined, { removed: true }];
      }),
  };
}
