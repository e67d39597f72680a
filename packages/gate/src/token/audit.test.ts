import { expect, test } from 'bun:test';
import { approvalAuditRecord, encodeRecord, ZERO_TIME, type JsonObject } from '@gait/canon';
import { buildApprovalAudit } from './approval-audit.ts';
import { delegationAuditRecord, type ApprovalAuditEntry } from './audit-record.ts';
import { buildDelegationAudit } from './delegation-audit.ts';

const entry = (change: Partial<ApprovalAuditEntry>): ApprovalAuditEntry => ({
  token_id: 't',
  approver_identity: 'bob',
  reason_code: 'ok',
  scope: ['tool:x'],
  expires_at: '2026-06-03T13:00:00Z',
  valid: true,
  error_code: '',
  ...change,
});
const facts = {
  createdAt: '2026-03-05T12:00:00Z',
  producerVersion: '1.4.0',
  traceId: 'trace1',
  toolName: 'tool.write',
  intentDigest: 'A'.repeat(64),
  policyDigest: 'B'.repeat(64),
};
const POLICY = 'b'.repeat(64);

test('an approval audit names who approved and hangs together with trace, tool and policy', () => {
  const entries = [entry({ token_id: 'z' }), entry({ token_id: 'a', approver_identity: 'alice' })];
  const audit = encodeRecord(
    approvalAuditRecord,
    buildApprovalAudit({ ...facts, required: 2, entries }),
  );
  expect(audit).toEqual({
    schema_id: 'gait.gate.approval_audit_record',
    schema_version: '1.0.0',
    created_at: '2026-03-05T12:00:00Z',
    producer_version: '1.4.0',
    trace_id: 'trace1',
    tool_name: 'tool.write',
    intent_digest: 'a'.repeat(64),
    policy_digest: POLICY,
    required_approvals: 2,
    valid_approvals: 2,
    approved: true,
    approvers: ['alice', 'bob'],
    relationship: {
      parent_ref: { kind: 'trace', id: 'trace1' },
      entity_refs: [
        { kind: 'agent', id: 'alice' },
        { kind: 'agent', id: 'bob' },
        { kind: 'policy', id: POLICY },
        { kind: 'tool', id: 'tool.write' },
        { kind: 'trace', id: 'trace1' },
      ],
      policy_ref: { policy_digest: POLICY },
      edges: [
        {
          kind: 'governed_by',
          from: { kind: 'tool', id: 'tool.write' },
          to: { kind: 'policy', id: POLICY },
        },
      ],
      parent_record_id: 'trace1',
      related_entity_ids: ['alice', POLICY, 'bob', 'tool.write', 'trace1'],
    },
    entries: [
      {
        token_id: 'a',
        approver_identity: 'alice',
        reason_code: 'ok',
        scope: ['tool:x'],
        expires_at: '2026-06-03T13:00:00Z',
        valid: true,
      },
      {
        token_id: 'z',
        approver_identity: 'bob',
        reason_code: 'ok',
        scope: ['tool:x'],
        expires_at: '2026-06-03T13:00:00Z',
        valid: true,
      },
    ],
  } as JsonObject);
});

test('without entries the list is null, and nobody approved what needs an approval', () => {
  const audit = buildApprovalAudit({ ...facts, createdAt: ZERO_TIME, required: 1, entries: [] });
  expect(audit).toMatchObject({
    created_at: '1980-01-01T00:00:00Z',
    approved: false,
    entries: null,
    approvers: [],
  });
});

test('the caller may know better whether the approvals sufficed', () => {
  const entries = [entry({}), entry({ token_id: 'u' })];
  expect(buildApprovalAudit({ ...facts, required: 2, entries }).approved).toBe(true);
  expect(buildApprovalAudit({ ...facts, required: 2, entries, approved: false }).approved).toBe(
    false,
  );
});

test('entries of one token are told apart by approver, reason, expiry and scope', () => {
  const entries = [
    entry({ scope: ['b'] }),
    entry({ scope: ['a'] }),
    entry({ expires_at: '2026-06-03T12:00:00.5Z', scope: ['c'] }),
    entry({ reason_code: 'a', scope: ['d'] }),
    entry({ approver_identity: 'al', scope: ['e'], valid: false, error_code: 'x' }),
  ];
  const { entries: sorted } = buildApprovalAudit({ ...facts, required: 1, entries });
  expect(sorted?.map(({ scope }) => scope?.[0])).toEqual(['e', 'd', 'c', 'a', 'b']);
});

test('a delegation audit names every step', () => {
  const audit = buildDelegationAudit({
    ...facts,
    required: true,
    delegationRef: 'd1',
    entries: [
      {
        token_id: '',
        delegator_identity: 'lead',
        delegate_identity: 'agent',
        scope: null,
        expires_at: ZERO_TIME,
        valid: false,
        error_code: 'delegation_token_missing',
      },
      {
        token_id: 'd1',
        delegator_identity: 'bob',
        delegate_identity: 'lead',
        scope: ['write'],
        expires_at: '2026-06-03T13:00:00Z',
        valid: true,
        error_code: '',
      },
    ],
  });
  const encoded = encodeRecord(delegationAuditRecord, audit);
  expect(encoded).toMatchObject({
    schema_id: 'gait.gate.delegation_audit_record',
    delegation_required: true,
    valid_delegations: 1,
    delegated: true,
    delegation_ref: 'd1',
    relationship: {
      agent_chain: [
        { identity: 'agent', role: 'delegate' },
        { identity: 'lead', role: 'delegate' },
        { identity: 'bob', role: 'delegator' },
        { identity: 'lead', role: 'delegator' },
      ],
      edges: [
        { kind: 'delegates_to', from: { kind: 'agent', id: 'bob' } },
        { kind: 'delegates_to', from: { kind: 'agent', id: 'lead' } },
        { kind: 'governed_by' },
      ],
    },
  });
  expect(encoded['entries']).toEqual([
    {
      token_id: 'd1',
      delegator_identity: 'bob',
      delegate_identity: 'lead',
      scope: ['write'],
      expires_at: '2026-06-03T13:00:00Z',
      valid: true,
    },
    {
      delegator_identity: 'lead',
      delegate_identity: 'agent',
      expires_at: ZERO_TIME,
      valid: false,
      error_code: 'delegation_token_missing',
    },
  ]);
});

test('a delegation audit without entries has an empty list and nobody delegated', () => {
  const audit = buildDelegationAudit({ ...facts, required: true, delegationRef: '', entries: [] });
  expect(audit).toMatchObject({ entries: [], delegated: false, valid_delegations: 0 });
});
