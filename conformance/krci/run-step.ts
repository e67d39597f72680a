import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeTree } from './make-tree.ts';
import type { CaseStep } from './krci-case.ts';

/** What a step did. */
export interface StepRun {
  readonly exit: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/**
 * Runs one step in a project. What is compared is asked for in JSON, unless it is asked to be quiet:
 * the text is for people and its own.
 *
 * @param binary absolute path of the executable
 */
export async function runStep(step: CaseStep, project: string, binary: string): Promise<StepRun> {
  for (const folder of step.mk ?? []) mkdirSync(join(project, folder), { recursive: true });
  makeTree(project, step.write ?? {});
  const env = Object.fromEntries(
    Object.entries(step.env ?? {}).map(([name, value]) => [
      name,
      value.replaceAll('<ROOT>', project),
    ]),
  );
  const child = Bun.spawn([binary, ...wordsOf(step)], {
    cwd: join(project, step.cwd ?? '.'),
    env: { PATH: process.env['PATH'] ?? '', HOME: join(project, 'no-such-home'), ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [stdout, stderr, exit] = await Promise.all([
    new Response(child.stdout).arrayBuffer(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { exit, stdout: new Uint8Array(stdout), stderr };
}

const IN_JSON = new Set(['validate', 'bundle', 'unbundle', 'tokens']);

function wordsOf({ argv }: CaseStep): readonly string[] {
  const asIs = ['-q', '--quiet', '--json'].some((flag) => argv.includes(flag));
  return IN_JSON.has(argv[0] ?? '') && !asIs ? [...argv, '--json'] : argv;
}
