import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInProcess, type Ran } from '../../apps/cli/src/testing.ts';
import { print } from './print.ts';
import { Random } from './random.ts';

/** Longest life of an installer after its first command, milliseconds. */
const LONGEST = 400;
const AUDIT = '.krci-ai/audit.jsonl';

/** What a number of kills came to. */
export interface KilledInstalls {
  readonly problems: readonly string[];
  /** How often the next command found something half done, and completed or undid it. */
  readonly repaired: number;
  /** How often the project was found installed, and not installed. */
  readonly states: readonly [installed: number, absent: number];
}

/** Kills an installer again and again, and looks at the project after the next command. */
export async function killInstalls(rounds: number, seed: number): Promise<KilledInstalls> {
  const random = new Random(seed);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'krci-kills-')));
  const root = join(folder, 'project');
  const home = join(folder, 'home');
  mkdirSync(root);
  mkdirSync(home);
  const run = (...args: string[]): Promise<Ran> =>
    runInProcess(args, { program: 'krci-ai', cwd: root, home, env: { USER: 'soak' } });
  try {
    await run('install', '--ide', 'cursor');
    const installed = treeOf(root);
    await run('uninstall');
    const absent = treeOf(root);
    const problems: string[] = [];
    const states: [number, number] = [0, 0];
    let repaired = 0;
    for (let round = 0; round < rounds; round += 1) {
      const ms = random.int(LONGEST);
      const complaint = await killAfter('install-child.ts', root, home, ms);
      const status = await run('status', '--json');
      const tree = treeOf(root);
      const said = status.json?.['installed'];
      const fail = (what: string): void => {
        problems.push(`install: round ${round}, killed after ${ms} ms: ${what}`);
      };
      if (complaint !== '') fail(complaint);
      if (status.json?.['earlier'] !== undefined) repaired += 1;
      if (tree === installed) states[0] += 1;
      else if (tree === absent) states[1] += 1;
      else fail('the project is in no whole state');
      if (said !== (tree === installed)) fail('status tells another state than there is');
      if ((await run('audit', 'verify')).exit !== 0) fail('the audit is damaged');
      if (tree === installed && (await run('verify')).exit !== 0) fail('verify finds something');
    }
    return { problems, repaired, states };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every file and folder with its content, but for the audit, which grows. */
export function treeOf(root: string): string {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = path.slice(root.length + 1);
      if (entry.isDirectory()) return `${name}/`;
      return name === AUDIT ? name : `${name} ${Bun.hash(readFileSync(path))}`;
    })
    .sort()
    .join('\n');
}

/** Answers what the child complained about. */
export async function killAfter(
  program: 'install-child.ts' | 'update-child.ts',
  root: string,
  home: string,
  ms: number,
): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), 'for-ever'], {
    cwd: root,
    env: { ...process.env, HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const end = new Promise<void>((done) => {
    child.once('close', () => done());
  });
  await Promise.race([
    end,
    new Promise<void>((done) => {
      child.stdout.once('data', () => done());
    }),
  ]);
  await Bun.sleep(ms);
  child.kill('SIGKILL');
  await end;
  return Buffer.concat(errors).toString();
}

const ROUNDS = 200;

/** The full number of kills. */
export async function runInstall(seed: number): Promise<readonly string[]> {
  const { problems, repaired, states } = await killInstalls(ROUNDS, seed);
  print(
    `install: ${ROUNDS} installers killed, found installed ${states[0]} and absent ${states[1]} times, ${repaired} repaired, ${problems.length} problems`,
  );
  return problems;
}
