import { expect, test } from 'bun:test';
import { sha256Hex } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { brokerRequest, brokerRequestDigest, type BrokerRequest } from './broker-request.ts';
import { completeReceipt, stubReceipt } from './complete-receipt.ts';
import { buildCredentialRecord, printCredentialRecord } from './credential-record.ts';
import { credentialVariable } from './env-names.ts';
import { readReceipt } from './read-receipt.ts';

const GIVEN: BrokerRequest = {
  toolName: ' Tool.Write ',
  identity: ' alice ',
  workspace: '/repo/app',
  sessionId: 'sess_1',
  requestId: 'req_1',
  runId: 'run_1',
  jobId: '',
  reference: 'vault/app',
  scope: ['Write', 'read', 'write', ' '],
  targetBinding: 'f'.repeat(64),
};
const NOON = 1_780_488_000_000_000_000n; // 2026-06-03T12:00:00Z

test('a request is normalised; the order of its scopes is kept, because it is digested', () => {
  const request = brokerRequest(GIVEN);
  expect(request).toMatchObject({ toolName: 'tool.write', identity: 'alice' });
  expect(request.scope).toEqual(['write', 'read']);
  expect(brokerRequestDigest(request)).toBe(
    sha256Hex(
      `{"Identity":"alice","JobID":"","Reference":"vault/app","RequestID":"req_1","RunID":"run_1","Scope":["write","read"],"SessionID":"sess_1","TargetBinding":"${'f'.repeat(64)}","ToolName":"tool.write","Workspace":"/repo/app"}`,
    ),
  );
  const turned = brokerRequest({ ...GIVEN, scope: ['read', 'write'] });
  expect(brokerRequestDigest(turned)).not.toBe(brokerRequestDigest(request));
});

test('a request without a tool or an identity is none', () => {
  expect(codeOf(() => brokerRequest({ ...GIVEN, toolName: ' ' }))).toBe('broker_request_invalid');
  expect(codeOf(() => brokerRequest({ ...GIVEN, identity: '' }))).toBe('broker_request_invalid');
});

test('the variable of a credential follows from the reference, else from the tool', () => {
  expect(credentialVariable('', 'vault/app', 'tool.x')).toBe('GAIT_BROKER_TOKEN_VAULT_APP');
  expect(credentialVariable(' VEC_ ', '', 'tool.x-y')).toBe('VEC_TOOL_X_Y');
  expect(credentialVariable('P_', '\u00e4\u00e4--', '')).toBe('P_DEFAULT');
});

test('a name of many underscores costs no more than its length, and a name has a limit', () => {
  expect(credentialVariable('P_', `${'_'.repeat(500)}a${'_'.repeat(500)}`, '')).toBe('P_A');
  expect(credentialVariable('P_', '', '_'.repeat(1024))).toBe('P_DEFAULT');
  for (const name of ['_'.repeat(100_000), 'x'.repeat(1025)]) {
    const started = performance.now();
    expect(codeOf(() => credentialVariable('', name, ''))).toBe('broker_request_invalid');
    expect(codeOf(() => credentialVariable('', '', name))).toBe('broker_request_invalid');
    expect(performance.now() - started).toBeLessThan(1000);
  }
});

test('what a broker leaves unsaid is recorded from the request, except under strict', () => {
  const request = brokerRequest(GIVEN);
  const { receipt } = readReceipt('{"provider":"vault","lease_id":"l"}', {
    name: 'command',
    now: NOON,
  });
  expect(completeReceipt(receipt, request, 'standard')).toMatchObject({
    requestDigest: brokerRequestDigest(request),
    subject: 'alice',
    owner: 'alice',
    scope: ['write', 'read'],
    targetBinding: request.targetBinding,
    runBinding: 'run_1',
    stated: new Set(),
  });
  expect(completeReceipt(receipt, request, 'strict')).toEqual({
    ...receipt,
    requestDigest: brokerRequestDigest(request),
  });
});

test('the evidence of a credential has the fields of the reference and no others', () => {
  const request = brokerRequest(GIVEN);
  const receipt = completeReceipt(stubReceipt(request, NOON), request, 'standard');
  const record = buildCredentialRecord({
    createdAt: '2026-03-05T12:00:00Z',
    producerVersion: '1.4.0',
    traceId: 'a'.repeat(24),
    toolName: 'tool.write',
    identity: 'alice',
    reference: 'vault/app',
    scope: ['write', 'read'],
    receipt,
  });
  const named = 'tool.write|alice|/repo/app|sess_1|req_1|vault/app|write,read';
  expect(JSON.parse(printCredentialRecord(record))).toEqual({
    schema_id: 'gait.gate.broker_credential_record',
    schema_version: '1.0.0',
    created_at: '2026-03-05T12:00:00Z',
    producer_version: '1.4.0',
    trace_id: 'a'.repeat(24),
    tool_name: 'tool.write',
    identity: 'alice',
    broker: 'stub',
    reference: 'vault/app',
    credential_source: 'stub',
    credential_access_type: 'jit',
    credential_issuer: 'stub',
    credential_subject: 'alice',
    credential_owner: 'alice',
    scope: ['read', 'write'],
    credential_ref: `stub:${sha256Hex(named).slice(0, 24)}`,
    target_binding: request.targetBinding,
    run_binding: 'run_1',
    request_digest: brokerRequestDigest(request),
    issued_at: '2026-06-03T12:00:00Z',
    expires_at: '2026-06-03T12:05:00Z',
    ttl_seconds: 300,
  });
});
