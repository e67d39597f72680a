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

/** Fixtures in the suites: what it costs to start, and what it costs to work. */
export const SUITES: readonly number[] = [1, 30];

/** Fills a folder with the files that both sides read, and two suites of fixtures with candidates. */
export async function prepareInputs(folder: string, gait: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [name, vector] of Object.entries(FILES)) {
    copyFileSync(join(ROOT, 'conformance/vectors', vector), join(folder, name));
  }
  for (const fixtures of SUITES) {
    const suite = join(folder, `suite-${fixtures}`);
    mkdirSync(suite, { recursive: true });
    copyFileSync(join(folder, 'runpack.zip'), join(suite, 'runpack.zip'));
    for (let index = 1; index <= fixtures; index += 1) await addFixture(suite, gait, `f${index}`);
  }
}

async function addFixture(folder: string, gait: string, name: string): Promise<void> {
  const command = [gait, 'regress', 'init', '--from', './runpack.zip', '--name', name];
  const made = await runCommand(command, { cwd: folder });
  if (made.status !== 0) throw new Error(`no fixture: ${made.output}`);
  const fixture = join(folder, 'fixtures', name);
  copyFileSync(join(folder, 'runpack.zip'), join(fixture, 'candidate.zip'));
  const file = join(fixture, 'fixture.json');
  const content = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  content['candidate_runpack'] = 'candidate.zip';
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}
