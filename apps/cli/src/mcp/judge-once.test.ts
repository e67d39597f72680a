import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { GatedProject, saidBy } from '../testing/gated-project.ts';
import type { Ran } from '../testing.ts';

const CALL = {
  name: 'tool.read',
  args: { path: 'a.txt' },
  targets: [{ kind: 'path', value: 'a.txt', operation: 'read' }],
  server: { server_id: 's' },
  context: { identity: 'agent', workspace: '/repo', risk_class: 'high', session_id: 's1' },
};
const allow = 'schema_version: 1.0.0\ndefault_verdict: allow\n';

function judge(project: GatedProject, call: object, ...more: string[]): Promise<Ran> {
  project.put('project/call.json', call);
  return project.run(['mcp', 'proxy', '--policy', '.gait.yaml', '--call', 'call.json', ...more]);
}
const context = (more: object) => ({ ...CALL, context: { ...CALL.context, ...more } });

test('a call is judged and not run, and leaves a trace', async () => {
  using project = new GatedProject(allow);
  const ran = await judge(project, CALL);
  expect(ran.exit).toBe(0);
  expect(ran.json).toMatchObject({ verdict: 'allow', executed: false, adapter: 'mcp' });
  expect(existsSync(join(project.cwd, String(ran.json?.['trace_path'])))).toBe(true);
});

test('what needs an approval stays so, without anybody being asked', async () => {
  using project = new GatedProject('schema_version: 1.0.0\ndefault_verdict: require_approval\n');
  const ran = await judge(project, CALL, '--runpack-out', 'out/r.zip');
  expect(ran.exit).toBe(4);
  expect(ran.json).toMatchObject({
    verdict: 'require_approval',
    reason_codes: ['default_require_approval'],
    runpack_path: 'out/r.zip',
  });
  expect(readdirSync(project.cwd).filter((name) => name.startsWith('approval_audit'))).toEqual([]);
  const verified = await project.run(['verify', './out/r.zip']);
  expect(verified.exit).toBe(0);
});

test.each([
  ['running', 0, 'allow'],
  ['emergency_stopped', 3, 'block'],
])('a call of a job that is %s', async (status, exit, verdict) => {
  using project = new GatedProject(allow);
  project.put('project/gait-out/jobs/job1/state.json', {
    schema_id: 'gait.job.runtime',
    schema_version: '1.0.0',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    producer_version: '0',
    job_id: 'job1',
    status,
    stop_reason: 'none',
    status_reason_code: 'x',
    environment_fingerprint: 'e',
    revision: 1,
    checkpoints: [],
  });
  const ran = await judge(project, context({ job_id: 'job1' }));
  expect({ exit: ran.exit, verdict: ran.json?.['verdict'] }).toEqual({ exit, verdict });
  const stopped = exit === 3 ? ['default_allow', 'emergency_stop_preempted'] : ['default_allow'];
  expect(ran.json?.['reason_codes']).toEqual(stopped);
});

test.each(['gone', '../job1', '.'])('a job that cannot be looked up blocks: %s', async (id) => {
  using project = new GatedProject(allow);
  const ran = await judge(project, context({ job_id: id }));
  expect(ran.exit).toBe(3);
  expect(ran.json?.['reason_codes']).toContain('emergency_stop_state_unavailable');
});

test('a server that the snapshot does not trust is blocked, and the trace says so', async () => {
  using project = new GatedProject(
    `${allow}mcp_trust:\n  snapshot: trust.json\n  action: block\n  required_risk_classes: [high]\n  publisher_allowlist: [acme]\n`,
  );
  const snapshot = (status: string) => ({
    schema_id: 'gait.mcp.trust_snapshot',
    schema_version: '1.0.0',
    created_at: '2026-01-01T00:00:00Z',
    producer_version: '0',
    entries: [{ server_id: 's', publisher: 'acme', status, updated_at: '2026-01-01T00:00:00Z' }],
  });
  project.put('project/trust.json', snapshot('trusted'));
  expect((await judge(project, CALL)).json).toMatchObject({
    verdict: 'allow',
    mcp_trust: { status: 'trusted' },
  });
  project.put('project/trust.json', snapshot('revoked'));
  const ran = await judge(project, CALL);
  expect(ran.exit).toBe(3);
  expect(ran.json).toMatchObject({
    verdict: 'block',
    violations: ['mcp_trust_policy'],
    mcp_trust: { status: 'untrusted', enforced: true },
  });
});

test.each([
  ['no session', { session_id: '' }],
  ['a sign-in without evidence', { auth_mode: 'oauth' }],
  [
    'a sign-in whose evidence says no issuer',
    { auth_mode: 'oauth', oauth_evidence: { subject: 'x', audience: ['a'], scopes: ['s'] } },
  ],
])('oss-prod refuses a call with %s', async (_, more) => {
  using project = new GatedProject('schema_version: 1.0.0\ndefault_verdict: block\n');
  const strict = ['--profile', 'oss-prod', '--key-mode', 'prod', '--private-key', '../sign.key'];
  expect(saidBy(await judge(project, context(more), ...strict))).toBe('profile_requirement');
  expect(saidBy(await judge(project, CALL, ...strict))).toBe('block');
});

test('a sign-in of an unknown kind, and a call without its flags, are invalid', async () => {
  using project = new GatedProject(allow);
  expect(saidBy(await judge(project, context({ auth_mode: 'magic' })))).toBe('mcp_call_invalid');
  expect((await project.run(['mcp', 'bridge', '--policy', '.gait.yaml'])).exit).toBe(6);
});
