import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import {
  environment,
  folder,
  gait,
  home,
  hook,
  read,
  repo,
  setUp,
  useRepository,
} from './hook-place.ts';

/** Black-box tests of what stands in the settings of coding tools. */
useRepository();

describe('hooks in the settings of tools', () => {
  test('are written once, stand beside what a person wrote, and leave no trace when removed', () => {
    setUp();
    mkdirSync(join(repo, '.claude'));
    const file = join(repo, '.claude/settings.local.json');
    const before = '{\n    "permissions": {"allow": ["Read"]},\n  "env": {}\n}\n';
    writeFileSync(file, before);
    expect(gait(['hooks', 'install', '--harness', 'claude-code,codex']).exit).toBe(0);
    const after = readFileSync(file, 'utf8');
    expect(after).toContain('"permissions": {"allow": ["Read"]}');
    expect(after).toContain(`hook --harness claude --project ${repo}`);
    const again = gait(['hooks', 'install', '--harness', 'claude,codex', '--json']);
    expect(again.out).not.toContain('"written"');
    expect(readFileSync(file, 'utf8')).toBe(after);
    const status = gait(['hooks', 'status', '--harness', 'claude', '--json']);
    expect(status.out).toContain('"state":"unknown"');
    hook(read('a'));
    expect(gait(['hooks', 'status', '--harness', 'claude', '--json']).out).toContain(
      '"state":"covered"',
    );
    expect(gait(['hooks', 'remove']).exit).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(readdirSync(repo)).not.toContain('.codex');
    expect(gait(['hooks', 'status', '--harness', 'claude'])).toMatchObject({ exit: 2 });
  });

  test('looks past what of the PATH cannot be read', () => {
    const loop = join(folder, 'loop');
    symlinkSync(loop, loop);
    const PATH = [loop, environment().PATH].join(delimiter);
    expect(gait(['hooks', 'status'], { env: { PATH } })).toMatchObject({ exit: 0, err: '' });
  });

  test('are not written into a file that cannot be read, nor anywhere else then', () => {
    setUp();
    mkdirSync(join(repo, '.codex'));
    writeFileSync(join(repo, '.codex/hooks.json'), '{"hooks": [');
    const { exit, err } = gait(['hooks', 'install', '--harness', 'claude,codex']);
    expect(exit).toBe(6);
    expect(err).toContain('.codex/hooks.json');
    expect(readdirSync(repo)).not.toContain('.claude');
  });

  test('are not changed from inside a session that the gate governs', () => {
    setUp();
    for (const words of [
      ['install', '--harness', 'claude'],
      ['remove'],
      ['probe', '--harness', 'claude'],
    ]) {
      const ran = gait(['hooks', ...words], { env: { GAIT_GATED_SESSION: 's1' } });
      expect([words[0], ran.exit]).toEqual([words[0], 8]);
    }
  });

  test('say which tool was meant, and which has none', () => {
    const unknown = gait(['hooks', 'install', '--harness', 'claud']);
    expect(unknown).toMatchObject({ exit: 6 });
    expect(unknown.err).toContain('did you mean claude');
    expect(gait(['hooks', 'install', '--harness', 'zed']).err).toContain('no hooks that are known');
  });

  test('of a tool are named by a value: an empty one takes the gate out of nothing', () => {
    setUp();
    gait(['hooks', 'install', '--harness', 'claude']);
    for (const command of ['remove', 'install', 'status', 'probe', 'seal']) {
      for (const words of [['--harness', ''], ['--harness='], ['--harness', ' , ']]) {
        const ran = gait(['hooks', command, ...words]);
        expect([command, words, ran.exit]).toEqual([command, words, 6]);
      }
    }
    expect(gait(['hooks', 'remove', '--project', '']).exit).toBe(6);
    expect(existsSync(join(repo, '.claude/settings.local.json'))).toBeTrue();
  });
});

interface Told {
  readonly tools: readonly {
    readonly calls: readonly {
      readonly kind: string;
      readonly state: string;
      readonly why: string;
    }[];
  }[];
}

function shellOf(harness: string): { readonly state: string; readonly why: string } | undefined {
  const { out } = gait(['hooks', 'status', '--harness', harness, '--json']);
  return (JSON.parse(out) as Told).tools[0]?.calls.find(({ kind }) => kind === 'file');
}

describe('hooks that a setting switches off', () => {
  const SWITCHES = [
    ['claude', () => join(repo, '.claude/settings.json'), '{"disableAllHooks": true}'],
    ['claude', () => join(home, '.claude/settings.json'), '{\n "disableAllHooks": true}'],
    ['codex', () => join(home, '.codex/config.toml'), 'model = "x"\n[features]\nhooks = false\n'],
    ['codex', () => join(repo, '.codex/config.toml'), 'features = { hooks = false }\n'],
    ['gemini', () => join(home, '.gemini/settings.json'), '{"hooksConfig": {"enabled": false}}'],
    ['qwen', () => join(home, '.qwen/settings.json'), '{"disableAllHooks": true} // mine'],
  ] as const;

  test.each(SWITCHES)('%s: are told as off, in which file', (harness, place, text) => {
    setUp();
    expect(gait(['hooks', 'install', '--harness', harness]).exit).toBe(0);
    const file = place();
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    const state = shellOf(harness);
    expect(state?.state).toBe('uncovered');
    expect(state?.why).toContain(`switched off in ${file} line `);
    const again = gait(['hooks', 'install', '--harness', harness]);
    expect(again.exit).toBe(2);
    expect(again.out.replaceAll(/\s+/gu, ' ')).toContain(`switched off in ${file}`);
    const check = gait(['check', '--strict', '--json']);
    expect(check.exit).toBe(2);
    expect((JSON.parse(check.out) as { ungated: object[] }).ungated).toContainEqual(
      expect.objectContaining({ code: 'hook_switched_off', severity: 'gap' }),
    );
  });

  test('in the very file of the hook are told as off, and installing does not say that all is well', () => {
    setUp();
    gait(['hooks', 'install', '--harness', 'gemini']);
    const file = join(repo, '.gemini/settings.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('{', '{ "hooksConfig": {"enabled": false},'));
    expect(shellOf('gemini')?.why).toContain('hooksConfig.enabled');
    expect(gait(['hooks', 'install', '--harness', 'gemini']).exit).toBe(2);
  });

  test('with another value are in force', () => {
    setUp();
    gait(['hooks', 'install', '--harness', 'claude']);
    writeFileSync(join(repo, '.claude/settings.json'), '{"disableAllHooks": false}');
    expect(shellOf('claude')?.state).toBe('unknown');
  });
});

test('a call that was seen proves nothing once the settings changed', () => {
  setUp();
  gait(['hooks', 'install', '--harness', 'claude']);
  hook(read('a'));
  expect(shellOf('claude')?.state).toBe('covered');
  const file = join(repo, '.claude/settings.json');
  writeFileSync(file, '{}');
  const later = Date.now() / 1000 + 5;
  utimesSync(file, later, later);
  expect(shellOf('claude')).toMatchObject({
    state: 'unknown',
    why: `no call was seen since ${file} changed`,
  });
});

describe('hooks in the settings of the user', () => {
  test('are not taken from another project, unless somebody says so', () => {
    setUp();
    const other = join(folder, "it's other");
    mkdirSync(join(other, '.git'), { recursive: true });
    for (const harness of ['claude', 'opencode']) {
      expect(gait(['hooks', 'install', '--harness', harness, '--user']).exit).toBe(0);
      const words = ['--harness', harness, '--user', '--project', other];
      const taken = gait(['hooks', 'install', ...words]);
      expect(taken.exit).toBe(8);
      expect(taken.err).toContain(repo);
      expect(gait(['hooks', 'remove', ...words]).exit).toBe(8);
      expect(gait(['hooks', 'install', ...words, '--force']).exit).toBe(0);
      expect(shellOf(harness)).toMatchObject({
        state: 'uncovered',
        why: `its hook asks the gate of ${other}, under the policy there`,
      });
    }
  });
});

describe('files with paths of this machine', () => {
  function git(...words: string[]): string {
    return Bun.spawnSync(['git', ...words], { cwd: repo }).stdout.toString();
  }

  test('are looked past by git as long as hooks stand in them', () => {
    git('init', '--quiet', '.');
    setUp();
    const exclude = join(repo, '.git/info/exclude');
    const before = readFileSync(exclude, 'utf8');
    const tools = 'claude,codex,gemini,qwen,opencode,cline';
    expect(gait(['hooks', 'install', '--harness', tools]).exit).toBe(0);
    git('add', '-A');
    expect(git('status', '--short')).not.toMatch(/claude|codex|gemini|qwen|opencode|cline/u);
    expect(gait(['hooks', 'remove']).exit).toBe(0);
    expect(readFileSync(exclude, 'utf8')).toBe(before);
  });

  test('that a person shares are not hidden from him, and one that git tracks is told', () => {
    git('init', '--quiet', '.');
    setUp();
    mkdirSync(join(repo, '.gemini'));
    writeFileSync(join(repo, '.gemini/settings.json'), '{"model": {"name": "x"}}');
    const mine = gait(['hooks', 'install', '--harness', 'gemini']);
    expect(mine.out.replaceAll(/\s+/gu, ' ')).toContain('your own settings stand in this file');
    expect(git('status', '--short')).toContain('.gemini/');
    git('add', '.gemini');
    expect(gait(['hooks', 'install', '--harness', 'gemini']).out).toContain('git tracks this file');
    expect(gait(['check', '--json']).out).toContain('hook_file_tracked');
    expect(gait(['hooks', 'status', '--harness', 'gemini']).out).toContain('git tracks this file');
  });
});

describe('installing says what else a call needs', () => {
  test('a policy that counts, and somebody who approves', () => {
    const bare = gait(['hooks', 'install', '--harness', 'claude', '--json']);
    expect(bare.out).toContain('policy_missing');
    gait(['init', '--template', 'coding-agent']);
    const { out } = gait(['hooks', 'install', '--harness', 'claude']);
    expect(out).toContain('  gait trust .gait.yaml\n');
    expect(out).toContain('  gait init --approver NAME\n');
    gait(['trust', '.gait.yaml']);
    const more = gait(['init', '--approver', 'alice']);
    expect(more.out).toContain('with the policy that was there');
    expect(more.out).not.toContain('baseline-highrisk');
    expect(more.out).not.toContain('gait trust');
    const ready = gait(['hooks', 'install', '--harness', 'claude', '--json']);
    expect(JSON.parse(ready.out)).toMatchObject({ ok: true, before_calls: [] });
  });

  test('and setting up says how the tools are put behind the gate', () => {
    const { out } = gait(['init', '--template', 'coding-agent']);
    expect(out).toContain('  gait hooks install\n');
  });
});
