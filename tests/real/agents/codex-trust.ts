import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScratchProject } from './scratch-project.ts';

/** The person's settings of Codex: the project is trusted, nothing is reported to anybody. */
export function codexConfig(repo: string, [command = '', ...args]: readonly string[]): string {
  return [
    'check_for_update_on_startup = false',
    '[analytics]',
    'enabled = false',
    `[projects.${JSON.stringify(repo)}]`,
    'trust_level = "trusted"',
    '[mcp_servers.everything]',
    `command = ${JSON.stringify(command)}`,
    `args = ${JSON.stringify(args)}`,
    '',
  ].join('\n');
}

interface ListedHook {
  readonly key: string;
  readonly currentHash: string;
  readonly trustStatus: string;
}

/**
 * Trusts the hooks of a project as a person does with `/hooks`: Codex itself says which hooks it
 * sees and their hashes, and keeps the trust in `config.toml`.
 */
export async function trustCodexHooks({ repo, home, env }: ScratchProject): Promise<void> {
  const child = Bun.spawn(['codex', 'app-server'], {
    cwd: repo,
    env,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'ignore',
    timeout: 30_000,
  });
  const say = (message: object): void => {
    void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    void child.stdin.flush();
  };
  say({ id: 1, method: 'initialize', params: { clientInfo: { name: 'test', version: '1' } } });
  say({ method: 'initialized' });
  say({ id: 2, method: 'hooks/list', params: { cwds: [repo] } });
  let text = '';
  let hooks: readonly ListedHook[] = [];
  for await (const part of child.stdout) {
    text += Buffer.from(part).toString('utf8');
    const line = text.split('\n').find((one) => one.startsWith('{"id":2,') && one.endsWith('}'));
    if (line === undefined) continue;
    const { result } = JSON.parse(line) as { result: { data: { hooks: ListedHook[] }[] } };
    hooks = result.data.flatMap((one) => one.hooks);
    break;
  }
  child.kill();
  await child.exited;
  if (hooks.length === 0) throw new Error(`codex lists no hooks: ${text.slice(-500)}`);
  const lines = hooks
    .filter(({ trustStatus }) => trustStatus !== 'trusted')
    .flatMap(({ key, currentHash }) => [
      `[hooks.state.${JSON.stringify(key)}]`,
      `trusted_hash = ${JSON.stringify(currentHash)}`,
    ]);
  appendFileSync(join(home, '.codex/config.toml'), `\n${lines.join('\n')}\n`);
}
