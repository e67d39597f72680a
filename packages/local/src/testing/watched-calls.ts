import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Where the sources of this package are, for `import` in a script. */
export const SOURCES = join(import.meta.dirname, '..');

/**
 * Runs a script in a process of its own whose `fsyncSync`, `fdatasync`, `writeSync`, `statSync` and
 * `renameSync` are told to `watch` before they are done (what `watch` throws they fail with; an
 * `fdatasync` waits for a promise), and answers with what the script gave to `tell`. For what cannot be
 * seen from outside: that bytes were sent to the disk, and what there was when a name was given.
 */
export function watchedCalls(script: string): unknown {
  const source = `
    import { mock } from 'bun:test';
    import * as fs from 'node:fs';
    const real = { ...fs };
    const told = [];
    const tell = (value) => { told.push(value); };
    let watch = () => undefined;
    mock.module('node:fs', () => ({
      ...real,
      fsyncSync: (fd) => {
        watch('fsync', real.fstatSync(fd).isDirectory() ? 'folder' : 'file');
        real.fsyncSync(fd);
      },
      fdatasync: (fd, done) => {
        let first;
        try {
          first = watch('fdatasync', fd);
        } catch (error) {
          done(error);
          return;
        }
        if (first === undefined) real.fdatasync(fd, done);
        else first.then(() => real.fdatasync(fd, done), done);
      },
      writeSync: (fd, ...more) => {
        watch('write', fd);
        return real.writeSync(fd, ...more);
      },
      statSync: (path, ...more) => {
        watch('stat', path);
        return real.statSync(path, ...more);
      },
      renameSync: (from, to) => {
        watch('rename', to);
        real.renameSync(from, to);
      },
    }));
    const load = (name) => import(${JSON.stringify(`${SOURCES}/`)} + name);
    ${script}
    console.log(JSON.stringify(told));`;
  const child = spawnSync(process.execPath, ['-e', source], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as unknown;
}
