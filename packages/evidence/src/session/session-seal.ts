import {
  checkSignatures,
  CodedError,
  digest,
  encodeRecord,
  prettyJson,
  signValue,
  type JsonObject,
  type KeySet,
  type SignatureCheck,
  type SigningKey,
} from '@gait/canon';
import type { Findings, Profile } from '../verdict/findings.ts';
import { readJudgedRecord } from '../verdict/read-judged.ts';
import { maxSignatures } from '../verdict/signature-status.ts';
import type { JournalFacts } from './journal-fold.ts';
import {
  SESSION_SCHEMA_VERSION,
  SESSION_SCHEMAS,
  sessionSealRecord,
  type SessionSeal,
} from './session-records.ts';

/**
 * The seal of a session: who ended it says, signed, how many events there were and
 * where the hash chain ended. It lies beside the journal, `<journal>.seal.json`,
 * because the reference refuses a journal with a record type that it does not know.
 */

/** Name under which findings about the seal are listed. */
export const SEAL_ENTRY = 'seal';

/** Seals a journal. `createdAt` is RFC 3339 in UTC. */
export function buildSeal(
  facts: JournalFacts,
  given: {
    readonly createdAt: string;
    readonly producerVersion: string;
    readonly signingKey: SigningKey;
  },
): SessionSeal {
  const bare: SessionSeal = {
    schema_id: SESSION_SCHEMAS.seal,
    schema_version: SESSION_SCHEMA_VERSION,
    created_at: given.createdAt,
    producer_version: given.producerVersion,
    session_id: facts.header.session_id,
    run_id: facts.header.run_id,
    event_count: facts.lastSequence,
    first_sequence: facts.firstSequence,
    last_sequence: facts.lastSequence,
    checkpoint_count: facts.checkpointCount,
    last_checkpoint_digest: facts.lastCheckpoint?.checkpoint_digest ?? '',
    chain_head: facts.head,
    signatures: null,
  };
  const { alg, key_id, sig, signed_digest } = signValue(given.signingKey, unsigned(bare));
  return { ...bare, signatures: [{ alg, key_id, sig, signed_digest: signed_digest ?? '' }] };
}

/** The bytes of a seal file. */
export function encodeSeal(seal: SessionSeal): string {
  return prettyJson(encodeRecord(sessionSealRecord, seal));
}

/**
 * Reads a seal file, strictly: no other implementation writes one. Errors: those of
 * `parseJson` and `decodeRecord`, `session_schema`.
 */
export function parseSeal(bytes: Uint8Array, findings: Findings): SessionSeal {
  const seal = readJudgedRecord(sessionSealRecord, bytes, findings, {
    entry: SEAL_ENTRY,
    closed: true,
  });
  if (seal.schema_id === SESSION_SCHEMAS.seal && seal.schema_version === SESSION_SCHEMA_VERSION)
    return seal;
  throw new CodedError(
    'session_schema',
    `unsupported session seal schema ${seal.schema_id} ${seal.schema_version}`,
    {
      hint: 'name the file that `gait run session seal` wrote',
    },
  );
}

/** Checks the signatures of a seal. */
export function checkSeal(
  seal: SessionSeal,
  keys: KeySet | undefined,
  profile: Profile = 'standard',
): SignatureCheck {
  return checkSignatures(keys, seal.signatures ?? [], digest(unsigned(seal)), {
    role: 'session',
    claimedTime: seal.created_at,
    maxSignatures: maxSignatures(profile),
  });
}

function unsigned(seal: SessionSeal): JsonObject {
  return encodeRecord(sessionSealRecord, { ...seal, signatures: null });
}
