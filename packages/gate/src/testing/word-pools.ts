import fc from 'fast-check';

/** Small pools, so that generated rules and calls meet often. */
export const POOLS = {
  tools: ['tool.read', 'tool.write', 'tool.delete', 'shell.exec', 'http.post', 'terraform.plan'],
  risks: ['low', 'medium', 'high', 'critical'],
  kinds: ['path', 'url', 'host', 'repo', 'bucket', 'table', 'queue', 'topic', 'other'],
  values: [
    '/srv/a.txt',
    '/srv/sub/b.txt',
    '/etc/passwd',
    '/srv/../etc/passwd',
    './src/x.ts',
    'https://api.example.com/v1',
    'example.org',
    'prod-bucket',
    'é/ü',
  ],
  operations: ['read', 'write', 'delete', 'exec', 'post', ''],
  classes: ['fs.read', 'fs.write', 'fs.delete', 'proc.exec', 'net.http', 'net.dns', 'other'],
  domains: ['api.example.com', 'example.com', 'evil.test', ''],
  discovery: ['mcp', 'dynamic_mcp', 'manual', 'unknown'],
  labels: ['secret', 'public', 'pii'],
  sources: ['user', 'external', 'tool_output', 'system'],
  identities: ['alice', 'bob', 'Agent-7'],
  workspaces: ['/repo', '/repo/app', '/repo/../etc', '/home/agent'],
  prefixes: ['/repo', '/repo/', '/home', '/rep'],
  publishers: ['acme', 'evilcorp'],
  skillSources: ['registry', 'local'],
  scopes: ['read', 'deploy', 'admin'],
  agents: ['agent-1', 'agent-2'],
  environments: ['prod', 'staging'],
  levels: ['low', 'autonomous'],
  states: ['approved', 'active'],
  credentialSources: ['aws_sts', 'env', 'unknown', 'vault_dynamic'],
  accessTypes: ['jit', 'standing', 'static', 'cloud_admin'],
  issuers: ['vault', 'aws'],
  networkModes: ['disabled', 'egress_allowlist', 'full'],
  exposures: ['allowlist', 'none', 'full'],
  isolations: ['container', 'none', 'workspace'],
  users: ['default', 'root', 'unprivileged'],
  folders: ['/tmp', '/srv', '/usr', '/'],
  verdicts: ['allow', 'dry_run', 'require_approval', 'block'],
  actions: ['block', 'require_approval'],
} as const;

export type Pool = keyof typeof POOLS;

/** One word of a pool. */
export const word = (pool: Pool): fc.Arbitrary<string> =>
  fc.constantFrom<string>(...(POOLS[pool] as readonly string[]));

/** Some words of a pool. */
export const words = (pool: Pool, most = 3): fc.Arbitrary<string[]> =>
  fc.uniqueArray(word(pool), { minLength: 1, maxLength: most });

/** Present in `percent` of all cases. */
export function rarely<T>(
  percent: number,
  arbitrary: fc.Arbitrary<T>,
): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { weight: 100 - percent, arbitrary: fc.constant(undefined) },
    { weight: percent, arbitrary },
  );
}

/** An object with the fields that were drawn. */
export function drawn(
  fields: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(fields).map(present);
}

/** The same object without undefined fields. */
export function present(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}
