import { CodedError, digest, toLower, trimSpace, type JsonObject } from '@gait/canon';

/** What a broker is asked for (gait-formats §4.13). Text is normalised by `brokerRequest`. */
export interface BrokerRequest {
  readonly toolName: string;
  readonly identity: string;
  readonly workspace: string;
  readonly sessionId: string;
  readonly requestId: string;
  readonly runId: string;
  readonly jobId: string;
  readonly reference: string;
  /** Lower case, without repeats, in the order given. */
  readonly scope: readonly string[];
  /** Digest of the targets the credential is for. */
  readonly targetBinding: string;
}

/**
 * A request in normal form.
 *
 * @throws CodedError `broker_request_invalid` without a tool or an identity.
 */
export function brokerRequest(given: BrokerRequest): BrokerRequest {
  const toolName = toLower(trimSpace(given.toolName));
  const identity = trimSpace(given.identity);
  if (toolName === '' || identity === '') {
    throw new CodedError('broker_request_invalid', 'a credential needs a tool and an identity', {
      hint: 'set tool_name and context.identity of the intent',
    });
  }
  return {
    toolName,
    identity,
    workspace: trimSpace(given.workspace),
    sessionId: trimSpace(given.sessionId),
    requestId: trimSpace(given.requestId),
    runId: trimSpace(given.runId),
    jobId: trimSpace(given.jobId),
    reference: trimSpace(given.reference),
    scope: normalizeScope(given.scope),
    targetBinding: trimSpace(given.targetBinding),
  };
}

/** The request as brokers read it on standard input and as it is digested: Go's field names. */
export function brokerRequestJson(request: BrokerRequest): JsonObject {
  return {
    ToolName: request.toolName,
    Identity: request.identity,
    Workspace: request.workspace,
    SessionID: request.sessionId,
    RequestID: request.requestId,
    RunID: request.runId,
    JobID: request.jobId,
    Reference: request.reference,
    Scope: [...request.scope],
    TargetBinding: request.targetBinding,
  };
}

/** SHA-256, hex, of a request in normal form: what a receipt must repeat. */
export function brokerRequestDigest(request: BrokerRequest): string {
  return digest(brokerRequestJson(request));
}

/** Scopes in lower case, without repeats, in the order given: their order is digested. */
export function normalizeScope(scope: readonly string[]): readonly string[] {
  return [...new Set(scope.map((entry) => toLower(trimSpace(entry))))].filter(
    (entry) => entry !== '',
  );
}
