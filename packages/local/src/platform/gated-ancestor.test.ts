import { expect, test } from 'bun:test';
import { spawn } from 'node:child_process';
import { hasGatedAncestor } from './gated-ancestor.ts';

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
