/**
 * Installs and uninstalls in the current folder. `for-ever` says `working` when it has begun and
 * goes on until it is killed; any other arguments are one command of krci-ai.
 */
import { runInProcess } from '../../apps/cli/src/testing.ts';

const home = process.env['HOME'] ?? '';
const words = process.argv.slice(2);
const run = async (...args: string[]): Promise<number> => {
  const { exit, stdout, stderr } = await runInProcess(args, {
    program: 'krci-ai',
    home,
    env: { USER: 'soak' },
  });
  if (exit !== 0) process.stderr.write(`${args.join(' ')}: ${stdout}${stderr}`);
  return exit;
};

if (words[0] !== 'for-ever') process.exit(await run(...words));
// Whatever is loaded once is loaded before the first moment at which the kill may come.
await run('install', '--ide', 'cursor', '--dry-run');
process.stdout.write('working\n');
for (;;) {
  for (const args of [['install', '--ide', 'cursor'], ['uninstall']]) {
    const exit = await run(...args);
    if (exit !== 0) process.exit(exit);
  }
}
