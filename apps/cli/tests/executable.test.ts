import {
  chmodSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';

/** Black-box tests of the built executable. */
const DIST = join(import.meta.dirname, '..', '..', '..', 'dist');
const GAIT = join(DIST, 'gait');

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gait-black-box-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  binary = GAIT,
): Ran {
  const { exitCode, stdout, stderr } = Bun.spawnSync([binary, ...words], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env },
  });
  return { exit: exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}

function shell(script: string): Ran {
  const { exitCode, stdout, stderr } = Bun.spawnSync(['bash', '-c', script], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, GAIT },
  });
  return { exit: exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}

describe('the folder it starts in', () => {
  test('a planted .env and bunfig.toml have no effect', () => {
    const marker = join(cwd, 'marker');
    writeFileSync(
      join(cwd, 'preload.ts'),
      `require('node:fs').writeFileSync(${JSON.stringify(marker)}, 'ran');`,
    );
    writeFileSync(
      join(cwd, 'bunfig.toml'),
      'preload = ["./preload.ts"]\n[run]\npreload = ["./preload.ts"]\n',
    );
    writeFileSync(join(cwd, '.env'), 'PLANTED_KEY=from-dot-env\nNO_COLOR=1\nGAIT_DEBUG=1\n');
    for (const name of ['.env.local', '.env.production', '.env.development'])
      cpSync(join(cwd, '.env'), join(cwd, name));
    mkdirSync(join(cwd, 'node_modules/js-yaml'), { recursive: true });
    writeFileSync(
      join(cwd, 'node_modules/js-yaml/index.js'),
      `require('node:fs').writeFileSync(${JSON.stringify(marker)}, 'ran');`,
    );
    writeFileSync(join(cwd, 'package.json'), '{"type":"module","imports":{"#x":"./preload.ts"}}');

    expect(run(['version']).exit).toBe(0);
    expect(run(['keys', 'verify', '--private-key-env', 'PLANTED_KEY', '--json'])).toMatchObject({
      exit: 6,
    });
    const { stdout } = run(['keys', 'verify', '--private-key-env', 'PLANTED_KEY', '--json']);
    expect((JSON.parse(stdout) as { detail: unknown }).detail).toMatchObject({
      code: 'key_missing',
    });
    expect(readdirSync(cwd)).not.toContain('marker');
  });
});

describe('its own name', () => {
  test('krci-ai is the same executable under another name: a copy, a hard link or a symbolic link', () => {
    const copies = [join(cwd, 'linked', 'krci-ai'), join(cwd, 'soft', 'krci-ai')];
    mkdirSync(join(cwd, 'linked'));
    mkdirSync(join(cwd, 'soft'));
    try {
      linkSync(GAIT, copies[0] ?? '');
    } catch {
      cpSync(GAIT, copies[0] ?? '');
    }
    symlinkSync(GAIT, copies[1] ?? '');
    for (const binary of [join(DIST, 'krci-ai'), ...copies]) {
      expect(run(['--version'], {}, binary).stdout).toStartWith('krci-ai ');
    }
  });

  test('any other name is gait', () => {
    symlinkSync(GAIT, join(cwd, 'gait-1.4'));
    expect(run([], {}, join(cwd, 'gait-1.4')).stdout).toStartWith('gait ');
  });
});

describe('its output', () => {
  test('a reader that goes away is no error and leaves no message', () => {
    const { stdout, stderr } = shell('"$GAIT" --help | head -n 1; echo "${PIPESTATUS[0]}"');
    expect({ stdout, stderr }).toEqual({
      stdout: 'Usage: gait COMMAND [ARGUMENTS] [--json]\n0\n',
      stderr: '',
    });
    expect(shell('"$GAIT" --version | sleep 0; echo "${PIPESTATUS[0]}"')).toMatchObject({
      stdout: '0\n',
      stderr: '',
    });
    expect(shell('"$GAIT" completion zsh | true; echo "${PIPESTATUS[0]}"')).toMatchObject({
      stdout: '0\n',
      stderr: '',
    });
  });

  test('appending to a file keeps what was there, and both streams may share it', () => {
    const { stdout } = shell(
      'echo first > log; "$GAIT" version >> log; "$GAIT" keys nope >> log 2>&1; head -n 2 log; grep -c "unknown command" log',
    );
    expect(stdout).toMatch(/^first\ngait [^\n]+\n1\n$/u);
  });

  test('a full disk behind the output is an error, not silence', () => {
    const { stdout, stderr } = shell('"$GAIT" --help > /dev/full; echo $?');
    expect(stdout).toBe('1\n');
    expect(stderr).toContain('ENOSPC');
    expect(shell('"$GAIT" --version > /dev/full; echo $?')).toEqual({
      exit: 0,
      stdout: '1\n',
      stderr: 'error: ENOSPC: no space left on device, write\n',
    });
  });

  test('closed streams do not stop it', () => {
    expect(shell('"$GAIT" version --json >&- 2>&-; echo $?').stdout).toBe('0\n');
  });

  test('megabytes through a slow non-blocking pipe arrive whole', () => {
    const script = `
import fcntl, os, subprocess, sys, time
r, w = os.pipe()
fcntl.fcntl(w, fcntl.F_SETFL, os.O_NONBLOCK)
p = subprocess.Popen([os.environ['GAIT'], 'completion', 'fish'], stdout=w)
os.close(w)
time.sleep(0.2)
n = 0
while True:
    b = os.read(r, 512)
    if not b: break
    n += len(b)
print(n, p.wait())
`;
    const whole = run(['completion', 'fish']).stdout.length;
    writeFileSync(join(cwd, 'slow.py'), script);
    expect(shell('python3 slow.py').stdout).toBe(
      `${new TextEncoder().encode(run(['completion', 'fish']).stdout).length} 0\n`,
    );
    expect(whole).toBeGreaterThan(1000);
  });

  test('no colours when the output is a file, also with FORCE_COLOR from elsewhere', () => {
    expect(run(['--help'], { FORCE_COLOR: '1', TERM: 'xterm-256color' }).stdout).not.toContain(
      '\u001b',
    );
  });
});

describe('signals', () => {
  test('Ctrl-C ends it with 130 and leaves nothing half-written', async () => {
    // Waits for a passphrase program that never answers.
    writeFileSync(join(cwd, 'slow.sh'), '#!/bin/sh\nsleep 30\n');
    chmodSync(join(cwd, 'slow.sh'), 0o755);
    run(['keys', 'init', '--passphrase-env', 'P'], { P: 'secret' });
    const child = Bun.spawn(
      [
        GAIT,
        'keys',
        'verify',
        '--private-key',
        'gait-out/keys/gait_private.key',
        '--passphrase-command',
        './slow.sh',
      ],
      { cwd, env: { PATH: process.env['PATH'] ?? '', HOME: cwd }, stdout: 'pipe', stderr: 'pipe' },
    );
    await Bun.sleep(500);
    child.kill('SIGINT');
    expect(await child.exited).toBe(130);
    // It ended by itself, after undoing: the signal did not end it.
    expect(child.signalCode).toBeNull();
    expect(readdirSync(join(cwd, 'gait-out/keys')).sort()).toEqual([
      'gait_private.key',
      'gait_public.key',
    ]);
  });
});

describe('mistakes', () => {
  test.each([
    [['verfy'], 'did you mean: gait verify'],
    [['keys', 'int'], 'did you mean: gait keys init'],
    [['run', 'dif'], 'did you mean: gait run diff'],
    [['keys', 'init', '--out-dri', 'x'], 'did you mean --out-dir'],
  ])('%p suggests what was meant', (words, hint) => {
    const { exit, stderr } = run(words);
    expect({ exit, hinted: stderr.includes(hint) }).toEqual({ exit: 6, hinted: true });
  });

  test('a defect shows no stack unless asked', () => {
    // A folder where the private key file should be written.
    mkdirSync(join(cwd, 'gait-out/keys/gait_private.key'), { recursive: true });
    const { exit, stderr } = run(['keys', 'init', '--force']);
    expect(exit).not.toBe(0);
    expect(stderr).not.toMatch(/\n\s+at /u);
  });
});
