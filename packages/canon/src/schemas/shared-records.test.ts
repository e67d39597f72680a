import { expect, test } from 'bun:test';
import { encodeRecord } from '../record/encode-record.ts';
import { emptyRecord } from '../record/field-kinds.ts';
import { ZERO_TIME } from '../text/go-time.ts';
import {
  agentIdentityRecord,
  CREDENTIAL_CLAIMS,
  credentialEvidenceRecord,
  mcpTrustRecord,
  signatureRecord,
  skillProvenanceRecord,
} from './shared-records.ts';

// What is written when nothing is set decides digests: gait-formats §1.4, §4.1, §4.13, §7.6.
test('records with nothing set write what the formats always write, in their order', () => {
  expect(
    Object.entries(encodeRecord(agentIdentityRecord, emptyRecord(agentIdentityRecord))),
  ).toEqual([
    ['issued_at', ZERO_TIME],
    ['approved_at', ZERO_TIME],
    ['expires_at', ZERO_TIME],
  ]);
  expect(encodeRecord(mcpTrustRecord, emptyRecord(mcpTrustRecord))).toEqual({
    updated_at: ZERO_TIME,
  });
  expect(
    Object.keys(encodeRecord(skillProvenanceRecord, emptyRecord(skillProvenanceRecord))),
  ).toEqual(['skill_name', 'source', 'publisher']);
  expect(Object.keys(encodeRecord(signatureRecord, emptyRecord(signatureRecord)))).toEqual([
    'alg',
    'key_id',
    'sig',
  ]);
  expect(
    Object.keys(encodeRecord(credentialEvidenceRecord, emptyRecord(credentialEvidenceRecord))),
  ).toEqual([
    'schema_id',
    'schema_version',
    'created_at',
    'producer_version',
    'trace_id',
    'tool_name',
    'identity',
    'broker',
    'credential_ref',
    'issued_at',
    'expires_at',
  ]);
});

test('claims about a credential are all left out when they are not made', () => {
  expect(Object.values(CREDENTIAL_CLAIMS).every(({ omitEmpty }) => omitEmpty)).toBe(true);
});
