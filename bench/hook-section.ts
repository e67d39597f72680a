import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeRow, type Row } from './row.ts';
import type { BenchSettings, Section } from './section.ts';

/** Calls of each kind; a hundredth of them is what p99 is taken from. */
const CALLS = 400;
const COLD_CALLS = 60;
/** What the gate that stays is asked before anything counts: its code is compiled while it works. */
const WARMING_CALLS = 60;
const P50_MS = 15;
const P99_MS = 40;
/** Sizes of what one decision brings to the disk: document, trace, line of the journal. */
const WRITTEN = [6000, 4000, 2500];

const COMMAND = 'git status --short && ls src 2>&1 | tail -20';

/** A coding tool's call from the start of the hook to its end, beside the public tools for commands. */
export const hookSection: Section = {
  name: 'hook',
  title: 'one call of a coding tool: start of the process to its end, trace signed and synced',
  async measure({ gait, scratch, hookTools }: BenchSettings) {
    const place = prepare(gait, join(scratch, 'hook'));
    const hook = [gait, 'hook', '--harness', 'claude', '--project', place.repo];
    const stays = (input: string): number => place.time(hook, input, {});
    const alone = (input: string): number => place.time(hook, input, { GAIT_WARM: 'off' });
    stays(place.shell());
    await until(() => existsSync(join(place.home, '.local/state/gait/warm')));
    for (let call = 0; call < WARMING_CALLS; call += 1) stays(place.shell());
    const dcg = hookTools === undefined ? '' : join(hookTools, 'dcg');
    const tirith = hookTools === undefined ? '' : join(hookTools, 'tirith');
    const times = takeTurns(CALLS, {
      read: () => stays(place.read()),
      shell: () => stays(place.shell()),
      start: () => place.time([gait, '--version'], '', {}),
      disk: () => timeDisk(place.repo),
      ...(existsSync(dcg) ? { dcg: () => place.time([dcg], place.shell(), {}) } : {}),
      ...(existsSync(tirith)
        ? { tirith: () => place.time([tirith, 'check', '--', COMMAND], '', {}) }
        : {}),
    });
    const cold = takeTurns(COLD_CALLS, {
      read: () => alone(place.read()),
      shell: () => alone(place.shell()),
    });
    const of = (name: string): readonly number[] => times[name] ?? [];
    const rows: Row[] = [
      ...both('file call', of('read')),
      ...both('shell call', of('shell')),
      makeRow('start of the executable alone', 'ms', of('start')),
      makeRow('the disk alone (four fsyncs)', 'ms', of('disk')),
      makeRow('file call, no gate stays', 'ms', cold['read'] ?? []),
      makeRow('shell call, no gate stays', 'ms', cold['shell'] ?? []),
      ...['dcg', 'tirith'].flatMap((beside) =>
        of(beside).length === 0
          ? []
          : [makeRow('shell call', 'ms', of('shell'), { beside, theirs: of(beside) })],
      ),
    ];
    const missing = ['dcg', 'tirith'].filter((name) => of(name).length === 0);
    const notes = missing.map((name) => `${name} skipped: not in GAIT_BENCH_HOOK_TOOLS`);
    return { rows, notes: [...notes, 'dcg and tirith write no signed trace'] };
  },
};

function both(name: string, took: readonly number[]): readonly Row[] {
  const sorted = took.toSorted((left, right) => left - right);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
  return [
    makeRow(`${name}, p50`, 'ms', took, { bar: { on: 'value', most: P50_MS } }),
    makeRow(`${name}, p99`, 'ms', [p99], { bar: { on: 'value', most: P99_MS } }),
  ];
}

/** The sides take turns call by call, so that a busy moment of the machine meets all. */
function takeTurns(
  rounds: number,
  sides: Readonly<Record<string, () => number>>,
): Readonly<Record<string, readonly number[]>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of Object.entries(sides)) (times[name] ??= []).push(measure());
  }
  return times;
}

interface Place {
  readonly repo: string;
  readonly home: string;
  /** Messages, each with an id of its own. */
  readonly read: () => string;
  readonly shell: () => string;
  readonly time: (words: readonly string[], input: string, env: Record<string, string>) => number;
}

function prepare(gait: string, folder: string): Place {
  const repo = join(folder, 'repo');
  const home = join(folder, 'home');
  for (const made of [join(repo, '.git'), join(repo, 'src'), home]) {
    mkdirSync(made, { recursive: true });
  }
  const environment = { PATH: process.env['PATH'] ?? '', HOME: home, GAIT_APPROVAL_WAIT: '0s' };
  const time: Place['time'] = (words, input, env) => {
    const stdin = new TextEncoder().encode(input);
    const started = performance.now();
    const { exitCode, stderr } = Bun.spawnSync([...words], {
      cwd: repo,
      env: { ...environment, ...env },
      stdin,
      stdout: 'ignore',
    });
    const took = performance.now() - started;
    if (exitCode !== 0) throw new Error(`${words.join(' ')}: ${exitCode} ${stderr.toString()}`);
    return took;
  };
  time([gait, 'init', '--template', 'coding-agent', '--approver', 'bench'], '', {});
  time([gait, 'trust', '.gait.yaml'], '', {});
  let calls = 0;
  const message = (tool: string, input: object): string => {
    calls += 1;
    return JSON.stringify({
      session_id: 'bench',
      cwd: repo,
      hook_event_name: 'PreToolUse',
      permission_mode: 'default',
      tool_name: tool,
      tool_input: input,
      tool_use_id: `call_${calls}`,
    });
  };
  return {
    repo,
    home,
    read: () => message('Read', { file_path: join(repo, 'src/a.ts') }),
    shell: () => message('Bash', { command: COMMAND }),
    time,
  };
}

/** What the evidence of one call takes on this disk, without anything of ours. */
function timeDisk(folder: string): number {
  const started = performance.now();
  for (const [index, size] of WRITTEN.entries()) {
    const file = openSync(join(folder, `.disk-${index}`), 'w');
    writeSync(file, Buffer.alloc(size));
    fsyncSync(file);
    closeSync(file);
  }
  const names = openSync(folder, 'r');
  fsyncSync(names);
  closeSync(names);
  return performance.now() - started;
}

async function until(isThere: () => boolean): Promise<void> {
  for (const end = performance.now() + 5000; !isThere(); await Bun.sleep(20)) {
    if (performance.now() > end) throw new Error('no gate stays');
  }
}
