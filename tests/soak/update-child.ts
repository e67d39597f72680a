/**
 * Updates the project of the current folder to a newer source and takes that back, for ever; says
 * `working` when it has begun.
 */
import { runInProcess } from '../../apps/cli/src/testing.ts';

const home = process.env['HOME'] ?? '';
const run = async (...args: string[]): Promise<number> => {
  const { exit, stdout, stderr } = await runInProcess(args, {
    program: 'krci-ai',
    home,
    env: { USER: 'soak' },
    now: () => BigInt(Date.now()) * 1_000_000n,
  });
  if (exit !== 0) process.stderr.write(`${args.join(' ')}: ${stdout}${stderr}`);
  return exit;
};

// Whatever is loaded once is loaded before the first moment at which the kill may come.
await run('update', '--from', '../newer', '--dry-run');
process.stdout.write('working\n');
for (;;) {
  for (const args of [['update', '--from', '../newer'], ['rollback']]) {
    const exit = await run(...args);
    if (exit !== 0) process.exit(exit);
  }
}
