import { basename } from 'node:path';
import { CodedError } from '@gait/canon';

/** The server that a proxy stands in front of. */
export interface ProxiedServer {
  /** What policies call it: `mcp.NAME.TOOL`. */
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Absolute folder whose policy decides. */
  readonly project: string;
}

/** Programs that run the one they are given. */
const RUNNERS = new Set([
  'npx',
  'bunx',
  'pnpm',
  'yarn',
  'uvx',
  'uv',
  'pipx',
  'node',
  'bun',
  'deno',
  'python',
  'python3',
  'docker',
  'env',
]);
const NAME = /^[^\p{C}]{1,128}$/u;

/** @throws CodedError `flag_invalid`: a name that no policy could be written about */
export function serverName(given: string, command: readonly string[]): string {
  if (given === '') return nameOf(command);
  if (NAME.test(given)) return given;
  throw new CodedError('flag_invalid', `--server ${JSON.stringify(given)} is no name of a server`, {
    hint: 'use 128 characters at most, and none that cannot be seen',
    where: { field: '--server' },
  });
}

function nameOf(command: readonly string[]): string {
  const program = plain(command[0] ?? '');
  const run = RUNNERS.has(program)
    ? command.slice(1).find((word) => !word.startsWith('-') && word !== 'run' && word !== 'exec')
    : undefined;
  const name = run === undefined ? program : plain(run);
  return NAME.test(name) ? name : 'server';
}

/** `@scope/server-x@1.2.3` and `/a/server-x.js` are both `server-x`. */
function plain(word: string): string {
  return basename(word)
    .replace(/(?<=.)@.*$/u, '')
    .replace(/\.(?:exe|cmd|[cm]?[jt]s|py)$/u, '');
}
