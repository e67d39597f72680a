import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { generateKeyPair } from '@gait/canon';
import { runInProcess, type Ran } from '../testing.ts';

/** A call that a policy which allows everything allows. */
export const HARMLESS = {
  tool_name: 'tool.read',
  args: {},
  targets: [{ kind: 'path', value: 'a.txt', operation: 'read', endpoint_class: 'fs.read' }],
  context: { identity: 'agent', workspace: '/repo', risk_class: 'low', run_id: 'r1' },
};

/** A project with a policy, a call and a key, and a home folder beside it. */
export class GatedProject {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'gait-project-')));
  readonly cwd = join(this.root, 'project');
  readonly home = join(this.root, 'home');

  constructor(policy = 'schema_version: 1.0.0\ndefault_verdict: allow\n') {
    this.put('project/.gait.yaml', policy);
    this.put('project/call.json', HARMLESS);
    this.put('sign.key', generateKeyPair().privateKey);
    mkdirSync(this.home);
  }

  /** Writes a file seen from the root: text as it is, other values as JSON. */
  put(name: string, content: unknown): string {
    const path = join(this.root, name);
    mkdirSync(dirname(path), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  /** Writes the configuration of the project. */
  config(...lines: readonly string[]): void {
    this.put('project/.gait/config.yaml', ['gate:', ...lines.map((l) => `  ${l}`), ''].join('\n'));
  }

  run(words: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
    const { cwd, home } = this;
    return runInProcess([...words, '--json'], { cwd, home, env: { USER: 'alice', ...env } });
  }

  trust(...more: readonly string[]): Promise<Ran> {
    return this.run(['trust', '.gait.yaml', ...more]);
  }

  /** Asks for `call.json` under the policy of the project. */
  decide(profile: string, ...more: readonly string[]): Promise<Ran> {
    const chosen = profile === '' ? [] : ['--profile', profile];
    return this.run([
      ...['gate', 'eval', '--policy', '.gait.yaml', '--intent', 'call.json', ...chosen],
      ...['--key-mode', 'prod', '--private-key', '../sign.key', ...more],
    ]);
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The code of a refusal, or the verdict. */
export function saidBy({ json }: Ran): unknown {
  const detail = json?.['detail'] as { code?: string } | undefined;
  return detail?.code ?? json?.['verdict'];
}
