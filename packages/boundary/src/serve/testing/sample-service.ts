import { request as httpRequest } from 'node:http';
import { encodeRecord, sha256Hex, type Json } from '@gait/canon';
import { intentRecord } from '@gait/gate';
import { sampleGate, sampleIntent } from '../../gate/testing/sample-gate.ts';
import { createDecisionQueue } from '../decision-queue.ts';
import { createGateMetrics } from '../gate-metrics.ts';
import type { GateService } from '../handle-request.ts';

/** Allows alice everything in her workspace. */
export const POLICY =
  'default_verdict: block\nrules:\n  - {name: w, effect: allow, match: {identities: [alice], workspace_prefixes: [/repo]}}\n';
export const ALICE = { identity: 'alice', workspace: '/repo' };
/** Stands for alice. */
export const TOKEN = 'a-token-of-alice';

/** A gate that may be asked by alice, over its socket or with her token. */
export function serviceOf(changes: Partial<GateService> = {}): GateService {
  return {
    setup: sampleGate(POLICY),
    admission: { socketCaller: ALICE, tokens: [{ sha256: sha256Hex(TOKEN), caller: ALICE }] },
    queue: createDecisionQueue({ concurrent: 4, waiting: 4, deadlineMs: 2000 }),
    metrics: createGateMetrics(),
    ...changes,
  };
}

/** What a gate answered. */
export interface Said {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly text: string;
  readonly body: { readonly [key: string]: Json };
}

/** Sends one request on a connection of its own. */
export function ask(
  to: { socketPath: string } | { port: number },
  options: { path?: string; method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Said> {
  const { path = '/v1/decide', body, headers = {} } = options;
  return new Promise((done, fail) => {
    const sent = httpRequest(
      {
        ...to,
        ...('port' in to ? { host: '127.0.0.1' } : {}),
        path,
        method: options.method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { 'content-type': 'application/json', ...headers },
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = text.startsWith('{');
          done({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            body: isJson ? (JSON.parse(text) as Said['body']) : {},
          });
        });
      },
    );
    sent.on('error', fail);
    sent.end(body);
  });
}

/** A request about the sample call, with members of its context and of the body. */
export function bodyOf(
  changes: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): string {
  const intent = sampleIntent({ context: { risk_class: 'low', ...changes } });
  return JSON.stringify({ intent: encodeRecord(intentRecord, intent), ...more });
}
