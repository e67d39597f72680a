import {
  decodeUtf8,
  isCodedError,
  isJsonObject,
  parseJson,
  type Json,
  type JsonObject,
} from '@gait/canon';
import type { ToolFault } from '../tools/seen-tool.ts';
import { createClientBatches, type ClientBatches } from './client-batches.ts';
import { createOpenRequests } from './open-requests.ts';
import { BATCH_REVISION, CLIENT_METHODS, MCP_REVISIONS, MOST_OPEN } from './protocol.ts';
import type { AskedCall, CallEnd, CallRuling, Relay, RelayPorts } from './relay-ports.ts';
import {
  errorFrame,
  readMessage,
  RPC_CODES,
  resultFrame,
  type RpcId,
  type RpcMessage,
} from './rpc-message.ts';
import { createToolBook, type ToolBook } from './tool-book.ts';

type Request = Extract<RpcMessage, { kind: 'request' }>;

/** A request of the client that has no answer yet. */
type OpenCall =
  | { readonly kind: 'plain'; readonly method: string }
  /** Before the gate: the server has not seen it. */
  | { readonly kind: 'held'; cancelled: boolean }
  | { readonly kind: 'called'; readonly ended: (end: CallEnd) => void };

/** How long a server may take to tell its tools before a call. */
const LIST_PATIENCE_MS = 30_000;
/** A client that asked for progress is told that a person is waited for, this often. */
const PROGRESS_EVERY_MS = 5000;

/**
 * Stands between a client and a server of MCP. Every message is handed on as it came, byte for
 * byte, in both directions, except: a call of a tool goes on only when the gate allows it, tools
 * that are withheld are missing from the lists, and what is no message of the protocol is answered
 * here and never gets to the other side.
 */
export function createRelay(ports: RelayPorts): Relay {
  const { toServer, warn } = ports;
  const calls = createOpenRequests<OpenCall>(MOST_OPEN);
  const asked = createOpenRequests<true>(MOST_OPEN);
  const own = new Map<string, (line: string | undefined) => void>();
  const deciding = new Set<Promise<void>>();
  let started = false;
  let revision = '';
  let ended = false;
  let count = 0;
  const batches: ClientBatches = createClientBatches(ports.toClient);
  const answer = (id: RpcId, frame: Uint8Array | string): void => batches.answer(id, frame);
  const refuse = (id: RpcId | null, code: number, why: string): void =>
    ports.toClient(errorFrame(id, code, why));

  const book: ToolBook = createToolBook(ports, (cursor) => {
    if (ended) return Promise.resolve(undefined);
    const id = `gait-${ports.secret}-${(count += 1)}`;
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(undefined), LIST_PATIENCE_MS);
      const settle = (line: string | undefined): void => {
        clearTimeout(timer);
        own.delete(id);
        resolve(line);
      };
      own.set(id, settle);
      const params = cursor === '' ? {} : { cursor };
      toServer(JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/list', params }));
    });
  });

  function clientMessage(value: Json, frame: Uint8Array | string): void {
    const message = readMessage(value);
    switch (message.kind) {
      case 'fault':
        // Under its own id only where no other request waits under it.
        return refuse(freeId(message.id), message.code, message.why);
      case 'response':
        if (asked.close(message.id) !== undefined) return toServer(frame);
        return refuse(null, RPC_CODES.request, 'the answer is to no request of the server');
      case 'notification':
        return clientNotification(message.method, message.params, frame);
      case 'request':
        return clientRequest(message, frame);
    }
  }

  function freeId(id: RpcId | null): RpcId | null {
    return id === null || calls.find(id) !== undefined ? null : id;
  }

  function clientNotification(
    method: string,
    params: JsonObject,
    frame: Uint8Array | string,
  ): void {
    // A call without an id is still a call to a server that does not look.
    if (!method.startsWith('notifications/')) {
      return refuse(null, RPC_CODES.request, 'a request needs an id');
    }
    if (method === 'notifications/cancelled') {
      const id = params['requestId'];
      if (isId(id) && withdraw(id)) return;
    }
    toServer(frame);
  }

  /** Nobody waits for this answer any more. @returns true: the server never saw the request */
  function withdraw(id: RpcId): boolean {
    const open = calls.find(id);
    if (open === undefined || (open.kind === 'plain' && open.method === 'initialize')) return false;
    calls.close(id);
    batches.drop(id);
    if (open.kind === 'held') open.cancelled = true;
    if (open.kind === 'called') open.ended({ outcome: 'unknown', result: '' });
    return open.kind === 'held';
  }

  function clientRequest(message: Request, frame: Uint8Array | string): void {
    const { id, method } = message;
    if (typeof id === 'string' && id.includes(ports.secret)) {
      return refuse(null, RPC_CODES.request, 'the id belongs to the gate');
    }
    if (calls.find(id) !== undefined) {
      return refuse(null, RPC_CODES.request, `a request of id ${JSON.stringify(id)} is open`);
    }
    if (!CLIENT_METHODS.has(method)) {
      return answer(id, errorFrame(id, RPC_CODES.method, 'Method not found'));
    }
    const isFirst = method === 'initialize';
    if (isFirst ? started : !started && method !== 'ping') {
      const why = isFirst ? 'the session is initialized already' : 'the session is not initialized';
      return answer(id, errorFrame(id, RPC_CODES.request, why));
    }
    if (ended) return answer(id, errorFrame(id, RPC_CODES.gate, 'the server ended'));
    if (method === 'tools/call') return toolCall(message, frame);
    if (!calls.open(id, { kind: 'plain', method })) return busy(id);
    if (isFirst) started = true;
    toServer(frame);
  }

  function busy(id: RpcId): void {
    answer(id, errorFrame(id, RPC_CODES.gate, 'too many requests are open'));
  }

  function toolCall({ id, params }: Request, frame: Uint8Array | string): void {
    const fault = callFault(params);
    if (fault !== undefined) return answer(id, errorFrame(id, RPC_CODES.params, fault));
    const held: Extract<OpenCall, { kind: 'held' }> = { kind: 'held', cancelled: false };
    if (!calls.open(id, held)) return busy(id);
    const call: AskedCall = {
      tool: params['name'] as string,
      args: (params['arguments'] ?? {}) as JsonObject,
      isCancelled: () => held.cancelled || ended,
    };
    const work = settleCall(id, call, held, params, frame);
    deciding.add(work);
    void work.finally(() => deciding.delete(work));
  }

  async function settleCall(
    id: RpcId,
    call: AskedCall,
    held: OpenCall,
    params: JsonObject,
    frame: Uint8Array | string,
  ): Promise<void> {
    const ruling = await holdCall(call, params);
    const isWanted = calls.find(id) === held;
    if (isWanted) calls.close(id);
    if (ruling.allowed && (!isWanted || ended)) ruling.ended({ outcome: 'unknown', result: '' });
    if (!isWanted) return;
    if (!ruling.allowed) answer(id, blockFrame(id, params, ruling));
    else if (ended) answer(id, errorFrame(id, RPC_CODES.gate, 'the server ended'));
    else {
      calls.open(id, { kind: 'called', ended: ruling.ended });
      toServer(frame);
    }
  }

  async function holdCall(call: AskedCall, params: JsonObject): Promise<CallRuling> {
    const stop = tellProgress(params);
    try {
      const fault = await book.faultOf(call.tool);
      const ruling = await ports.decide(call, fault);
      if (fault === undefined) return ruling;
      if (ruling.allowed) ruling.ended({ outcome: 'unknown', result: '' });
      return { allowed: false, reason: withheldReason(call.tool, fault), codes: [fault.code] };
    } catch (error) {
      warn(`a call could not be decided: ${(error as Error).message}`);
      const reason = 'gait blocked this call: it could not be decided (internal_failure)';
      return { allowed: false, reason, codes: ['internal_failure'] };
    } finally {
      stop();
    }
  }

  /** A person takes longer than most clients wait for a sign of life. */
  function tellProgress(params: JsonObject): () => void {
    const meta = params['_meta'];
    const token = meta !== undefined && isJsonObject(meta) ? meta['progressToken'] : undefined;
    if (typeof token !== 'string' && typeof token !== 'number') return () => undefined;
    let told = 0;
    const timer = setInterval(() => {
      told += 1;
      // Far below the first step that the server will tell itself.
      const progress = told * 1e-9;
      ports.toClient(
        JSON.stringify({
          jsonrpc: '2.0',
          method: 'notifications/progress',
          params: { progressToken: token, progress, message: 'gait waits for a person' },
        }),
      );
    }, PROGRESS_EVERY_MS);
    return () => clearInterval(timer);
  }

  function serverMessage(value: Json, line: string, frame: Uint8Array | string): void {
    if (!isJsonObject(value)) return warn('the server sent what is no message');
    const { id, method } = value;
    if (method !== undefined) return serverCall(value, frame);
    if (!isId(id)) return warn('the server answered without an id');
    if (typeof id === 'string') {
      const settle = own.get(id);
      if (settle !== undefined) return settle('result' in value ? line : undefined);
    }
    const open = calls.find(id);
    if (open === undefined || open.kind === 'held') {
      return warn('the server answered a request that nobody made');
    }
    calls.close(id);
    if (open.kind === 'plain' && open.method === 'initialize') return initialized(id, value, frame);
    if (open.kind === 'plain' && open.method === 'tools/list' && 'result' in value) {
      return toolList(id, line, frame);
    }
    answer(id, frame);
    // The client has its answer before it is written down.
    if (open.kind === 'called') open.ended(endOf(value));
  }

  function initialized(id: RpcId, { result }: JsonObject, frame: Uint8Array | string): void {
    const said =
      result !== undefined && isJsonObject(result) ? result['protocolVersion'] : undefined;
    if (typeof said === 'string' && MCP_REVISIONS.includes(said)) revision = said;
    else {
      started = false;
      if (result !== undefined) {
        const why = 'Unsupported protocol version';
        return answer(
          id,
          errorFrame(id, RPC_CODES.params, why, {
            supported: [...MCP_REVISIONS],
            server: said ?? null,
          }),
        );
      }
    }
    answer(id, frame);
  }

  function toolList(id: RpcId, line: string, frame: Uint8Array | string): void {
    const list = book.filter(line);
    if (list.unreadable) {
      const why = 'the list of tools can be read in more than one way (mcp_tool_unreadable)';
      return answer(id, errorFrame(id, RPC_CODES.internal, why));
    }
    answer(id, list.frame ?? frame);
  }

  function serverCall(value: JsonObject, frame: Uint8Array | string): void {
    const { id, method } = value;
    if (method === 'notifications/tools/list_changed') book.forget();
    if (method === 'notifications/cancelled') withdrawnByServer(value['params']);
    if (isId(id) && !asked.open(id, true)) {
      const why = 'a request of this id is open, or too many are';
      toServer(errorFrame(id, RPC_CODES.request, why));
      return;
    }
    ports.toClient(frame);
  }

  function withdrawnByServer(params: Json | undefined): void {
    const id = params !== undefined && isJsonObject(params) ? params['requestId'] : undefined;
    if (isId(id)) asked.close(id);
  }

  function tellAll(why: string): void {
    for (const [id, open] of calls.closeAll()) {
      if (open.kind === 'held') open.cancelled = true;
      if (open.kind === 'called') open.ended({ outcome: 'unknown', result: '' });
      answer(id, errorFrame(id, RPC_CODES.gate, why));
    }
    for (const settle of own.values()) settle(undefined);
  }

  return {
    fromClient(line) {
      const read = readLine(line);
      if (!read.ok) return refuse(null, RPC_CODES.parse, read.why);
      const { value } = read;
      if (!Array.isArray(value)) return clientMessage(value, line);
      if (revision !== BATCH_REVISION) {
        return refuse(null, RPC_CODES.request, 'this revision of the protocol has no batches');
      }
      const items = value as readonly Json[];
      if (items.length === 0) return refuse(null, RPC_CODES.request, 'the batch is empty');
      batches.collect(items, (item) => clientMessage(item, JSON.stringify(item)));
    },
    clientFault: (why) =>
      refuse(
        null,
        why === 'oversized' ? RPC_CODES.request : RPC_CODES.parse,
        why === 'oversized' ? 'the message is too long' : 'the message is not whole',
      ),
    fromServer(line) {
      const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8');
      let value: Json;
      try {
        value = JSON.parse(text) as Json;
      } catch {
        return warn('the server wrote what is no JSON to its standard output');
      }
      if (!Array.isArray(value)) return serverMessage(value, text, line);
      for (const item of value as readonly Json[]) {
        const each = JSON.stringify(item);
        serverMessage(item, each, each);
      }
    },
    serverFault(why) {
      warn(`the server sent a message that is ${why === 'oversized' ? 'too long' : 'not whole'}`);
      // Whose answer it was cannot be told, and whoever waits for it would wait for ever.
      if (why === 'oversized') tellAll('the server sent a message that is too long');
    },
    serverEnded() {
      ended = true;
      tellAll('the server ended');
    },
    clientEnded() {
      ended = true;
      for (const settle of own.values()) settle(undefined);
    },
    async idle() {
      while (deciding.size > 0) await Promise.allSettled(deciding);
    },
  };
}

function isId(id: Json | undefined): id is RpcId {
  return typeof id === 'string' || typeof id === 'number';
}

function readLine(
  line: Uint8Array,
): { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly why: string } {
  try {
    return { ok: true, value: parseJson(decodeUtf8(line)) };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { ok: false, why: `${error.message} (${error.code})` };
  }
}

const CALL_MEMBERS = ['name', 'arguments', '_meta', 'task'];

/** What a server could read otherwise than the gate does is refused. */
function callFault(params: JsonObject): string | undefined {
  const { name, arguments: args } = params;
  if (typeof name !== 'string' || name === '') return 'params.name is no text';
  if (args !== undefined && !isJsonObject(args)) return 'params.arguments is no object';
  const folded = Object.keys(params).find(
    (key) => !CALL_MEMBERS.includes(key) && CALL_MEMBERS.includes(key.toLowerCase()),
  );
  return folded === undefined ? undefined : 'params has a member in two spellings';
}

/** A block is the tool's own failure: a model reads it, and the client goes on. */
function blockFrame(
  id: RpcId,
  params: JsonObject,
  { reason, codes }: Extract<CallRuling, { allowed: false }>,
): string {
  // Who asked for a task gets no result of a tool.
  if (params['task'] !== undefined) {
    return errorFrame(id, RPC_CODES.gate, reason, { reason_codes: [...codes] });
  }
  return resultFrame(id, {
    content: [{ type: 'text', text: reason }],
    isError: true,
    _meta: { 'gait/reason_codes': [...codes] },
  });
}

function withheldReason(tool: string, { code, detail }: ToolFault): string {
  return (
    `gait blocked this call: ${JSON.stringify(tool)} is withheld: ${detail} (${code}). A person can look at it ` +
    'with "gait mcp trust" in a terminal of their own; do not try another way around.'
  );
}

function endOf({ result, error }: JsonObject): CallEnd {
  if (error !== undefined) return { outcome: 'failure', result: JSON.stringify(error) };
  if (result === undefined) return { outcome: 'unknown', result: '' };
  const failed = isJsonObject(result) && result['isError'] === true;
  return { outcome: failed ? 'failure' : 'success', result: JSON.stringify(result) };
}
