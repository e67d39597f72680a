import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  attackCalls,
  innocentCalls,
  type Ground,
  type TableCall,
} from '../testing/protection-calls.ts';
import { runInProcess, type Ran } from '../testing.ts';

const ALLOW = 'schema_id: gait.gate.policy\nschema_version: 1.0.0\ndefault_verdict: allow\n';
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-protect-')));
const ground: Ground = {
  root: folder,
  project: join(folder, 'project'),
  home: join(folder, 'home'),
};

beforeAll(() => {
  const put = (path: string, text = 'x'): string => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const { project, home } = ground;
  const at = (name: string): string => join(project, name);
  const policy = put(at('.gait.yaml'), ALLOW);
  put(
    at('.gait/config.yaml'),
    'gate:\n  policy: .gait.yaml\n  kill_switch_state: state/kill.json\n',
  );
  put(
    at('state/kill.json'),
    JSON.stringify({
      schema_id: 'gait.gate.kill_switch_state',
      schema_version: '1.0.0',
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
      producer_version: 'x',
      entries: [],
    }),
  );
  mkdirSync(at('.gait-out'));
  put(at('.claude/settings.json'));
  put(at('README.md'));
  put(at('src/deep/a.ts'));
  put(at('sub/a.txt'));
  put(join(folder, 'bin/gait'));
  symlinkSync('../bin/gait', at('linked-tool'));
  linkSync(join(folder, 'bin/gait'), at('hard-tool'));
  const key = put(join(home, '.config/gait/keys/gait_private.key'));
  const ledger = put(join(home, '.local/state/gait/approvals/revocations.json'));
  symlinkSync(policy, at('linked-policy'));
  linkSync(policy, at('hard-policy'));
  linkSync(key, at('hard-key'));
  linkSync(ledger, at('hard-ledger'));
  symlinkSync('.gait', at('linked-folder'));
  symlinkSync('.gait/new.yaml', at('dangling'));
  symlinkSync('src/deep', at('deep'));
  put(at('src/.gait.yaml'));
  symlinkSync('..', at('outwards'));
  symlinkSync('loop', at('loop'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function decide(call: TableCall, ...flags: string[]): Promise<Ran> {
  writeFileSync(join(folder, 'call.json'), JSON.stringify(intentOf(call)));
  return await runInProcess(
    [
      'gate',
      'eval',
      '--intent',
      join(folder, 'call.json'),
      '--trace-out',
      join(folder, 'trace.json'),
      ...flags,
      '--json',
    ],
    { cwd: ground.project, home: ground.home, env: { PATH: join(folder, 'bin') } },
  );
}

function intentOf({ tool, args = {}, targets = [], steps, workspace }: TableCall): unknown {
  return {
    schema_id: 'gait.gate.intent_request',
    schema_version: '1.0.0',
    created_at: '2026-06-03T12:00:00Z',
    producer_version: 'x',
    tool_name: tool,
    args,
    targets,
    ...(steps === undefined
      ? {}
      : {
          script: {
            steps: steps.map((step) => ({
              tool_name: step.tool,
              args: step.args ?? {},
              targets: step.targets ?? [],
            })),
          },
        }),
    context: { identity: 'agent', workspace: workspace ?? ground.project, risk_class: 'low' },
  };
}

describe('a policy that allows everything', () => {
  test.each(attackCalls(ground).map((call) => [call.name, call] as const))(
    'does not allow: %s',
    async (_, call) => {
      const ran = await decide(call);
      expect(ran.json).toMatchObject({ verdict: 'block', violations: ['self_protection'] });
      expect(ran.exit).toBe(3);
    },
  );
  test.each(innocentCalls(ground).map((call) => [call.name, call] as const))(
    'allows: %s',
    async (_, call) => {
      const ran = await decide(call);
      expect(ran.json).toMatchObject({ verdict: 'allow' });
      expect(ran.exit).toBe(0);
    },
  );
});

test('the attempts are more than a hundred, each with a name of its own', () => {
  const names = attackCalls(ground).map(({ name }) => name);
  expect(names.length).toBeGreaterThan(100);
  expect(new Set(names).size).toBe(names.length);
});

test('compat and oss-prod decide as the reference, which protects nothing', async () => {
  const [attack] = attackCalls(ground) as [TableCall];
  expect((await decide(attack, '--profile', 'compat')).json).toMatchObject({ verdict: 'allow' });
});

test('a simulation says that the call would have been blocked', async () => {
  const [attack] = attackCalls(ground) as [TableCall];
  const { json } = await decide(attack, '--simulate');
  expect(json).toMatchObject({ would_have_blocked: true, simulated_verdict: 'block' });
});

test('the explanation names the protection, not only the policy', async () => {
  const [attack] = attackCalls(ground) as [TableCall];
  expect((await decide(attack, '--explain')).json).toMatchObject({
    verdict: 'block',
    reason_codes: ['default_allow', 'self_protection_policy'],
    violations: ['self_protection'],
  });
});
