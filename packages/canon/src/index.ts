export { CodedError, isCodedError, type ErrorDetail, type Where } from './errors/coded-error.ts';
export {
  errorCodes,
  errorFacts,
  type ErrorCategory,
  type ErrorCode,
} from './errors/error-codes.ts';
export { canonicalize } from './json/canonicalize.ts';
export { digest, isDigestHex, sha256Hex, startSha256 } from './json/digest.ts';
export { decodeUtf8, decodeUtf8Loose } from './json/decode-text.ts';
export { isJsonObject, setOwn, type Json, type JsonObject } from './json/json-value.ts';
export { parseJson, parseJsonLoose, type ParseJsonOptions } from './json/parse-json.ts';
export { compactJson, prettyJson, sortedJson } from './json/print-json.ts';
export type { Algorithm, Signature, SigningKey, VerifyKey } from './keys/algorithm.ts';
export { decodeBase64, encodeBase64 } from './keys/base64.ts';
export {
  generateKeyPair,
  parsePrivateKey,
  parsePublicKey,
  type KeyPairText,
} from './keys/read-key.ts';
export {
  signBytes,
  signDigest,
  signDigestAsync,
  signValue,
  verifyBytes,
  verifyDigest,
  verifyValue,
  type SignatureFault,
  type SignatureVerdict,
} from './keys/sign-value.ts';
export { canonicalRecord, digestRecord } from './record/canonical-record.ts';
export { decodeRecord, type DecodeOptions } from './record/decode-record.ts';
export { encodeRecord } from './record/encode-record.ts';
export { jsonSchemaOf, type FieldNote, type FieldNotes } from './record/json-schema.ts';
export {
  agentIdentityRecord,
  approvalAuditEntryRecord,
  approvalAuditRecord,
  ARTIFACT_HEAD,
  CREDENTIAL_CLAIMS,
  credentialEvidenceRecord,
  mcpTrustRecord,
  signatureRecord,
  skillProvenanceRecord,
} from './schemas/shared-records.ts';
export {
  relationshipRecord,
  type AgentLineage,
  type AgentLink,
  type NodeRef,
  type PolicyRef,
  type Relationship,
  type RelationshipEdge,
} from './schemas/relationship-record.ts';
export type { CryptoRuntime, RunningHash } from './runtime/crypto-runtime.ts';
export {
  any,
  bool,
  emptyRecord,
  int,
  list,
  map,
  num,
  ptr,
  record,
  str,
  struct,
  time,
  type Field,
  type Infer,
  type RecordType,
} from './record/field-kinds.ts';
export { findNearest } from './text/find-nearest.ts';
export {
  compareUtf8,
  normalizeList,
  normalizeLowerList,
  sortUtf8,
  toLower,
  trimSpace,
} from './text/go-strings.ts';
export {
  formatTime,
  isZeroTime,
  parseTime,
  toUtc,
  toUtcSeconds,
  ZERO_TIME,
  ZIP_EPOCH,
  type GoTime,
} from './text/go-time.ts';
export {
  checkBytesSignature,
  checkSignatures,
  checkSignaturesAsync,
  MAX_SIGNATURES,
  type SignatureCheck,
  type SignatureQuestion,
  type TrustFault,
  type TrustNote,
} from './trust/check-signatures.ts';
export {
  KEY_ROLES,
  REVOCATION_REASONS,
  singleKey,
  type KeyRole,
  type KeySet,
  type RevocationReason,
  type TrustedKey,
} from './trust/key-set.ts';
export { parseTrust } from './trust/parse-trust.ts';
