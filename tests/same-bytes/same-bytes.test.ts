import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../scripts/run-command.ts';
import { ROOT } from '../../scripts/source-files.ts';

const vectors = join(ROOT, 'conformance/vectors');
const program = join(ROOT, 'tests/same-bytes/write-artifacts.ts');
const files = [
  'keys/main_private.key',
  'run_record/input_1.json',
  'run_record/input_2.json',
  'run_record/input_3.json',
].map((name) => join(vectors, name));

async function write(command: readonly string[], cwd: string, TZ: string): Promise<unknown> {
  const { status, output } = await runCommand([...command, ...files], {
    cwd,
    env: { TZ, LANG: 'tr_TR.UTF-8' },
  });
  if (status !== 0) throw new Error(output);
  return JSON.parse(output);
}

test('the same input gives the same bytes on Bun and Node, in other folders and time zones', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gait-same-bytes-'));
  try {
    const bundle = join(folder, 'write-artifacts.mjs');
    const built = await runCommand([
      process.execPath,
      'build',
      '--target=node',
      '--format=esm',
      program,
      `--outfile=${bundle}`,
    ]);
    expect({ status: built.status, output: built.output }).toMatchObject({ status: 0 });
    const first = await write([process.execPath, program], ROOT, 'UTC');
    expect(Object.keys(first as object).length).toBe(18);
    expect(await write([process.execPath, program], folder, 'Asia/Kathmandu')).toEqual(first);
    expect(await write(['node', bundle], folder, 'America/St_Johns')).toEqual(first);
    expect(await write(['node', bundle], ROOT, 'UTC')).toEqual(first);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
