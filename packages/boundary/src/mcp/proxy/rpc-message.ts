import { isJsonObject, type Json, type JsonObject } from '@gait/canon';

export type RpcId = string | number;

/** A message of JSON-RPC as MCP has them. */
export type RpcMessage =
  | {
      readonly kind: 'request';
      readonly id: RpcId;
      readonly method: string;
      readonly params: JsonObject;
    }
  | { readonly kind: 'notification'; readonly method: string; readonly params: JsonObject }
  | { readonly kind: 'response'; readonly id: RpcId; readonly failed: boolean };

/** Why a value is no message, with the id where it has a usable one. */
export interface RpcFault {
  readonly kind: 'fault';
  readonly code: number;
  readonly why: string;
  readonly id: RpcId | null;
}

export const RPC_CODES = {
  parse: -32700,
  request: -32600,
  method: -32601,
  params: -32602,
  internal: -32603,
  /** Refused or failed by the gate, in the range that servers define. */
  gate: -32000,
} as const;

const MEMBERS = new Set(['jsonrpc', 'id', 'method', 'params', 'result', 'error']);
const NONE: JsonObject = {};

/**
 * Tells what a value is. A member that the protocol does not have is refused: readers that do not
 * look at the case of names would take `Method` for the method.
 */
export function readMessage(value: Json): RpcMessage | RpcFault {
  if (!isJsonObject(value)) return fault('a message is one JSON object', null);
  const id = idOf(value['id']);
  if (value['jsonrpc'] !== '2.0') return fault('jsonrpc is not 2.0', id ?? null);
  const stray = Object.keys(value).find((name) => !MEMBERS.has(name));
  if (stray !== undefined) return fault('the message has a member of another name', id ?? null);
  const hasId = Object.hasOwn(value, 'id');
  if (hasId && id === undefined) return fault('the id is no text and no whole number', null);
  const method = value['method'];
  if (method !== undefined) return calling(value, method, id);
  if (id === undefined) return fault('the message has neither method nor id', null);
  const failed = Object.hasOwn(value, 'error');
  if (failed === Object.hasOwn(value, 'result')) {
    return fault('an answer has either a result or an error', id);
  }
  return { kind: 'response', id, failed };
}

function calling(value: JsonObject, method: Json, id: RpcId | undefined): RpcMessage | RpcFault {
  const params = value['params'] ?? NONE;
  if (typeof method !== 'string' || method === '')
    return fault('the method is no text', id ?? null);
  if (Object.hasOwn(value, 'result') || Object.hasOwn(value, 'error')) {
    return fault('the message is a call and an answer', id ?? null);
  }
  if (!isJsonObject(params)) return fault('params is no object', id ?? null);
  return id === undefined
    ? { kind: 'notification', method, params }
    : { kind: 'request', id, method, params };
}

/** Longer ids are refused: they stand in memory as long as their request is open. */
const LONGEST_ID = 1024;

function idOf(given: Json | undefined): RpcId | undefined {
  if (typeof given === 'string') return given.length <= LONGEST_ID ? given : undefined;
  return typeof given === 'number' && Number.isSafeInteger(given) ? given : undefined;
}

function fault(why: string, id: RpcId | null): RpcFault {
  return { kind: 'fault', code: RPC_CODES.request, why, id };
}

/** An id as the key of a map: `1` and `"1"` are two. */
export function idKey(id: RpcId): string {
  return typeof id === 'string' ? `s${id}` : `n${id}`;
}

/** The bytes of an answer that says what went wrong. */
export function errorFrame(id: RpcId | null, code: number, message: string, data?: Json): string {
  const error = { code, message, ...(data === undefined ? {} : { data }) };
  return JSON.stringify({ jsonrpc: '2.0', id, error });
}

/** The bytes of an answer. */
export function resultFrame(id: RpcId, result: Json): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result });
}
