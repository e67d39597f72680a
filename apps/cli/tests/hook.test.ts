import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import {
  gait,
  home,
  hook,
  message,
  read,
  repo,
  setUp,
  tracesIn,
  useRepository,
  useWarm,
  write,
  environment,
  GAIT,
  type Ran,
} from './hook-place.ts';

/** Black-box tests of the hook, as coding tools start it. */
useRepository();

describe.each([
  ['a process of its own', false],
  ['the gate that stays', true],
])('answered by %s:', (_, warm) => {
  beforeAll(() => {
    useWarm(warm);
  });
  afterAll(() => {
    useWarm(false);
  });

  describe('a call of Claude Code', () => {
    test('that the policy allows is answered in silence, and signed', () => {
      setUp();
      expect(hook(read('a.ts'))).toEqual({ exit: 0, out: '', err: '' });
      expect(hook(write('src/a.ts'))).toEqual({ exit: 0, out: '', err: '' });
      const traces = tracesIn().filter((name) => !name.includes('decision'));
      expect(traces).toHaveLength(2);
      const key = join(home, '.config/gait/keys/gait_public.key');
      for (const name of traces) {
        const path = join('gait-out/traces', name);
        expect(gait(['trace', 'verify', path, '--public-key', key]).exit).toBe(0);
      }
    });

    test('that the policy blocks is denied in its own words, with the reason for the model', () => {
      setUp();
      const { exit, out, err } = hook(read('.env'));
      expect(exit).toBe(2);
      expect(err).toContain('private_path');
      expect(JSON.parse(out)).toMatchObject({
        hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'deny' },
      });
    });

    test('on what the gate stands on is denied, whatever the policy says', () => {
      setUp();
      for (const path of ['.gait.yaml', '.gait/config.yaml', '.claude/settings.local.json']) {
        const { exit, err } = hook(write(path));
        expect([path, exit]).toEqual([path, 2]);
        expect(err).toContain('gait blocked this call');
      }
      expect(
        hook(message('Read', { file_path: join(home, '.config/gait/keys/gait_private.key') })).exit,
      ).toBe(2);
    });

    test('that runs a script of the project waits for a person when the script speaks of the gate', () => {
      setUp();
      mkdirSync(join(repo, 'scripts'));
      writeFileSync(join(repo, 'scripts/build.mjs'), `console.log('built')\n`);
      writeFileSync(join(repo, 'scripts/off.mjs'), `open('.claude/settings.local.json')\n`);
      expect(hook(message('Bash', { command: 'node scripts/build.mjs' }))).toMatchObject({
        exit: 0,
      });
      const { exit, err } = hook(message('Bash', { command: 'node scripts/off.mjs' }));
      expect(exit).toBe(2);
      expect(err).toContain('command_needs_approval');
    });

    test('is denied until somebody trusted the policy, and when it changed', () => {
      gait(['init', '--template', 'coding-agent']);
      expect(hook(read('a')).err).toContain('policy_untrusted');
      gait(['trust', '.gait.yaml']);
      expect(hook(read('a')).exit).toBe(0);
      writeFileSync(join(repo, '.gait.yaml'), 'default_verdict: allow\n');
      const { exit, err } = hook(read('a'));
      expect(exit).toBe(2);
      expect(err).toContain('policy_changed');
    });

    test('is denied where there is no policy, with what to do', () => {
      const { exit, err } = hook(read('a'));
      expect(exit).toBe(2);
      expect(err).toMatch(/file_missing|profile_requirement/u);
    });

    test('is decided by the policy of its project, whatever folder it works in', () => {
      setUp();
      const elsewhere = join(repo, 'sub');
      mkdirSync(join(elsewhere, '.gait'), { recursive: true });
      writeFileSync(join(elsewhere, '.gait.yaml'), 'default_verdict: allow\n');
      writeFileSync(join(elsewhere, '.gait/config.yaml'), 'gate: {policy: .gait.yaml}\n');
      const given = message('Read', { file_path: join(repo, '.env') }, { cwd: elsewhere });
      expect(hook(given).exit).toBe(2);
    });
  });

  describe('a version of a tool', () => {
    const told = (version: string): string =>
      message('Read', { file_path: join(repo, 'a.ts') }, { version });

    test('that nobody knows is denied in the words of each tool, with the version that was seen', () => {
      setUp();
      for (const version of ['99.0.0', '1.9.0', 'banana']) {
        const { exit, err } = hook(told(version));
        expect([version, exit]).toEqual([version, 2]);
        expect(err).toContain(`"${version}" is of a version that the gate does not know`);
        expect(err).toContain('hook_version_unknown');
      }
      const env = { AI_AGENT: 'claude-code_9-0-1_agent' };
      expect(hook(read('a.ts'), 'claude', env).err).toContain('"9.0.1"');
      const listing = message('list_directory', { path: repo }, { version: '7.0.0' });
      expect(hook(listing, 'qwen').err).toContain('hook_version_unknown');
    });

    test('that was run, a patch of it and a newer minor version are decided by the policy', () => {
      setUp();
      for (const version of ['2.1.197', '2.1.329', '2.1.999', '2.9.0']) {
        expect([version, hook(told(version)).exit]).toEqual([version, 0]);
      }
      const env = { AI_AGENT: 'claude-code_2-1-329_agent' };
      expect(hook(read('a.ts'), 'claude', env).exit).toBe(0);
      hook(told('2.9.0'));
      gait(['hooks', 'install', '--harness', 'claude']);
      const status = gait(['hooks', 'status', '--harness', 'claude']).out;
      expect(status.replaceAll(/\s+/gu, ' ')).toContain('Claude Code 2.9.0 is newer than');
    });

    test('that nobody knows is let through to the policy where a trusted project says so', () => {
      setUp();
      const config = join(repo, '.gait/config.yaml');
      writeFileSync(config, `${readFileSync(config, 'utf8')}hooks: {unknown_versions: allow}\n`);
      expect(hook(told('99.0.0')).err).toContain('policy_config_changed');
      expect(gait(['trust', '.gait.yaml']).exit).toBe(0);
      expect(hook(told('99.0.0')).exit).toBe(0);
      expect(
        hook(message('Read', { file_path: join(repo, '.env') }, { version: '9.0.0' })).exit,
      ).toBe(2);
    });
  });

  describe('a message that cannot be read', () => {
    const good = (): string => read('a.ts');

    test.each([
      ['nothing', ''],
      ['half of one', '{"session_id": "s1"'],
      ['a text', '"PreToolUse"'],
      ['a list', '[]'],
      ['a key twice', '{"hook_event_name":"PreToolUse","hook_event_name":"PreToolUse"}'],
      ['no event', '{"session_id":"s1"}'],
      ['an unknown event', '{"session_id":"s1","hook_event_name":"Surprise"}'],
      ['a deep nest', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
      ['two byte order marks', '\uFEFF\uFEFF{}'],
    ])('is denied: %s', (_, input) => {
      setUp();
      for (const harness of ['claude', 'codex', 'qwen', 'cursor', 'devin']) {
        const { exit, err } = hook(input, harness);
        expect([harness, exit]).toEqual([harness, 2]);
        expect(err).toStartWith('gait: ');
      }
    });

    test('is denied when it is no UTF-8, or has an odd field', () => {
      setUp();
      expect(hook(new Uint8Array([0x7b, 0xff, 0x7d])).exit).toBe(2);
      const odd = JSON.parse(good()) as Record<string, unknown>;
      expect(hook(JSON.stringify({ ...odd, tool_name: 7 })).exit).toBe(2);
      expect(hook(JSON.stringify({ ...odd, tool_input: 'x' })).exit).toBe(2);
    });

    test('is denied when the tool is not known, or options were given to the runtime', () => {
      setUp();
      expect(hook(good(), 'nosuchtool')).toMatchObject({ exit: 2 });
      expect(hook(good(), '')).toMatchObject({ exit: 2 });
      expect(
        gait(['hook', '--harness', 'claude', '--project', repo], {
          input: good(),
          env: { BUN_OPTIONS: '--smol' },
        }),
      ).toMatchObject({ exit: 2 });
      expect(hook(good())).toMatchObject({ exit: 0 });
    });
  });

  /** Lines that a person types into the shell of a terminal: the exit status of the last. */
  async function inShell(lines: string): Promise<Ran> {
    let out = '';
    const child = Bun.spawn(['/bin/sh', '-c', `${lines}\nexit $?`], {
      cwd: repo,
      env: environment({ TERM: 'xterm', GAIT: GAIT }),
      terminal: {
        cols: 120,
        rows: 40,
        data: (_: unknown, bytes: Uint8Array) => void (out += Buffer.from(bytes).toString('utf8')),
      },
    } as never);
    return { exit: await child.exited, out, err: '' };
  }

  test('who tries the hook by hand stays a person, and what a tool starts does not', async () => {
    setUp();
    writeFileSync(join(repo, 'call.json'), read('a.ts'));
    const call = `"$GAIT" hook --harness claude --project "$PWD" < call.json`;
    const byHand = await inShell(`${call} && cat call.json | ${call} && "$GAIT" trust .gait.yaml`);
    expect([byHand.exit, byHand.out]).toEqual([0, expect.stringContaining('policy trusted')]);
    // The same below a program that is no shell: that is the tool, as long as it runs.
    const below = `${call}; "$GAIT" trust .gait.yaml`;
    const script = `const ran = Bun.spawnSync(['/bin/sh', '-c', ${JSON.stringify(below)}], { stdio: ['ignore', 'inherit', 'inherit'] }); process.exit(ran.exitCode);`;
    writeFileSync(join(repo, 'tool.mjs'), script);
    const tool = await inShell(`"${process.execPath}" tool.mjs`);
    expect(tool.exit).toBe(8);
    expect(tool.out).toMatch(/pid \d+\) counts as a coding tool since/u);
    expect(tool.out).toContain(`the hook of claude in ${repo}`);
    expect((await inShell('"$GAIT" trust .gait.yaml')).exit).toBe(0);
    const doctor = gait(['doctor', '--json']);
    expect(doctor.out).toContain('1 that ended was forgotten');
    expect(gait(['doctor', '--json']).out).not.toContain('forgotten');
  });

  test('a session ends as a runpack that verifies, with what came of its calls', () => {
    setUp();
    const call = read('a.ts');
    expect(hook(call).exit).toBe(0);
    const after = {
      ...(JSON.parse(call) as object),
      hook_event_name: 'PostToolUse',
      tool_response: { ok: 1 },
    };
    expect(hook(JSON.stringify(after)).exit).toBe(0);
    expect(hook(read('.env')).exit).toBe(2);
    const end = { session_id: 's1', cwd: repo, hook_event_name: 'SessionEnd', reason: 'exit' };
    expect(hook(JSON.stringify(end))).toMatchObject({ exit: 0, err: '' });
    const [runpack = ''] = readdirSync(join(repo, 'gait-out/sessions'));
    const path = join(repo, 'gait-out/sessions', runpack);
    const key = join(home, '.config/gait/keys/gait_public.key');
    expect(gait(['verify', path, '--public-key', key]).exit).toBe(0);
    const shown = gait(['run', 'inspect', path, '--json']).out;
    expect(shown).toContain('fs.read');
    expect(shown).not.toContain('a.ts');
    // The session goes on: a new journal, and nothing is lost.
    expect(hook(read('b.ts')).exit).toBe(0);
  });

  test.each(['decisions', 'off'])(
    'with record: %s a session leaves no runpack, and its traces stay',
    (record) => {
      setUp();
      const config = join(repo, '.gait/config.yaml');
      writeFileSync(config, `${readFileSync(config, 'utf8')}hooks: {record: '${record}'}\n`);
      expect(gait(['trust', '.gait.yaml']).exit).toBe(0);
      expect(hook(read('a.ts')).exit).toBe(0);
      const end = { session_id: 's1', cwd: repo, hook_event_name: 'SessionEnd', reason: 'exit' };
      expect(hook(JSON.stringify(end)).exit).toBe(0);
      expect(readdirSync(join(repo, 'gait-out'))).toEqual(['traces']);
      expect(tracesIn().length).toBeGreaterThan(0);
      const sessions = Bun.spawnSync(['find', join(home, '.local/state'), '-name', '*.jsonl']);
      const journals = sessions.stdout.toString().split('\n').filter(Boolean);
      expect(journals.filter((path) => path.includes('/sessions/'))).toHaveLength(
        record === 'off' ? 0 : 1,
      );
    },
  );

  test('a session in which nothing was called leaves nothing behind', () => {
    setUp();
    const end = { session_id: 's7', cwd: repo, hook_event_name: 'SessionEnd', reason: 'exit' };
    expect(hook(JSON.stringify(end)).exit).toBe(0);
    const after = { ...(JSON.parse(read('a')) as object), hook_event_name: 'PostToolUse' };
    expect(hook(JSON.stringify(after)).exit).toBe(0);
    expect(Bun.spawnSync(['find', home, '-name', '*.jsonl']).stdout.toString()).not.toContain('s7');
    expect(gait(['hooks', 'seal']).out).toContain('no session is open');
  });

  test('a configuration that no hook can read is not trusted', () => {
    setUp();
    const config = join(repo, '.gait/config.yaml');
    writeFileSync(config, `${readFileSync(config, 'utf8')}hooks: {record: session}\n`);
    const trusted = gait(['trust', '.gait.yaml']);
    expect(trusted.exit).toBe(6);
    expect(trusted.err).toContain('hooks.record');
  });

  test('sessions whose end no tool tells are ended by a person, each once', () => {
    setUp();
    const readByQwen = (path: string) => message('read_file', { file_path: join(repo, path) });
    expect(hook(readByQwen('a.ts'), 'qwen').exit).toBe(0);
    expect(hook(read('b.ts'), 'claude').exit).toBe(0);
    const inside = gait(['hooks', 'seal'], { env: { GAIT_GATED_SESSION: 's1' } });
    expect(inside.exit).toBe(8);
    expect(gait(['hooks', 'seal', '--harness', 'qwen']).out).toContain(
      'gait-out/sessions/qwen-s1.zip',
    );
    const key = join(home, '.config/gait/keys/gait_public.key');
    const path = join(repo, 'gait-out/sessions/qwen-s1.zip');
    expect(gait(['verify', path, '--public-key', key]).exit).toBe(0);
    const { sessions } = JSON.parse(gait(['hooks', 'seal', '--json']).out) as {
      sessions: object[];
    };
    expect(sessions).toMatchObject([{ runpack: 'gait-out/sessions/claude-s1.zip' }]);
    expect(gait(['hooks', 'seal']).out).toContain('no session is open');
    // What comes afterwards is a part of its own.
    expect(hook(readByQwen('c.ts'), 'qwen').exit).toBe(0);
    expect(gait(['hooks', 'seal']).out).toContain('qwen-s1.2.zip');
  });
});
