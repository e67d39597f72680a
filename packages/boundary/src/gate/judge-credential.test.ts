import { expect, test } from 'bun:test';
import { CodedError } from '@gait/canon';
import { compilePolicy, parsePolicy, type Profile } from '@gait/gate';
import { openBroker, SealedSecret, type Broker } from '@gait/local';
import { decideCall } from './decide-call.ts';
import type { Call } from './gate-setup.ts';
import { judgeCredential } from './judge-credential.ts';
import { NOON, sampleCall, sampleGate, sampleIntent } from './testing/sample-gate.ts';
import { leaseReceipt } from './testing/lease-receipt.ts';

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

/** A broker that answers with a lease of ten minutes, and the secret for it. */
const LEASE: Broker = {
  name: 'lease',
  issue: async (request) => ({
    secret: new SealedSecret('s3cret'),
    receipt: leaseReceipt(request, { stated: new Set(['target_binding']) }),
  }),
};

/** What the call says of that lease itself: shorter and from elsewhere than it is. */
const CLAIMED = {
  ...DECLARED,
  credential_ref: 'vault_dynamic:lease',
  credential_source: 'vault_dynamic',
  credential_ttl_seconds: 60,
};

const SHORT = '    max_credential_ttl_seconds: 60\n';

test('the secret of a credential that was refused is not kept', async () => {
  const setup = sampleGate(`${POLICY('w')}${SHORT}`, { broker: LEASE });
  const { outcome, ruling } = await decideCall({ ...setup, broker: undefined }, sampleCall());
  const allowed = { ...ruling, verdict: 'allow' } as const;
  const judge = (gate: typeof setup) => judgeCredential(gate, sampleCall(), outcome, allowed, NOON);
  const refused = await judge(setup);
  expect(refused.ruling.violations).toContain('broker_ttl_exceeded');
  expect(refused.issued?.receipt.credentialRef).toBe('vault_dynamic:lease');
  expect(refused.issued?.secret).toBeUndefined();
  const kept = await judge({ ...setup, policy: sampleGate(POLICY('w')).policy });
  expect(kept.issued?.secret?.reveal()).toBe('s3cret');
});

test('only strict holds a script to a rule of its steps whose name has a comma', async () => {
  const policy = `${POLICY('a,b')}${SHORT}`;
  const call = sampleCall(sampleIntent({ ...script.intent, context: CLAIMED }));
  const strict = await decide('strict', policy, { call, broker: LEASE });
  expect(strict.reasonCodes).toContain('broker_ttl_exceeded');
  const standard = await decide('standard', policy, { call, broker: LEASE });
  expect(standard.reasonCodes).not.toContain('broker_ttl_exceeded');
});

test.each([
  ['how long it lasts', 'max_credential_ttl_seconds: 60', 'broker_ttl_exceeded', {}],
  [
    'who issued it',
    'allowed_credential_issuers: [another]',
    'credential_issuer_disallowed',
    { credential_issuer: 'another' },
  ],
  [
    'how it is given',
    'allowed_credential_access_types: [standing]',
    'credential_access_type_disallowed',
    { credential_access_type: 'standing' },
  ],
])(
  'what the user demands of a credential binds besides the project: %s',
  async (_, line, code, claim) => {
    const user = compilePolicy(parsePolicy(`${POLICY('of-the-user')}    ${line}\n`));
    const setup = sampleGate(POLICY('w'), { profile: 'strict', broker: LEASE });
    // The claim satisfies the user's policy; what the broker gave does not.
    const call = sampleCall(sampleIntent({ context: { ...CLAIMED, ...claim } }));
    expect((await decideCall(setup, call)).ruling.verdict).toBe('allow');
    const { ruling, outcome } = await decideCall({ ...setup, overlays: [user] }, call);
    expect(outcome.verdict).toBe('allow');
    expect(ruling.verdict).toBe('block');
    expect(ruling.reasonCodes).toContain(code);
  },
);
