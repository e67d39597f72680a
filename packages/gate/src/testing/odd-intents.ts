import fc from 'fast-check';
import type { Json } from '@gait/canon';

/** JSON documents that are nearly intents: enough of them can be judged, none may crash. */

const rarely = (usual: string[], seldom: string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...seldom) },
  );

const odd = fc.constantFrom(
  ...['', ' ', ' x ', '\u0085', '\ufeff', '\u2028', 'İ', 'ΑΣ', '\ud800', '\u{1f600}', '\ufb33'],
  ...['"q"', 'b\\s', '\t', '\0', 'A=b', 'ghp_x', '__proto__', '10', '/a//../b/', 'x'.repeat(60)],
);
const text = fc.oneof(
  {
    weight: 60,
    arbitrary: fc.constantFrom('alice', 'Repo', '/repo/app', 'tool.read', 'rm', 'a b'),
  },
  { weight: 1, arbitrary: odd },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
);
const issued = fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T03:04:05.5+02:00');
const expires = rarely(
  ['2028-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
  ['9999-12-31T23:59:59-05:00', '2025-01-01T00:00:00Z'],
);
const hex = rarely(['a'.repeat(64), 'B'.repeat(64)], ['short']);
const key = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom('path', 'n', 'z', 'a', 'token_ref', 'api_key', 'list') },
  { weight: 1, arbitrary: odd },
);
const value: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4 }),
  ),
})).json;
const args = fc.dictionary(key, value, { maxKeys: 4 });

const optional = <T extends Record<string, fc.Arbitrary<unknown>>>(
  shape: T,
  required: (keyof T)[],
) => fc.record(shape, { requiredKeys: required as never });

const target = optional(
  {
    kind: rarely(['path', ' URL', 'host', 'repo', 'other'], ['planet']),
    value: fc.oneof(text, fc.constantFrom('https://Example.com:8/x', 'http://[::1]', 'a:b')),
    operation: fc.constantFrom('read', 'DELETE', 'exec', ''),
    sensitivity: text,
    endpoint_class: fc.constantFrom('', 'fs.write', 'net.http'),
    destructive: fc.boolean(),
    discovery_method: fc.constantFrom('Static-MCP', 'mcp'),
    read_only_hint: fc.boolean(),
  },
  ['kind', 'value'],
);
const provenance = optional(
  { arg_path: text, source: fc.constantFrom('user', 'External'), integrity_digest: hex },
  ['arg_path', 'source'],
);
const targets = fc.array(target, { maxLength: 4 });
const provenances = fc.array(provenance, { maxLength: 3 });
const step = optional({ tool_name: text, args, targets, arg_provenance: provenances }, [
  'tool_name',
  'args',
]);
const link = optional(
  {
    delegator_identity: fc.constant('a'),
    delegate_identity: fc.constant('a'),
    expires_at: expires,
  },
  ['delegator_identity', 'delegate_identity'],
);
const context = optional(
  {
    identity: text,
    workspace: text,
    risk_class: fc.constantFrom('low', 'HIGH'),
    phase: fc.constantFrom('plan', 'Apply'),
    session_id: text,
    credential_scopes: fc.array(text, { maxLength: 3 }),
    credential_ttl_seconds: fc.constantFrom(0, 300),
    auth_context: args,
    agent_identity: optional({ owner: text, issued_at: issued, expires_at: expires }, []),
    sandbox: optional(
      {
        network_mode: fc.constant('full'),
        writable_paths: fc.array(fc.constantFrom('/a/../b', '.')),
      },
      [],
    ),
    context_set_digest: hex,
  },
  ['identity', 'workspace', 'risk_class'],
);

/** A document to be read as an intent. */
export const arbitraryIntent = optional(
  {
    tool_name: text,
    args,
    targets,
    context,
    arg_provenance: provenances,
    script: fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 3 }) }),
    skill_provenance: optional(
      { skill_name: text, source: text, publisher: text, digest: hex },
      [],
    ),
    delegation: optional(
      {
        requester_identity: fc.constant('a'),
        chain: fc.array(link, { maxLength: 2 }),
        issued_at: issued,
      },
      ['requester_identity'],
    ),
  },
  ['tool_name', 'args', 'targets', 'context'],
) as unknown as fc.Arbitrary<Json>;

/** The same document with the members of every object in the opposite order. */
export function reversed(json: Json): Json {
  if (Array.isArray(json)) return (json as readonly Json[]).map(reversed);
  if (typeof json !== 'object' || json === null) return json;
  const entries = Object.entries(json).map(
    ([name, item]) => [name, reversed(item as Json)] as const,
  );
  return Object.fromEntries(entries.toReversed());
}
