import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'bun:test';
import { at, eachInItsFolder, gait, put, read, recorded, suite } from './testing/suite-folder.ts';

eachInItsFolder();

describe('a fixture that git ignores', () => {
  test.each(['init', 'add', 'bootstrap'])('is warned of by regress %s', async (command) => {
    put('a.zip', recorded('run_a'));
    expect(spawnSync('git', ['init', '--quiet', at('.')]).status).toBe(0);
    put('.gitignore', '*.zip\n');
    const { json } = await gait('regress', command, '--from', 'a.zip', '--name', 'a', '--json');
    expect(String(json?.['warnings'])).toContain('git ignores fixtures/a/runpack.zip');
    const args = ['regress', command, '--from', 'a.zip', '--name', 'a'];
    expect((await gait(...args)).stdout).toContain('warning: git ignores');
    put('.gitignore', 'node_modules\n');
    expect((await gait(...args, '--json')).json?.['warnings']).toBeUndefined();
  });
});

describe('a new run under other intent ids', () => {
  test('is told from one that did something else', async () => {
    await suite('a');
    put('in.json', input(['x', 'y'], ['tool.read', 'tool.write']));
    await gait('run', 'record', 'in.json', '--capture-mode', 'raw');
    const exec = ['regress', 'run', '--exec', 'cp gait-out/runpack_r.zip "$GAIT_RUNPACK_OUT"'];
    const { json } = await gait(...exec, '--workspace', '.', '--exec-link', 'gait-out', '--json');
    expect(json).toMatchObject({ differences: [{ only_intent_ids_differ: true }] });
    const { stdout } = await gait(...exec, '--exec-link', 'gait-out');
    expect(stdout).toContain('only their intent ids differ');
    put('in.json', input(['x', 'y'], ['tool.read', 'tool.delete']));
    await gait('run', 'record', 'in.json', '--capture-mode', 'raw');
    const other = await gait(...exec, '--exec-link', 'gait-out', '--json');
    expect(other.json).toMatchObject({ ok: false });
    expect(JSON.stringify(other.json)).not.toContain('only_intent_ids_differ');
  });
});

test('a command that lacks a module shows the line that names it, and how to link its folder', async () => {
  await suite('a');
  const stack = Array.from({ length: 20 }, (_, i) => `    at frame ${i}`).join('\n');
  put(
    'fail.sh',
    `cat >&2 <<END\nloader:1\nError: Cannot find module 'left-pad'\n${stack}\nEND\nexit 1\n`,
  );
  const { stdout } = await gait('regress', 'run', '--exec', 'sh fail.sh');
  expect(stdout).toContain("| Error: Cannot find module 'left-pad'");
  expect(stdout).toContain('at frame 19');
  expect(stdout).toContain('--exec-link');
  expect(read('regress_result.json')).not.toContain('left-pad');
});

test('regress run where there is no suite says how to make one', async () => {
  const { exit, json } = await gait('regress', 'run', '--json');
  expect(exit).toBe(6);
  expect(json?.['hint']).toContain('gait regress init --from RUN');
});

function input(ids: readonly string[], tools: readonly string[]): string {
  return JSON.stringify({
    run: { run_id: 'r' },
    intents: ids.map((intent_id, i) => ({ intent_id, tool_name: tools[i], args: {} })),
    results: ids.map((intent_id) => ({ intent_id, status: 'ok', result: {} })),
  });
}
