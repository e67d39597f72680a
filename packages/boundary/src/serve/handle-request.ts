import { CodedError, errorFacts, type JsonObject } from '@gait/canon';
import { decideOrBlock, faultOf, type Fault } from '../gate/decide-or-block.ts';
import type { GateSetup } from '../gate/gate-setup.ts';
import { authorizeRequest, type Admission, type RequestHeaders } from './authorize-request.ts';
import { decideAnswer, faultAnswer, toldVerdict } from './decide-answer.ts';
import type { DecisionQueue } from './decision-queue.ts';
import type { GateMetrics } from './gate-metrics.ts';
import { readDecideRequest } from './read-decide-request.ts';

/** A request as any server has it. */
export interface GateRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly headers: RequestHeaders & { readonly 'content-type'?: string | undefined };
  /** The whole body; throws `request_too_large`. */
  readonly body: () => Promise<Uint8Array>;
}

/** A response to be written. Never has CORS headers. */
export interface GateResponse {
  readonly status: number;
  readonly type: 'application/json' | 'text/plain; version=0.0.4';
  readonly text: string;
  /** Seconds after which to try again; undefined: no such header. */
  readonly retryAfter?: number;
}

/** What requests are answered with. */
export interface GateService {
  readonly setup: GateSetup;
  readonly admission: Admission;
  readonly queue: DecisionQueue;
  readonly metrics: GateMetrics;
  /** Longest time for the headers of a request and for its body, milliseconds; default 10 s. */
  readonly requestTimeoutMs?: number;
  /** Why evidence cannot be kept at present: then every call is blocked. */
  readonly evidenceFault?: () => CodedError | undefined;
}

/** Names that the server answers to, `host:port`; undefined over a Unix socket. */
export type ServedHosts = Pick<ReadonlySet<string>, 'has'> | undefined;

/**
 * Answers one request: `POST /v1/decide`, `GET /healthz`, `GET /metrics`. Whatever goes wrong
 * is answered as a block. Never throws.
 */
export async function handleRequest(
  service: GateService,
  request: GateRequest,
  hosts: ServedHosts,
): Promise<GateResponse> {
  try {
    const caller = authorizeRequest(request.headers, service.admission, hosts);
    const route = `${request.method} ${request.path}`;
    if (route === 'GET /healthz') return health(service);
    if (route === 'GET /metrics') return metrics(service);
    if (route !== 'POST /v1/decide') throw noSuchPath(request);
    if (!/^application\/json\s*(?:;|$)/iu.test(request.headers['content-type'] ?? '')) {
      throw new CodedError('request_type', 'the body must be application/json', {
        hint: 'send Content-Type: application/json',
      });
    }
    const started = performance.now();
    const body = await request.body();
    const { setup } = service;
    const { answer, withSecret } = await service.queue.run(async (stillWanted) => {
      const asked = readDecideRequest(body, caller, setup.clock());
      const call = { ...asked.call, stillWanted };
      return { answer: await decideOrBlock(setup, call), withSecret: asked.withSecret };
    });
    if (!answer.ok) return refused(service, answer.fault);
    const { decision } = answer;
    service.metrics.decided(toldVerdict(decision), (performance.now() - started) / 1000);
    return json(200, decideAnswer(decision, withSecret));
  } catch (error) {
    return refused(service, faultOf(error));
  }
}

function refused({ metrics: counters }: GateService, fault: Fault): GateResponse {
  const { code } = fault.error;
  counters.refused(code);
  const { http, retryable } = errorFacts(code);
  return { ...json(http, faultAnswer(fault)), ...(retryable ? { retryAfter: 1 } : {}) };
}

/** 503 while no call can be allowed, so that whoever watches the gate notices. */
function health({ setup, queue, evidenceFault }: GateService): GateResponse {
  const { running, waiting } = queue.depth();
  const fault = evidenceFault?.();
  return json(fault === undefined ? 200 : 503, {
    ok: fault === undefined,
    ...(fault === undefined ? {} : { error_code: fault.code, hint: fault.hint ?? '' }),
    profile: setup.profile,
    policy_digest: setup.policy.digest,
    key_id: setup.signer.keyId,
    running,
    waiting,
  });
}

function metrics({ metrics: counters, queue }: GateService): GateResponse {
  const { running, waiting } = queue.depth();
  const text = counters.print({ calls_running: running, calls_waiting: waiting });
  return { status: 200, type: 'text/plain; version=0.0.4', text };
}

function json(status: number, value: JsonObject): GateResponse {
  return { status, type: 'application/json', text: `${JSON.stringify(value)}\n` };
}

function noSuchPath({ method, path }: GateRequest): CodedError {
  return new CodedError('request_path', `no such thing: ${method} ${path.slice(0, 200)}`, {
    hint: 'POST /v1/decide, GET /healthz or GET /metrics',
  });
}
