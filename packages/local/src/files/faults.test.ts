import { afterEach, beforeEach, expect, test } from 'bun:test';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STANDARD_LOCK } from '../locks/lock-options.ts';
import { withLockSync } from '../locks/with-lock.ts';
import { appendLine } from '../journals/append-lines.ts';
import { readLines } from '../journals/read-lines.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-fault-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string): string => join(folder, name);
const source = (file: string): string => JSON.stringify(join(import.meta.dir, '..', file));
const write = (name: string, script: string): string => {
  writeFileSync(at(name), script);
  return at(name);
};

/** Seeded, so that a failure can be repeated: 32-bit xorshift. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const exited = (child: ReturnType<typeof spawn>): Promise<void> =>
  new Promise((done) => {
    child.once('exit', () => done());
  });

/** Starts a child, waits until it says that it works, and kills it after `ms`. */
async function killAfter(script: string, ms: number): Promise<void> {
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const end = exited(child);
  await new Promise<void>((done) => {
    child.stdout?.once('data', () => done());
  });
  await Bun.sleep(ms);
  child.kill('SIGKILL');
  await end;
}

test('a writer killed at a hundred random moments leaves the file whole, and no lock that holds up the next', async () => {
  // The child rewrites one file, and counts in a journal, under the lock, as fast as it can.
  const script = write(
    'child.ts',
    `import { writeWhole } from ${source('files/write-whole.ts')};
    import { appendLine } from ${source('journals/append-lines.ts')};
    import { withLockSync } from ${source('locks/with-lock.ts')};
    let n = 0;
    const once = () => withLockSync(${JSON.stringify(at('state'))}, () => {
      writeWhole(${JSON.stringify(at('state'))}, String(n % 10).repeat(100_000 + (n % 7) * 4096));
      appendLine(${JSON.stringify(at('journal'))}, JSON.stringify({ pid: process.pid, n, fill: 'x'.repeat(5000) }));
      n += 1;
    });
    once();
    console.log('working');
    for (;;) once();`,
  );
  const random = seeded(20_261_121);
  for (let round = 0; round < 100; round += 4) {
    // Four at a time: they also contend for the locks that the killed ones leave.
    await Promise.all([1, 2, 3, 4].map(() => killAfter(script, random() * 12)));
    const text = readFileSync(at('state'), 'latin1');
    expect(text.length).toBeGreaterThanOrEqual(100_000);
    expect(text).toBe((text[0] ?? '').repeat(text.length));
    expect((text.length - 100_000) % 4096).toBe(0);
    const start = performance.now();
    withLockSync(at('state'), () => appendLine(at('journal'), '{"round":1}'), STANDARD_LOCK);
    expect(performance.now() - start).toBeLessThan(1_000);
    const broken = [...readLines(at('journal'))].filter(
      (line) => !isJson(line.bytes) || !line.complete,
    );
    expect(broken.length).toBe(0);
  }
  expect(
    readdirSync(folder).filter((name) => name.endsWith('.lock') || name.includes('.recover-')),
  ).toEqual([]);
}, 60_000);

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(bytes).toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

/** Runs a script under a shell that limits the size of files to `blocks` of 512 or 1024 bytes. */
function limited(script: string, blocks: number): string {
  const line = `ulimit -f ${blocks}; exec "$0" "$1"`;
  return spawnSync('sh', ['-c', line, process.execPath, script], {
    encoding: 'utf8',
  }).stdout.trim();
}

test('a write that does not fit gives its code and leaves the old file and nothing else', () => {
  writeFileSync(at('state'), 'old');
  const script = write(
    'child.ts',
    `import { writeWhole } from ${source('files/write-whole.ts')};
    import { writeWholeStream } from ${source('files/write-whole-stream.ts')};
    const codes = [];
    try { writeWhole(${JSON.stringify(at('state'))}, new Uint8Array(1_000_000)); } catch (error) { codes.push(error.code, error.facts.exit); }
    try { await writeWholeStream(${JSON.stringify(at('big'))}, [new Uint8Array(300_000), new Uint8Array(1_000_000)]); } catch (error) { codes.push(error.code); }
    writeWhole(${JSON.stringify(at('small'))}, 'fits');
    console.log(JSON.stringify(codes));`,
  );
  expect(limited(script, 512)).toBe('["disk_full",1,"disk_full"]');
  expect(readFileSync(at('state'), 'utf8')).toBe('old');
  expect(readdirSync(folder).sort()).toEqual(['child.ts', 'small', 'state']);
});

test('a line that does not fit is taken back whole, and the journal goes on', () => {
  appendLine(at('journal'), '{"n":1}');
  const script = write(
    'child.ts',
    `import { appendLine } from ${source('journals/append-lines.ts')};
    try { appendLine(${JSON.stringify(at('journal'))}, 'x'.repeat(1_000_000)); } catch (error) { console.log(error.code); }`,
  );
  expect(limited(script, 512)).toBe('disk_full');
  expect(readFileSync(at('journal'), 'utf8')).toBe('{"n":1}\n');
  expect(existsSync(at('journal.lock'))).toBe(false);
  expect(appendLine(at('journal'), '{"n":2}').torn).toBeUndefined();
});

test('many writers of one file leave one of their contents, whole', async () => {
  const script = write(
    'child.ts',
    `import { writeWhole } from ${source('files/write-whole.ts')};
    for (let i = 0; i < 50; i += 1) writeWhole(${JSON.stringify(at('state'))}, process.argv[2].repeat(50_000));`,
  );
  const children = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((letter) =>
    spawn(process.execPath, [script, letter], { stdio: 'inherit' }),
  );
  await Promise.all(children.map(exited));
  const text = readFileSync(at('state'), 'latin1');
  expect(text.length).toBe(50_000);
  expect(text).toBe((text[0] ?? '').repeat(50_000));
  expect(readdirSync(folder).sort()).toEqual(['child.ts', 'state']);
}, 30_000);

/** As root nothing is read-only: such a child runs as nobody, where the machine can do that. */
const asNobody =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
const canDrop = asNobody.length === 0 || spawnSync('setpriv', ['--version']).status === 0;

test.skipIf(process.platform === 'win32' || !canDrop)(
  'a folder without write permission gives its code for files, locks and journals',
  () => {
    const script = write(
      'child.ts',
      `import { writeWhole } from ${source('files/write-whole.ts')};
    import { readWhole } from ${source('files/read-whole.ts')};
    import { appendLine } from ${source('journals/append-lines.ts')};
    const code = (action) => { try { action(); return 'none'; } catch (error) { return error.code; } };
    console.log([
      code(() => writeWhole(${JSON.stringify(at('a'))}, 'x')),
      code(() => writeWhole(${JSON.stringify(at('b/c'))}, 'x', { makeFolders: true })),
      code(() => appendLine(${JSON.stringify(at('j'))}, '{}')),
      code(() => readWhole(${JSON.stringify(at('secret'))})),
    ].join());`,
    );
    writeFileSync(at('secret'), 'x');
    chmodSync(at('secret'), 0o000);
    chmodSync(folder, 0o555);
    const [program, ...args] = [...asNobody, process.execPath, script];
    const child = spawnSync(program ?? '', args, {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: '/' },
    });
    chmodSync(folder, 0o755);
    expect(child.stdout.trim()).toBe(
      'file_permission,file_permission,file_permission,file_permission',
    );
    expect(readdirSync(folder).sort()).toEqual(['child.ts', 'secret']);
    expect(statSync(at('secret')).size).toBe(1);
  },
);
