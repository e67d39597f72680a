import { describe, expect, test } from 'bun:test';
import {
  approvalNeeds,
  delegationBindingDigest,
  mintApproval,
  mintApprovedScript,
  mintDelegation,
  parseKillSwitchState,
  prepareIntent,
  type Intent,
  type KillSwitchView,
} from '@gait/gate';
import { approveScript } from './approve-script.ts';
import { decideCall } from './decide-call.ts';
import type { GateSetup } from './gate-setup.ts';
import { NOON, sampleCall, sampleGate, sampleIntent, SIGNER } from './testing/sample-gate.ts';

const HOUR = 3_600_000_000_000n;

function rule(body: string): string {
  return `default_verdict: block\nrules:\n  - {name: w, ${body}, match: {tool_names: [tool.write]}}\n`;
}

/** A call that alice makes for whoever delegated it to her. */
function delegated(requester: string): Intent {
  return sampleIntent({
    delegation: {
      requester_identity: requester,
      scope_class: 'write',
      token_refs: [],
      chain: [
        {
          delegator_identity: 'bob',
          delegate_identity: requester,
          scope_class: 'write',
          token_ref: '',
          issued_at: '2026-06-03T11:00:00Z',
          expires_at: '2026-06-03T13:00:00Z',
        },
      ],
      issued_at: '2026-06-03T11:00:00Z',
      expires_at: '2026-06-03T13:00:00Z',
    },
  });
}

async function approvedBy(approver: string, intent: Intent) {
  const setup = sampleGate(rule('effect: require_approval'), {
    profile: 'strict',
    ledger: async () => ({ used: () => new Set(), spend: async () => ({ ok: true }) }),
  });
  const prepared = prepareIntent(intent, { profile: 'strict' });
  const needs = approvalNeeds(prepared.intent);
  const token = mintApproval(
    {
      approverIdentity: approver,
      reasonCode: 'ok',
      intentDigest: prepared.intentDigest,
      policyDigest: setup.policy.digest,
      delegationBindingDigest: delegationBindingDigest(prepared.intent),
      scope: needs.scopes,
      maxTargets: 0,
      maxOps: 0,
      now: NOON,
      ttl: HOUR,
      producerVersion: '1.4.0',
      notBefore: undefined,
      nonce: new Uint8Array(16).fill(7),
    },
    SIGNER,
  );
  const call = sampleCall(intent, { approvals: () => [{ token, strays: [] }] });
  return (await decideCall(setup, call)).ruling;
}

describe('under strict nobody approves his own call', () => {
  test('neither who makes it nor for whom it is delegated', async () => {
    expect((await approvedBy('carol', delegated('dave'))).verdict).toBe('allow');
    for (const self of ['alice', 'dave']) {
      expect((await approvedBy(self, delegated('dave'))).verdict).toBe('require_approval');
    }
  });
});

test('a delegation that was withdrawn counts no more', async () => {
  const token = mintDelegation(
    {
      delegatorIdentity: 'bob',
      delegateIdentity: 'dave',
      scope: ['write'],
      scopeClass: 'write',
      now: NOON,
      ttl: HOUR,
      producerVersion: '1.4.0',
    },
    SIGNER,
  );
  const demanding = rule('effect: allow').replace('match: {', 'match: {require_delegation: true, ');
  const call = sampleCall(delegated('dave'), { delegations: () => [{ token, strays: [] }] });
  const withdrawn = (...tokenIds: string[]): GateSetup['revoked'] => {
    return async () => ({ tokenIds: new Set(tokenIds) });
  };
  const verdicts = await Promise.all(
    [withdrawn('another'), withdrawn(token.token_id)].map(
      async (revoked) => (await decideCall(sampleGate(demanding, { revoked }), call)).ruling,
    ),
  );
  expect(verdicts[0]?.verdict).toBe('allow');
  expect(verdicts[1]).toMatchObject({ verdict: 'block', violations: ['delegation_not_granted'] });
});

describe('a script that was approved before', () => {
  const script = sampleIntent({
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
  });

  function approved(
    policy: string,
    view: KillSwitchView,
    profile: GateSetup['profile'] = 'strict',
    foldsCase = false,
  ) {
    const setup = sampleGate(policy, { profile, foldsCase });
    const prepared = prepareIntent(script, { profile });
    const entry = mintApprovedScript(
      {
        patternId: '',
        policyDigest: setup.policy.digest,
        scriptHash: prepared.scriptHash,
        toolSequence: ['tool.write'],
        scope: [],
        approverIdentity: 'carol',
        now: NOON,
        ttl: HOUR,
        producerVersion: '1.4.0',
      },
      SIGNER,
    );
    return approveScript({ ...setup, approvedScripts: [entry] }, prepared, view, NOON);
  }
  const NO_SWITCH: KillSwitchView = { state: null, error: false, required: false };

  test('needs the policy no more', () => {
    expect(approved(rule('effect: allow'), NO_SWITCH).registryReason).toBe('approved_script_match');
  });

  test('is judged all the same where a rule asks for evidence of the context', () => {
    const policy = rule('effect: allow, require_context_evidence: true');
    expect(approved(policy, NO_SWITCH)).toEqual({ preApproval: undefined, registryReason: '' });
  });

  test('is not let through while nobody knows whether it was switched off', () => {
    const unreadable = { state: null, error: true, required: true };
    for (const profile of ['standard', 'strict'] as const) {
      const answer = approved(rule('effect: allow'), unreadable, profile);
      expect(answer).toEqual({ preApproval: undefined, registryReason: 'kill_switch_active' });
    }
    expect(approved(rule('effect: allow'), unreadable, 'compat').preApproval).toBeDefined();
  });

  test('is stopped by a switch in any spelling where the file system folds names', () => {
    const entry = { entry_id: 'e', enabled: true, path_prefixes: ['/Repo'] };
    const state = parseKillSwitchState(
      JSON.stringify({
        schema_id: 'gait.gate.kill_switch_state',
        schema_version: '1.0.0',
        created_at: '2026-06-03T11:00:00Z',
        updated_at: '2026-06-03T11:00:00Z',
        producer_version: '1.4.0',
        entries: [{ ...entry, created_at: '2026-06-03T11:00:00Z' }],
      }),
    );
    const view = { state, error: false, required: false };
    const answer = (folds: boolean) => approved(rule('effect: allow'), view, 'strict', folds);
    expect(answer(true)).toEqual({
      preApproval: undefined,
      registryReason: 'kill_switch_active',
    });
    expect(answer(false).registryReason).toBe('approved_script_match');
  });
});
