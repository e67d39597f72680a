import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { runInProcess } from '../testing.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

let cwd = '';
folderForEach((folder) => {
  cwd = folder;
  mkdirSync(join(cwd, 'gait-out'));
  mkdirSync(join(cwd, '.gait'));
});

const READY = `gate: {policy: .gait.yaml, profile: oss-prod, key_mode: prod}
retention: {trace_ttl: 168h, session_ttl: 336h, export_ttl: 24h}
`;

async function check(config: string | undefined) {
  if (config !== undefined) writeFileSync(join(cwd, '.gait/config.yaml'), config);
  const now = BigInt(Date.now()) * 1_000_000n;
  const { exit, json } = await runInProcess(['doctor', '--production-readiness', '--json'], {
    cwd,
    now: () => now,
  });
  const checks = json?.['checks'] as {
    name: string;
    status: string;
    scope: string;
    fix_command?: string;
  }[];
  const failing = checks.filter(
    (found) => found.scope === 'production_readiness' && found.status === 'fail',
  );
  return {
    exit,
    ok: json?.['ok'],
    failing: failing.map((found) => found.name),
    fix: failing[0]?.fix_command ?? '',
  };
}

describe('production readiness', () => {
  test('a project with every default set is ready', async () => {
    expect(await check(READY)).toMatchObject({ exit: 0, ok: true, failing: [] });
  });

  test('without a file nothing is ready: exit 2, and the command that writes one makes it ready', async () => {
    const { exit, ok, failing, fix } = await check(undefined);
    expect({ exit, ok }).toEqual({ exit: 2, ok: false });
    expect(failing).toEqual([
      'production_readiness_config',
      'production_profile',
      'production_key_mode',
      'production_retention',
      'production_context_strictness',
    ]);
    expect(Bun.spawnSync(['sh', '-c', fix], { cwd }).exitCode).toBe(0);
    expect(await check(undefined)).toMatchObject({ exit: 0, failing: [] });
  });

  const faults: readonly (readonly [string, string, string])[] = [
    ['another profile', READY.replace('oss-prod', 'standard'), 'production_profile'],
    ['another key mode', READY.replace('key_mode: prod', 'key_mode: dev'), 'production_key_mode'],
    ['no policy', READY.replace('policy: .gait.yaml, ', ''), 'production_context_strictness'],
    ['a time that is no duration', READY.replace('168h', 'a week'), 'production_retention'],
    ['a time of nothing', READY.replace('168h', '0'), 'production_retention'],
    [
      'a service that anybody reaches',
      `${READY}mcp_serve: {listen: '0.0.0.0:1', max_request_bytes: 1, http_verdict_status: strict}`,
      'production_service_boundary',
    ],
    [
      'a token without its variable',
      `${READY}mcp_serve: {listen: '0.0.0.0:1', auth_mode: token, max_request_bytes: 1, http_verdict_status: strict}`,
      'production_service_boundary',
    ],
    [
      'requests without limit',
      `${READY}mcp_serve: {enabled: true, http_verdict_status: strict}`,
      'production_service_boundary',
    ],
    [
      'paths of clients',
      `${READY}mcp_serve: {enabled: true, max_request_bytes: 1, http_verdict_status: strict, allow_client_artifact_paths: true}`,
      'production_service_boundary',
    ],
    [
      'no port',
      `${READY}mcp_serve: {listen: localhost, max_request_bytes: 1, http_verdict_status: strict}`,
      'production_service_boundary',
    ],
    ['a list for a section', 'gate: [1]', 'production_readiness_config'],
    ['text for the file', 'hello', 'production_readiness_config'],
    ['YAML with a key twice', `${READY}gate: {}`, 'production_readiness_config'],
  ];
  test.each(faults)('%s fails', async (_, config, name) => {
    const { exit, failing } = await check(config);
    expect(exit).toBe(2);
    expect(failing).toContain(name);
  });

  test('a bounded service is ready, on each spelling of this machine', async () => {
    for (const listen of ['127.0.0.1:8787', 'localhost:1', '[::1]:1', '127.9.9.9:1']) {
      expect(
        await check(
          `${READY}mcp_serve: {listen: '${listen}', max_request_bytes: 4194304, http_verdict_status: strict}`,
        ),
      ).toMatchObject({ exit: 0 });
    }
  });
});
