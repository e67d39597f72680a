import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { VECTORS, type VectorCase } from './vector-case.ts';

/** What a command did in its folder. */
export interface VectorRun {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Exit statuses of the setup commands. */
  readonly setupExits: readonly number[];
  /** Files that were written or changed, by path. */
  readonly written: ReadonlyMap<string, { readonly bytes: Buffer; readonly mode: string }>;
  /** Files that are gone. */
  readonly removed: readonly string[];
}

/**
 * Runs one case in a fresh folder that holds its files and an empty `out`.
 *
 * @param binary absolute path of the executable
 */
export async function runVector(vector: VectorCase, binary: string): Promise<VectorRun> {
  const folder = mkdtempSync(join(tmpdir(), 'gait-vector-'));
  try {
    for (const file of vector.files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      cpSync(join(VECTORS, file), join(folder, file), { recursive: true });
    }
    mkdirSync(join(folder, 'out'), { recursive: true });
    makePrivate(folder);
    const cwd = join(folder, vector.cwd ?? '.');
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: join(folder, 'no-such-home'),
      TZ: 'UTC',
      ...vector.env,
    };
    const before = readFolder(folder);
    const setupExits: number[] = [];
    for (const words of vector.setup ?? [])
      setupExits.push((await run(binary, words, cwd, env)).exit);
    const answer = await run(binary, vector.command, cwd, env);
    const after = readFolder(folder);
    const written = new Map<string, { bytes: Buffer; mode: string }>();
    for (const [path, file] of after) {
      const old = before.get(path);
      if (old === undefined || !old.bytes.equals(file.bytes)) written.set(path, file);
    }
    return {
      ...answer,
      setupExits,
      written,
      removed: [...before.keys()].filter((path) => !after.has(path)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(
  binary: string,
  words: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<{ exit: number; stdout: string; stderr: string }> {
  // Called as "gait" whatever the file's name: the reference mixes the name into correlation_id.
  const child = Bun.spawn([binary, ...words], {
    argv0: 'gait',
    cwd,
    env,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [stdout, stderr, exit] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { exit, stdout, stderr };
}

/** The vectors were made with files of mode 0600, which a checkout does not keep. */
function makePrivate(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) makePrivate(path);
    else chmodSync(path, 0o600);
  }
}

function readFolder(root: string): Map<string, { bytes: Buffer; mode: string }> {
  const files = new Map<string, { bytes: Buffer; mode: string }>();
  const visit = (folder: string): void => {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else
        files.set(relative(root, path), {
          bytes: readFileSync(path),
          mode: (statSync(path).mode & 0o777).toString(8),
        });
    }
  };
  visit(root);
  return files;
}
