import { expect, test } from 'bun:test';
import { CodedError } from '@gait/canon';
import type { Profile } from '@gait/gate';
import { openBroker, type Broker } from '@gait/local';
import { decideCall } from './decide-call.ts';
import type { Call } from './gate-setup.ts';
import { NOON, sampleCall, sampleGate, sampleIntent } from './testing/sample-gate.ts';

const POLICY = (name: string): string => `default_verdict: block
rules:
  - name: ${JSON.stringify(name)}
    effect: allow
    match: {tool_names: [tool.write]}
    require_broker_credential: true
    broker_reference: app
`;

/** The variable of the reference, with an end ten minutes away. */
function envBroker(profile: Profile, more: Record<string, string> = {}): Broker {
  const name = 'GAIT_BROKER_TOKEN_APP';
  const env = {
    [name]: 'a-secret',
    [`${name}_EXPIRES_AT`]: '2026-06-03T12:10:00Z',
    [`${name}_TARGET_BINDING`]: '*',
    ...more,
  };
  const broker = openBroker({ name: 'env' }, { profile, env, clock: () => NOON });
  if (broker === undefined) throw new Error('no broker');
  return broker;
}

async function decide(
  profile: Profile,
  policy: string,
  { broker = envBroker(profile), call = sampleCall() }: { broker?: Broker; call?: Call } = {},
) {
  const { ruling } = await decideCall(sampleGate(policy, { profile, broker }), call);
  return ruling;
}

const script = sampleCall(
  sampleIntent({
    tool_name: 'script',
    script: {
      steps: [
        {
          tool_name: 'tool.write',
          args: {},
          targets: [{ kind: 'path', value: '/repo/a.txt', operation: 'write' }],
        },
      ],
    },
  }),
);

/** What the call says of its credential itself. */
const DECLARED = {
  identity: 'alice',
  workspace: '/repo',
  risk_class: 'low',
  credential_ref: 'env:GAIT_BROKER_TOKEN_APP',
  credential_source: 'env',
  credential_access_type: 'jit',
  credential_issuer: 'vault',
};

test('a broker that fails blocks the call with the reason of the reference', async () => {
  const broker: Broker = {
    name: 'broken',
    issue: () => Promise.reject(new CodedError('broker_timeout', 'took too long')),
  };
  expect(await decide('standard', POLICY('w'), { broker })).toMatchObject({
    verdict: 'block',
    reasonCodes: ['broker_credential_missing', 'matched_rule_w'],
    violations: ['broker_credential_missing'],
  });
});

test('under strict a script is held to the demands of the rules of its steps', async () => {
  const policy = `${POLICY('w')}    allowed_credential_issuers: [vault]\n`;
  const call = sampleCall(sampleIntent({ ...script.intent, context: DECLARED }));
  const ruling = await decide('strict', policy, { call });
  expect(ruling.verdict).toBe('block');
  expect(ruling.reasonCodes).toContain('credential_issuer_disallowed');
  const issuer = envBroker('strict', { GAIT_BROKER_TOKEN_APP_ISSUER: 'vault' });
  expect((await decide('strict', policy, { call, broker: issuer })).verdict).toBe('allow');
});

test('under strict a comma in the name of a rule does not hide what it demands', async () => {
  const policy = `${POLICY('a,b')}    allowed_credential_issuers: [vault]\n`;
  const call = sampleCall(sampleIntent({ context: DECLARED }));
  const ruling = await decide('strict', policy, { call });
  expect(ruling.reasonCodes).toContain('credential_issuer_disallowed');
});
