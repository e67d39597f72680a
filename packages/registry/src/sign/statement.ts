import { isCodedError, isJsonObject, parseJson, type Json } from '@gait/canon';

/** What a DSSE envelope holds, after its signature was checked. */
export interface SignedPayload {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const PAYLOAD = 'application/vnd.in-toto+json';
const STATEMENTS = ['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1'];
/**
 * Statements that say "this was made here", as a signature does. Others speak about an artifact without
 * vouching for it: the same identity may state that it is vulnerable, or failed a test.
 */
const VOUCHING = [
  'https://slsa.dev/provenance/v1',
  'https://slsa.dev/provenance/v0.2',
  'https://sigstore.dev/cosign/sign/v1',
];
const LIMITS = { maxBytes: 1024 * 1024, maxDepth: 64 } as const;

/**
 * Why an in-toto statement does not vouch for an artifact; undefined where it does. The signature
 * over it proves who said it, and nothing about what it is about: that is judged here.
 *
 * @param digest SHA-256 of the artifact
 */
export function faultOfStatement(payload: SignedPayload, digest: string): string | undefined {
  if (payload.type !== PAYLOAD) return 'the bundle signs an envelope without a statement';
  const statement = parse(payload.bytes);
  if (!isJsonObject(statement)) return 'the statement in the bundle is no JSON object';
  const { _type: type, subject, predicateType: predicate } = statement as Record<string, Json>;
  if (!STATEMENTS.some((known) => known === type)) return 'the statement is of an unknown form';
  if (!Array.isArray(subject) || !subject.some((one: Json) => isAbout(one, digest)))
    return 'the statement in the bundle is about something else';
  return VOUCHING.some((known) => known === predicate)
    ? undefined
    : `a statement of ${JSON.stringify(predicate ?? null)} does not say who made it`;
}

function isAbout(subject: Json, digest: string): boolean {
  const digests = isJsonObject(subject) ? subject['digest'] : undefined;
  return isJsonObject(digests) && digests['sha256'] === digest;
}

/** Duplicate names are refused: another reader would see another subject. */
function parse(bytes: Uint8Array): Json | undefined {
  try {
    return parseJson(bytes, LIMITS);
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}
