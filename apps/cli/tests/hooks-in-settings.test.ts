import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { environment, folder, gait, hook, read, repo, setUp, useRepository } from './hook-place.ts';

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
});
