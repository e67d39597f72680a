import { describe, expect, test } from 'bun:test';
import type { HookHarnessId } from '../hook-row.ts';
import { HOOK_ROWS } from '../hook-rows.ts';
import { codex } from '../rows/codex.ts';
import { qwen } from '../rows/qwen.ts';
import { findSwitches } from './find-switches.ts';
import { installedFor } from './installed-for.ts';
import { installHook } from './install-hook.ts';

const command = (harness: HookHarnessId, project = '/srv/project') => ({
  harness,
  executable: '/opt/gait',
  project,
  homes: { state: '/s', config: '/c d' },
  guarded: true,
});

function off(harness: HookHarnessId, path: string, text: string): readonly string[] {
  const file = HOOK_ROWS[harness].switchFiles?.find((one) => one.path === path);
  if (file === undefined) throw new Error(`${harness} reads no ${path}`);
  const [hooks] = HOOK_ROWS[harness].files.project;
  if (hooks === undefined) throw new Error('no file');
  const made = installHook(hooks, undefined, command(harness));
  const standing = made.ok ? [{ file: hooks, path: '/p/h.json', text: made.text ?? '' }] : [];
  return findSwitches(file, text, command(harness), standing).map(
    ({ code, detail, line }) => `${code} ${detail} ${line ?? ''}`,
  );
}

describe('a setting that switches hooks off is found in the other files of a tool', () => {
  const MANAGED = '/etc/claude-code/managed-settings.json';
  test.each([
    ['claude', '.claude/settings.json', '{\n"disableAllHooks": true}', ['disableAllHooks 2']],
    ['claude', '.claude/settings.json', '{"disableAllHooks": "true"}', []],
    ['claude', '.claude/settings.json', '{"disableAllHooks": true,}', []],
    ['claude', '.claude/settings.json', '', []],
    ['claude', MANAGED, '{"allowManagedHooksOnly": true}', ['allowManagedHooksOnly 1']],
    [
      'claude',
      '.claude/settings.json',
      '{"disableAllHooks": true, "disableAllHooks": false}',
      ['disableAllHooks 1'],
    ],
    ['codex', '~/.codex/config.toml', '[features]\nhooks = false # no', ['features.hooks 2']],
    ['codex', '~/.codex/config.toml', 'features.hooks = false', ['features.hooks 1']],
    ['codex', '~/.codex/config.toml', 'features = { a = 1, hooks = false }', ['features.hooks 1']],
    ['codex', '~/.codex/config.toml', '[features]\nhooks = true\n[other]\nhooks = false', []],
    [
      'codex',
      '~/.codex/config.toml',
      '[hooks.state."/p/h.json:pre_tool_use:0:0"]\nenabled = false',
      ['hooks.state "/p/h.json:pre_tool_use:0:0" '],
    ],
    ['codex', '~/.codex/config.toml', '[hooks.state."/q:pre_tool_use:0:0"]\nenabled = false', []],
  ] as const)('%s %s %j', (harness, path, text, found) => {
    expect(off(harness, path, text)).toEqual(found.map((one) => `switched_off ${one}`));
  });
});

test('every file is looked into that Codex and Qwen Code read switches from, and no file twice', () => {
  for (const { files, switchFiles = [] } of [codex, qwen]) {
    const paths = [...files.project, ...files.user, ...switchFiles].map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
  }
  expect(codex.switchFiles?.map(({ path }) => path)).toContain('.codex/config.toml');
  expect(qwen.switchFiles?.map(({ path }) => path)).toContain('/etc/qwen-code/settings.json');
});

test.each(['claude', 'codex', 'gemini', 'qwen', 'opencode', 'cline'] as const)(
  'whose hooks of %s stand in a file is read from them, whatever the folder is called',
  (harness) => {
    const [file] = HOOK_ROWS[harness].files.user;
    if (file === undefined) throw new Error('no file');
    for (const project of ['/srv/a', "/srv/it's mine", '/srv/a b', '/srv/$(x)"y"\\z']) {
      const made = installHook(file, undefined, command(harness, project));
      expect(installedFor(file, made.ok ? (made.text ?? '') : '', harness)).toEqual([project]);
    }
    expect(installedFor(file, '', harness)).toEqual([]);
    expect(
      installedFor(file, '{"hooks": {"PreToolUse": [{"x": "echo --project /q"}]}}', harness),
    ).toEqual([]);
    expect(installedFor(file, '{', harness)).toEqual([]);
  },
);
