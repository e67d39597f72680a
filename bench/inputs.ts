import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../scripts/run-command.ts';
import { ROOT } from '../scripts/source-files.ts';

/** Name in the folder of inputs → vector that it is a copy of. */
const FILES: Readonly<Record<string, string>> = {
  'private.key': 'keys/main_private.key',
  'public.key': 'keys/main_public.key',
  'trace.json': 'trace/block.json',
  'runpack.zip': 'runpack/signed.zip',
  'left.zip': 'runpack/recorded.zip',
  'right.zip': 'runpack/later_receipt.zip',
  'guard.zip': 'guard/signed.zip',
  'pack.zip': 'pack/run_signed.zip',
};

/** Fills a folder with the files that both sides read, and a regression fixture with a candidate. */
export async function prepareInputs(folder: string, gait: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [name, vector] of Object.entries(FILES)) {
    copyFileSync(join(ROOT, 'conformance/vectors', vector), join(folder, name));
  }
  const made = await runCommand(
    [gait, 'regress', 'init', '--from', './runpack.zip', '--name', 'bench'],
    {
      cwd: folder,
    },
  );
  if (made.status !== 0) throw new Error(`no fixture: ${made.output}`);
  copyFileSync(join(folder, 'runpack.zip'), join(folder, 'fixtures/bench/candidate.zip'));
  const fixture = join(folder, 'fixtures/bench/fixture.json');
  const content = JSON.parse(readFileSync(fixture, 'utf8')) as Record<string, unknown>;
  content['candidate_runpack'] = 'candidate.zip';
  writeFileSync(fixture, `${JSON.stringify(content, null, 2)}\n`);
}
