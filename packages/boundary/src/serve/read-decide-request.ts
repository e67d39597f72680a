import { CodedError, isJsonObject, parseJson, type Json, type JsonObject } from '@gait/canon';
import { decodeIntent, readApproval, readDelegation, type Intent } from '@gait/gate';
import { parseEnvelope } from '@gait/evidence';
import { bindEnvelope } from '../gate/bind-envelope.ts';
import type { Call } from '../gate/gate-setup.ts';
import type { Caller } from './authorize-request.ts';

/** Members of a request; another is refused, because it would be a demand that nobody reads. */
const MEMBERS = new Set([
  ...['intent', 'approvals', 'delegations', 'context_envelope'],
  ...['simulate', 'with_secret'],
]);
/** Tokens of one request. */
const MAX_TOKENS = 64;

/** What a request asks. */
export interface DecideRequest {
  readonly call: Call;
  /** The caller wants the secret of the credential that is issued for the call. */
  readonly withSecret: boolean;
}

/**
 * Reads the body of `POST /v1/decide`: `{intent, approvals?, delegations?, context_envelope?,
 * simulate?, with_secret?}`.
 *
 * Identity and workspace are the caller's. A body that claims others is refused rather than
 * corrected: its sender believes to be somebody he is not.
 *
 * @param now nanoseconds since 1970.
 * @throws CodedError those of `parseJson`, `decodeIntent`, `readApproval`, `readDelegation`,
 *   `parseEnvelope`; `request_invalid`, `request_identity`.
 */
export function readDecideRequest(body: Uint8Array, caller: Caller, now: bigint): DecideRequest {
  const root = parseJson(body);
  if (!isJsonObject(root)) throw invalid('the body is no JSON object');
  const stray = Object.keys(root).find((name) => !MEMBERS.has(name));
  if (stray !== undefined) throw invalid(`the body has no member ${JSON.stringify(stray)}`);
  const intent = ownIntent(decodeIntent(root['intent'] ?? null), caller);
  const envelope = root['context_envelope'];
  const approvals = tokensOf(root, 'approvals').map((token) => readApproval(textOf(token)));
  const delegations = tokensOf(root, 'delegations').map((token) => readDelegation(textOf(token)));
  const call: Call = {
    intent,
    envelope:
      envelope === undefined || envelope === null
        ? undefined
        : bindEnvelope(parseEnvelope(new TextEncoder().encode(textOf(envelope))), now),
    approvals: () => approvals,
    delegations: () => delegations,
    approvalRef: '',
    simulate: flagOf(root, 'simulate'),
    correlationId: '',
    credential: { reference: '', scopes: [] },
  };
  return { call, withSecret: flagOf(root, 'with_secret') };
}

/** Another value than a boolean would be a demand that nobody reads. */
function flagOf(root: JsonObject, name: string): boolean {
  const value = root[name] ?? false;
  if (typeof value === 'boolean') return value;
  throw invalid(`${name} is neither true nor false`);
}

function ownIntent(intent: Intent, caller: Caller): Intent {
  for (const name of ['identity', 'workspace'] as const) {
    const claimed = intent.context[name].trim();
    if (claimed !== '' && claimed !== caller[name]) {
      throw new CodedError('request_identity', `context.${name} is not that of the caller`, {
        hint: `leave context.${name} out: the gate fills it in`,
        where: { field: `intent.context.${name}` },
      });
    }
  }
  return { ...intent, context: { ...intent.context, ...caller } };
}

function tokensOf(root: JsonObject, name: string): readonly Json[] {
  const list = root[name] ?? [];
  if (!Array.isArray(list)) throw invalid(`${name} is no list`);
  if (list.length > MAX_TOKENS) throw invalid(`${name} holds more than ${MAX_TOKENS} tokens`);
  return list as readonly Json[];
}

/** The readers take text: it was read strictly, so nothing is lost on the way. */
function textOf(value: Json): string {
  return JSON.stringify(value);
}

function invalid(message: string): CodedError {
  return new CodedError('request_invalid', message, {
    hint: 'send {"intent": {…}, "approvals": […], "delegations": […]}',
  });
}
