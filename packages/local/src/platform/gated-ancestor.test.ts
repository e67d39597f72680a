import { expect, test } from 'bun:test';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatedAncestor } from './gated-ancestor.ts';
import { forgetEndedTools, gatedTools, markGatedTool } from './gated-tool.ts';

const at = {
  env: {},
  home: mkdtempSync(join(tmpdir(), 'gated-')),
  platform: process.platform,
};
const HOOK = { harness: 'claude', project: '/shop', now: '2026-01-01T00:00:00Z' };
const hasGatedAncestor = (pid: number): boolean => gatedAncestor(pid, at) !== undefined;

const onLinux = test.skipIf(process.platform !== 'linux');

async function inChild(
  env: Record<string, string>,
  work: (pid: number) => void | Promise<void>,
): Promise<void> {
  const child = spawn('sleep', ['20'], { env: { PATH: process.env['PATH'], ...env } });
  try {
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    // The environment is there only after the program was replaced.
    await Bun.sleep(50);
    await work(child.pid as number);
  } finally {
    child.kill();
  }
}

onLinux('a process whose ancestor is gated is found', async () => {
  await inChild({ GAIT_GATED_SESSION: 's1' }, (pid) => expect(hasGatedAncestor(pid)).toBe(true));
});

onLinux('an empty mark is none', async () => {
  await inChild({ GAIT_GATED_SESSION: '', OTHER: 'GAIT_GATED_SESSION=x' }, (pid) => {
    expect(hasGatedAncestor(pid)).toBe((process.env['GAIT_GATED_SESSION'] ?? '') !== '');
  });
});

onLinux('a process that is gone has no ancestors', () => {
  expect(hasGatedAncestor(2 ** 22 + 1)).toBe(false);
});

onLinux(
  'what a marked tool starts belongs to its session, and what stands above it does not',
  async () => {
    await inChild({}, (pid) => {
      const before = (process.env['GAIT_GATED_SESSION'] ?? '') !== '';
      expect(hasGatedAncestor(pid)).toBe(before);
      markGatedTool(pid, HOOK, at);
      const tool = {
        ...{ pid, program: 'sleep', harness: 'claude', project: '/shop' },
        since: '2026-01-01T00:00:00Z',
      };
      expect(gatedAncestor(pid, at)).toEqual({ kind: 'tool', tool });
      expect(gatedTools(at)).toContainEqual(tool);
      expect(hasGatedAncestor(process.pid)).toBe(before);
    });
  },
);

onLinux('a shell between the tool and its hook is not the tool', async () => {
  const shell = spawn('bash', ['-c', 'sleep 20; true'], { env: { PATH: process.env['PATH'] } });
  await Bun.sleep(100);
  // The nearest program above the shell is this test.
  markGatedTool(shell.pid as number, HOOK, at);
  expect(hasGatedAncestor(process.pid)).toBe(true);
  shell.kill();
});

onLinux('what ended is forgotten with the next tool, and when somebody asks', async () => {
  const fresh = { ...at, home: mkdtempSync(join(tmpdir(), 'gated-')) };
  const marks = (): readonly string[] => readdirSync(join(fresh.home, '.local/state/gait/gated'));
  let first = 0;
  await inChild({}, (pid) => {
    first = pid;
    markGatedTool(pid, HOOK, fresh);
  });
  await inChild({}, async (pid) => {
    // Killed a moment ago: it may still be there as a zombie, which runs no more.
    markGatedTool(pid, HOOK, fresh);
    expect(marks().filter((name) => name.startsWith(`${first}-`))).toEqual([]);
    expect(marks()).toHaveLength(1);
    expect(forgetEndedTools(fresh)).toBe(0);
  });
  await Bun.sleep(50);
  expect(forgetEndedTools(fresh)).toBe(1);
  expect(gatedTools(fresh)).toEqual([]);
});

onLinux('a program that holds terminals is no tool, whatever its name is cut to', async () => {
  const fresh = { ...at, home: mkdtempSync(join(tmpdir(), 'gated-')) };
  const folder = mkdtempSync(join(tmpdir(), 'hosts-'));
  for (const name of ['tmux', 'sshd-session', 'gnome-terminal-server', 'kitty', 'systemd']) {
    const program = join(folder, name);
    copyFileSync('/bin/sleep', program);
    const child = spawn(program, ['20']);
    await Bun.sleep(50);
    markGatedTool(child.pid as number, HOOK, fresh);
    expect([name, gatedTools(fresh)]).toEqual([name, []]);
    child.kill();
  }
  // Any other program may be a tool, or what runs one.
  const node = join(folder, 'node');
  copyFileSync('/bin/sleep', node);
  const child = spawn(node, ['20']);
  await Bun.sleep(50);
  markGatedTool(child.pid as number, HOOK, fresh);
  expect(gatedTools(fresh)).toHaveLength(1);
  child.kill();
});
