import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInProcess, type Ran } from '../../apps/cli/src/testing.ts';
import { killAfter, treeOf } from './install.ts';
import { print } from './print.ts';
import { Random } from './random.ts';

/** Longest life of an updater after its first command, milliseconds. */
const LONGEST = 600;

const EDITED = '.krci-ai/data/aqa/gherkin-rules.md';

/** What a number of kills came to. */
export interface KilledUpdates {
  readonly problems: readonly string[];
  /** How often the next command found something half done, and completed or undid it. */
  readonly repaired: number;
  /** How often the project was found as before the update, and as after it. */
  readonly states: readonly [before: number, after: number];
}

/** Kills an updater again and again; whatever it leaves must be a whole state with its way back. */
export async function killUpdates(rounds: number, seed: number): Promise<KilledUpdates> {
  const random = new Random(seed);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'krci-kills-')));
  const root = join(folder, 'project');
  const home = join(folder, 'home');
  for (const made of [root, home]) mkdirSync(made);
  const run = (...args: string[]): Promise<Ran> =>
    runInProcess([...args, '--json'], {
      program: 'krci-ai',
      cwd: root,
      home,
      env: { USER: 'soak' },
    });
  try {
    await makeSources(folder, home);
    await run('install', '--from', '../older', '--ide', 'cursor');
    const text = readFileSync(join(root, EDITED), 'utf8');
    writeFileSync(join(root, EDITED), text.replace('\n', '\n\nA line of our own.\n'));
    const before = treeOf(root);
    await run('update', '--from', '../newer');
    const after = treeOf(root);
    await run('rollback');
    const problems = before === after ? ['update: nothing changed'] : [];
    if (treeOf(root) !== before) problems.push('update: a rollback does not bring back what was');
    const states: [number, number] = [0, 0];
    let repaired = 0;
    for (let round = 0; round < rounds; round += 1) {
      const ms = random.int(LONGEST);
      // Every other time the first thing that may be killed is a rollback.
      if (round % 2 === 0) await run('update', '--from', '../newer');
      const fail = (what: string): void => {
        problems.push(`update: round ${round}, killed after ${ms} ms: ${what}`);
      };
      const complaint = await killAfter('update-child.ts', root, home, ms);
      if (complaint !== '') fail(complaint);
      const status = await run('status');
      if (status.json?.['earlier'] !== undefined) repaired += 1;
      const tree = treeOf(root);
      if (tree === before) states[0] += 1;
      else if (tree === after) states[1] += 1;
      else fail('the project is in no whole state');
      if ((await run('audit', 'verify')).exit !== 0) fail('the audit is damaged');
      const back = await run('rollback');
      if (tree === after && back.exit !== 0) fail(`an update cannot be taken back: ${back.stdout}`);
      if (tree === before && back.exit === 0) fail('something was taken back that was not done');
      if (treeOf(root) !== before) fail('a rollback does not bring back what was');
    }
    return { problems, repaired, states };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Two agents with what they need, and the same with another line in each text. */
async function makeSources(folder: string, home: string): Promise<void> {
  for (const name of ['older', 'newer']) {
    const cwd = join(folder, name);
    mkdirSync(cwd);
    await runInProcess(['install', '--agent', 'dev,aqa'], { program: 'krci-ai', cwd, home });
    rmSync(join(cwd, '.krci-ai/.store'));
  }
  for (const entry of readdirSync(join(folder, 'newer'), { recursive: true, withFileTypes: true }))
    if (entry.isFile() && entry.name.endsWith('.md'))
      appendFileSync(join(entry.parentPath, entry.name), '\nAnother line.\n');
}

const ROUNDS = 200;

/** The full number of kills. */
export async function runUpdate(seed: number): Promise<readonly string[]> {
  const { problems, repaired, states } = await killUpdates(ROUNDS, seed);
  print(
    `update: ${ROUNDS} updates killed, found as before ${states[0]} and as after ${states[1]} times, ${repaired} repaired, ${problems.length} problems`,
  );
  return problems;
}
