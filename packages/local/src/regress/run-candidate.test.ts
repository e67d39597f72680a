import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandEnding, LoadedFixture } from '@gait/regress';
import type { ChildResult } from '../children/run-child.ts';
import { liveness } from '../locks/process-identity.ts';
import { codeOfAsync } from '../testing/code-of.ts';
import { runCandidate, type CommandRunner } from './run-candidate.ts';

let folder = '';
let temporary = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-suite-')));
  temporary = join(folder, 'tmp');
  put('fixtures/a/runpack.zip', 'recorded');
  put('fixtures/a/fixture.json', '{}');
  put('fixtures/a/inputs/prompt.txt', 'do it');
  mkdirSync(temporary);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const put = (name: string, text: string): void => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
};

// Only what runCandidate looks at: where the fixture lies, and its names.
const loaded = {
  folder: 'fixtures/a',
  fixture: { name: 'a', runId: 'run_a' },
} as unknown as LoadedFixture;

const places: string[] = [];
async function run(
  command: string,
  more: Partial<CommandRunner> = {},
): Promise<CommandEnding & { output: ChildResult | undefined }> {
  let output: ChildResult | undefined;
  const ending = await runCandidate(
    {
      command,
      folder,
      workspace: folder,
      links: [],
      env: { PATH: process.env['PATH'], FOLDER: folder },
      timeLimitMs: 10_000,
      onTemporary: (place) => {
        places.push(place);
        return () => undefined;
      },
      onOutput: (_, result) => {
        output = result;
      },
      ...more,
    },
    loaded,
  );
  return { ...ending, output };
}

const produced = (ending: CommandEnding): string =>
  ending.produced.kind === 'file'
    ? Buffer.from(ending.produced.bytes).toString('utf8')
    : ending.produced.kind;
const stdout = (ending: { output: ChildResult | undefined }): string =>
  Buffer.from(ending.output?.stdout ?? []).toString('utf8');

async function untilDead(pidFile: string): Promise<string> {
  const pid = Number(readFileSync(pidFile, 'utf8'));
  for (let i = 0; i < 100 && liveness(pid, '') === 'alive'; i += 1) await Bun.sleep(20);
  return liveness(pid, '');
}

describe('what a command is given', () => {
  test('a copy of the fixture, names, and a file to write', async () => {
    const ending = await run(
      'cat "$GAIT_FIXTURE/inputs/prompt.txt"; echo; echo "$GAIT_FIXTURE_NAME $GAIT_FIXTURE_RUN_ID"; printf new > "$GAIT_RUNPACK_OUT"',
    );
    expect(stdout(ending)).toBe('do it\na run_a\n');
    expect(produced(ending)).toBe('new');
    expect(ending).toMatchObject({
      exitCode: 0,
      signal: null,
      timedOut: false,
      timeLimitMs: 10_000,
    });
  });

  test('a working copy of its own: what it writes there and to its fixture changes nothing', async () => {
    put(
      'agent.sh',
      'echo in > made.txt; echo changed > agent.sh; echo x > "$GAIT_FIXTURE/runpack.zip"; pwd',
    );
    const ending = await run('sh agent.sh');
    expect(stdout(ending).trim()).not.toBe(folder);
    expect(existsSync(join(folder, 'made.txt'))).toBe(false);
    expect(readFileSync(join(folder, 'agent.sh'), 'utf8')).toContain('made.txt');
    expect(readFileSync(join(folder, 'fixtures/a/runpack.zip'), 'utf8')).toBe('recorded');
  });

  test('an empty folder when asked to', async () => {
    expect(stdout(await run('ls -A', { workspace: undefined }))).toBe('');
  });

  test('links to the folders that were named, and to no others', async () => {
    put('node_modules/dep/index.js', 'dependency');
    put('agent.js', 'x');
    expect(stdout(await run('cat node_modules/dep/index.js', { links: ['node_modules'] }))).toBe(
      'dependency',
    );
    expect(stdout(await run('ls -A'))).not.toContain('node_modules');
  });

  test.each([['gone'], ['../outside'], ['.'], ['']])('no link for %p', async (name) => {
    mkdirSync(join(folder, '../outside'), { recursive: true });
    expect(await codeOfAsync(async () => await run('true', { links: [name] }))).toBe(
      'regress_workspace',
    );
  });

  test('an environment in which nothing takes over an executable of ours', async () => {
    const ending = await run('env', {
      env: {
        PATH: process.env['PATH'],
        BUN_OPTIONS: '--preload /x.ts',
        BUN_BE_BUN: '1',
        KEEP: 'kept',
      },
    });
    expect(stdout(ending)).toContain('KEEP=kept');
    expect(stdout(ending)).not.toMatch(/BUN_OPTIONS|BUN_BE_BUN/u);
  });

  test('of a fixture that lies beside gait.yaml only its files, not the whole project', async () => {
    put('fixture.json', '{}');
    let listed = '';
    await runCandidate(
      {
        command: 'ls "$GAIT_FIXTURE"',
        folder,
        workspace: undefined,
        links: [],
        env: { PATH: process.env['PATH'] },
        timeLimitMs: 10_000,
        onTemporary: () => () => undefined,
        onOutput: (_, result) => {
          listed = Buffer.from(result.stdout).toString('utf8');
        },
      },
      { ...loaded, folder: '.' },
    );
    expect(listed).toBe('fixture.json\n');
  });

  test('copies no links or pipes out of the fixture', async () => {
    symlinkSync('/etc/hosts', join(folder, 'fixtures/a/hosts'));
    expect(stdout(await run('ls "$GAIT_FIXTURE"'))).toBe('fixture.json\ninputs\nrunpack.zip\n');
  });
});

describe('how a command ends', () => {
  test('with its exit status', async () => {
    expect(await run('exit 7')).toMatchObject({ exitCode: 7, produced: { kind: 'missing' } });
  });

  test('by a signal', async () => {
    expect(await run('kill -SEGV $$')).toMatchObject({
      exitCode: null,
      signal: 'SIGSEGV',
      timedOut: false,
    });
  });

  test('at the time limit, with grandchildren that ignore the polite signal', async () => {
    const started = performance.now();
    const ending = await run(
      `trap '' TERM; sh -c 'trap "" TERM; echo $$ > "$FOLDER/tmp/pid"; while :; do sleep 1; done' & wait; while :; do sleep 1; done`,
      { timeLimitMs: 400 },
    );
    expect(ending.timedOut).toBe(true);
    expect(performance.now() - started).toBeLessThan(8000);
    expect(await untilDead(join(temporary, 'pid'))).toBe('dead');
  }, 20_000);

  test('while something it started goes on: that is ended, and its writes are not waited for', async () => {
    const ending = await run(
      `sh -c 'echo $$ > "$FOLDER/tmp/pid"; sleep 60' > /dev/null 2>&1 & while [ ! -s "$FOLDER/tmp/pid" ]; do sleep 0.05; done; printf new > "$GAIT_RUNPACK_OUT"`,
    );
    expect(produced(ending)).toBe('new');
    expect(await untilDead(join(temporary, 'pid'))).toBe('dead');
  }, 20_000);

  test('with a flood of output: bounded, and it does not stall', async () => {
    const ending = await run(
      'head -c 30000000 /dev/zero; head -c 30000000 /dev/zero >&2; printf new > "$GAIT_RUNPACK_OUT"',
    );
    expect(produced(ending)).toBe('new');
    expect(ending.output?.truncated).toBe(true);
    expect(ending.output?.stdout.byteLength).toBe(256 * 1024);
    expect(ending.output?.stderr.byteLength).toBe(256 * 1024);
  }, 20_000);

  test('with a command that does not exist', async () => {
    expect(await run('no-such-program-here')).toMatchObject({ exitCode: 127 });
  });
});

describe('what a command leaves', () => {
  test.each([
    ['nothing', 'true', 'missing'],
    [
      'a link to the recorded run',
      'ln -s "$FOLDER/fixtures/a/runpack.zip" "$GAIT_RUNPACK_OUT"',
      'not_regular',
    ],
    [
      'a second name for the recorded run',
      'ln "$FOLDER/fixtures/a/runpack.zip" "$GAIT_RUNPACK_OUT"',
      'not_regular',
    ],
    ['a link to nothing', 'ln -s /nonexistent "$GAIT_RUNPACK_OUT"', 'not_regular'],
    ['a folder', 'mkdir "$GAIT_RUNPACK_OUT"', 'not_regular'],
    ['a pipe', 'mkfifo "$GAIT_RUNPACK_OUT"', 'not_regular'],
    ['an unreadable device', 'ln -s /dev/zero "$GAIT_RUNPACK_OUT"', 'not_regular'],
    ['a removed folder', 'rm -r "$(dirname "$GAIT_RUNPACK_OUT")"', 'missing'],
    ['garbage', 'printf garbage > "$GAIT_RUNPACK_OUT"', 'garbage'],
  ])('%s', async (_, command, kind) => {
    expect(produced(await run(command))).toBe(kind);
  });

  test('more than is read back', async () => {
    const ending = await run('head -c 2000 /dev/zero > "$GAIT_RUNPACK_OUT"', { maxRunBytes: 1000 });
    expect(ending.produced).toEqual({ kind: 'too_large', limit: 1000 });
  });

  test('is gone afterwards, also what it made unwritable', async () => {
    places.length = 0;
    await run('mkdir -p deep/er; touch deep/er/x; chmod 500 deep/er deep');
    expect(places).toHaveLength(1);
    expect(existsSync(places[0] ?? '')).toBe(false);
  });

  test('is for its owner only while it lasts', async () => {
    const ending = await run('stat -c %a "$(dirname "$GAIT_RUNPACK_OUT")" "$GAIT_FIXTURE/.."');
    expect(stdout(ending).trim().split('\n')).toEqual(['700', '700']);
  });
});

test('a working copy that cannot be made is our failure, not the agent’s', async () => {
  expect(
    await codeOfAsync(async () => await run('true', { workspace: join(folder, 'gone') })),
  ).toBe('file_missing');
});

test('many fixtures at once do not see each other', async () => {
  const endings = await Promise.all(
    Array.from(
      { length: 8 },
      async (_, i) =>
        await run(`echo ${i} > mark; sleep 0.1; cat mark > "$GAIT_RUNPACK_OUT"; ls | wc -l`),
    ),
  );
  expect(endings.map((ending) => produced(ending).trim())).toEqual([
    '0',
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
  ]);
}, 20_000);
