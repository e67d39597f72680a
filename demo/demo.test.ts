import { expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../scripts/run-command.ts';
import { ROOT } from '../scripts/source-files.ts';

interface Report {
  readonly ok: boolean;
  readonly scratch: string;
  readonly seconds: number;
  readonly steps: readonly {
    readonly title: string;
    readonly exit: number;
    readonly output: string;
  }[];
}

test('the demo shows the whole loop for a user without a home', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gait-demo-test-'));
  try {
    const { status, output } = await runCommand(
      ['node', join(ROOT, 'scripts/bun.mjs'), join(ROOT, 'demo/run.ts'), '--json'],
      { cwd: folder, env: { TMPDIR: folder, HOME: join(folder, 'no-home') } },
    );
    expect({ status, output }).toEqual({ status: 0, output });
    const report = JSON.parse(output) as Report;
    expect(report.ok).toBeTrue();
    expect(report.seconds).toBeLessThan(60);
    expect(report.steps.map(({ exit }) => exit)).toEqual([
      ...[0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0, 0, 0, 2, 0, 0, 5, 0, 0],
    ]);
    const at = (name: string): string => join(report.scratch, name);
    expect(existsSync(at('gated/deployed.txt'))).toBeTrue();
    expect(existsSync(at('gated/notes/changes.md'))).toBeTrue();
    expect(report.steps[9]?.output).toContain('approval_token_already_used');
    // The join of both halves: the decision names the agents that were installed when it was made.
    const trace = JSON.parse(readFileSync(at('traces/deploy.production.json'), 'utf8')) as {
      agent_identity: { manifest_digest: string };
    };
    const { manifest_digest: agents } = trace.agent_identity;
    expect(agents).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(at('gated/.krci-ai/audit.jsonl'), 'utf8')).toContain(agents);
    expect(existsSync(at('gated/krci-ai.lock.json'))).toBeFalse();
    expect(readFileSync(at('work/ledger.json'), 'utf8')).toContain('"orders-1.csv": 20050');
    expect(existsSync(at('work/quarantine/orders-2.csv'))).toBeTrue();
    expect(existsSync(at('project/inbox/orders-2.csv'))).toBeTrue();
    expect(readFileSync(at('run.html'), 'utf8')).not.toMatch(/(?:src|href)="https?:/);
    expect(readFileSync(at('project/regress_result.json'), 'utf8')).toContain(
      'unexpected_tool_sequence',
    );
    const forged = report.steps.find(({ exit }) => exit === 2);
    expect(forged?.output).toContain('intents.jsonl');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
