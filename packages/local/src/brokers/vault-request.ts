import type { IncomingMessage, RequestOptions } from 'node:http';
import { CodedError, isJsonObject, parseJson, type JsonObject } from '@gait/canon';
import { isLoopback } from '../platform/is-loopback.ts';
import type { VaultSettings } from './vault-settings.ts';

const LONGEST_ANSWER = 1024 * 1024;

/** One call of the server's API. */
export interface VaultCall {
  readonly method: 'GET' | 'POST';
  /** Below `/v1/`, checked by the caller. */
  readonly path: string;
  readonly body?: JsonObject;
  readonly token: string;
  readonly wrapSeconds?: number;
}

/**
 * Calls the server and gives its answer. Redirects are not followed: they would carry the token
 * to another server. Neither the answer nor the token enters an error.
 *
 * @throws CodedError `broker_denied` (the token may not), `broker_unavailable`,
 *   `broker_timeout`, `broker_output_too_large`, `broker_address_insecure`.
 */
export async function callVault(
  settings: VaultSettings,
  call: VaultCall,
  signal?: AbortSignal,
): Promise<JsonObject> {
  const url = new URL(`/v1/${call.path}`, checkAddress(settings.address));
  const limit = AbortSignal.timeout(settings.timeoutMs);
  const either = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  try {
    const { status, text } = await exchange(url, settings, call, either);
    checkStatus(status);
    return text.byteLength === 0 ? {} : readAnswer(text);
  } catch (error) {
    if (error instanceof CodedError) throw error;
    if (either.aborted) {
      throw new CodedError('broker_timeout', `${url.host} did not answer in time`, {
        hint: `the server must answer within ${settings.timeoutMs / 1000} s`,
      });
    }
    throw unavailable(`${url.host} cannot be reached`);
  }
}

/** A token goes over the network only encrypted. Errors: `broker_setting_invalid`, `broker_address_insecure`. */
export function checkAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/u.test(url.protocol) || url.username !== '') {
    throw new CodedError('broker_setting_invalid', 'the address of the server is no https URL', {
      hint: 'set BAO_ADDR or VAULT_ADDR, for example https://vault.example.com:8200',
    });
  }
  if (url.protocol === 'https:' || isLoopback(url.hostname)) return url;
  throw new CodedError('broker_address_insecure', `${url.host} is asked without encryption`, {
    hint: 'use an https:// address',
  });
}

interface Answer {
  readonly status: number;
  readonly text: Uint8Array;
}

async function exchange(
  url: URL,
  settings: VaultSettings,
  call: VaultCall,
  signal: AbortSignal,
): Promise<Answer> {
  const options: RequestOptions & { ca?: string } = {
    method: call.method,
    signal,
    headers: headersOf(settings, call),
    ...(await authority(settings)),
  };
  // Loaded only here: most calls need no network. `fetch` cannot be given an authority.
  const { request } =
    url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const response = await new Promise<IncomingMessage>((done, fail) => {
    const sent = request(url, options, done);
    sent.once('error', fail);
    sent.end(call.body === undefined ? undefined : JSON.stringify(call.body));
  });
  return { status: response.statusCode ?? 0, text: await collect(response) };
}

function headersOf(settings: VaultSettings, call: VaultCall): Record<string, string> {
  const { namespace } = settings;
  const wrap = call.wrapSeconds ?? 0;
  return {
    'X-Vault-Token': call.token,
    'X-Vault-Request': 'true',
    ...(namespace === undefined ? {} : { 'X-Vault-Namespace': namespace }),
    ...(wrap > 0 ? { 'X-Vault-Wrap-TTL': `${wrap}s` } : {}),
    ...(call.body === undefined ? {} : { 'Content-Type': 'application/json' }),
  };
}

async function authority({ caFile }: VaultSettings): Promise<{ ca?: string }> {
  if (caFile === undefined) return {};
  const { readWhole } = await import('../files/read-whole.ts');
  return { ca: Buffer.from(readWhole(caFile, { maxBytes: LONGEST_ANSWER })).toString('utf8') };
}

async function collect(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LONGEST_ANSWER) {
      response.destroy();
      throw new CodedError('broker_output_too_large', 'the server answered too much', {
        hint: 'check that the address is that of Vault or OpenBao',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function checkStatus(status: number): void {
  if (status >= 200 && status < 300) return;
  if (status === 400 || status === 401 || status === 403) {
    throw new CodedError('broker_denied', `the server refused with status ${status}`, {
      hint: 'check the policy of the token, the path and the reference of the rule',
    });
  }
  throw unavailable(`the server answered with status ${status}`);
}

function readAnswer(text: Uint8Array): JsonObject {
  try {
    const answer = parseJson(text);
    if (isJsonObject(answer)) return answer;
  } catch {
    // Reported below, without the parser's excerpt.
  }
  throw unavailable('the server answered no JSON');
}

function unavailable(why: string): CodedError {
  return new CodedError('broker_unavailable', why, {
    hint: 'check that the server runs, is unsealed and has something at that path',
  });
}
