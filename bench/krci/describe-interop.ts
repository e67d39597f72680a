import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Trees } from './framework-trees.ts';

const LEVELS = ['1', '2', '3', '4'];

/** Whether each program opens what the other installed and bundled; `npm run test:real` looks closer. */
export function describeInterop(krci: string, reference: string, trees: Trees): readonly string[] {
  const levels = LEVELS.filter((level) => {
    const folder = trees.empty();
    return ends(krci, folder, 'install', '--level', level) && ends(reference, folder, 'validate');
  });
  const [ours, theirs] = [trees.empty(), trees.empty()];
  ends(krci, ours, 'install');
  ends(reference, theirs, 'install');
  const exchanged = [
    ends(krci, ours, 'bundle', '--all') && ends(reference, scratch(ours), 'unbundle', bundle(ours)),
    ends(reference, theirs, 'bundle', '--all') &&
      ends(krci, scratch(theirs), 'unbundle', bundle(theirs)),
    ends(krci, theirs, 'list', 'agents') && ends(krci, theirs, 'tokens', '--all'),
  ];
  return [
    `interop: the reference validates ours at ${levels.length} of ${LEVELS.length} levels; bundles and lists are read by the other: ${exchanged.filter(Boolean).length} of ${exchanged.length}`,
  ];
}

function bundle(folder: string): string {
  return join(folder, '.krci-ai', 'bundle', 'all.md');
}

function scratch(folder: string): string {
  mkdirSync(`${folder}-unpacked`, { recursive: true });
  return mkdtempSync(join(`${folder}-unpacked`, 'x'));
}

/** True when the program ends well. */
function ends(program: string, cwd: string, ...args: readonly string[]): boolean {
  const { exitCode } = Bun.spawnSync([program, ...args], {
    cwd,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'ignore',
  });
  return exitCode === 0;
}
