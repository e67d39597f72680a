/**
 * A process of the tests: waits until a file is there, so that many begin at once, then decides
 * the call of a project under `strict` at one fixed moment, and prints the answer.
 *
 * Arguments: folder of the project, home, file to wait for.
 */
import { existsSync } from 'node:fs';
import { runInProcess } from '../../testing.ts';

const [cwd = '', home = '', start = ''] = process.argv.slice(2);
console.log('ready');
while (!existsSync(start)) await Bun.sleep(1);
const { stdout } = await runInProcess(
  [
    ...['gate', 'eval', '--policy', '.gait.yaml', '--intent', 'call.json', '--profile', 'strict'],
    ...['--key-mode', 'prod', '--private-key', '../sign.key', '--json'],
  ],
  { cwd, home, env: { USER: 'alice' } },
);
console.log(stdout.trim());
