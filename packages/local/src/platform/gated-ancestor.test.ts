import { expect, test } from 'bun:test';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasGatedAncestor as hasGated } from './gated-ancestor.ts';
import { markGatedTool } from './gated-tool.ts';

const at = {
  env: {},
  home: mkdtempSync(join(tmpdir(), 'gated-')),
  platform: process.platform,
};
const hasGatedAncestor = (pid: number): boolean => hasGated(pid, at);

const onLinux = test.skipIf(process.platform !== 'linux');

async function inChild(env: Record<string, string>, work: (pid: number) => void): Promise<void> {
  const child = spawn('sleep', ['20'], { env: { PATH: process.env['PATH'], ...env } });
  try {
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    // The environment is there only after the program was replaced.
    await Bun.sleep(50);
    work(child.pid as number);
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
      markGatedTool(pid, at);
      expect(hasGatedAncestor(pid)).toBe(true);
      expect(hasGatedAncestor(process.pid)).toBe(before);
    });
  },
);

onLinux('a shell between the tool and its hook is not the tool', async () => {
  const shell = spawn('bash', ['-c', 'sleep 20; true'], { env: { PATH: process.env['PATH'] } });
  await Bun.sleep(100);
  // The nearest program above the shell is this test.
  markGatedTool(shell.pid as number, at);
  expect(hasGatedAncestor(process.pid)).toBe(true);
  shell.kill();
});
