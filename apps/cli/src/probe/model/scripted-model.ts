import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chooseCall, type ScriptedStep } from './choose-call.ts';
import { protocolOf, readRequest } from './read-request.ts';
import { fieldsOf, type Fields, type ModelRequest } from './wire.ts';
import { writeReply, type ModelReply } from './write-reply.ts';

/** A model that says what it was told to say, on loopback. */
export interface ScriptedModel {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** What the tool told the model of its calls, in the order of the script. */
  readonly told: () => readonly string[];
  /** Whether the tool asked at all. */
  readonly wasAsked: () => boolean;
  readonly stop: () => Promise<void>;
}

/** Longest request that is read: coding tools send their whole conversation. */
const LONGEST = 64 * 1024 * 1024;
const DONE = 'The script is done.';

/**
 * Starts a model that makes the calls of a script, one for each turn, and then says that it is
 * done. For showing whether a coding tool asks the gate: no account is needed, nothing leaves the
 * machine. It speaks Anthropic Messages, OpenAI Responses and Chat Completions, and Gemini.
 */
export async function startScriptedModel(script: readonly ScriptedStep[]): Promise<ScriptedModel> {
  let told: readonly string[] = [];
  let asked = false;
  let count = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > LONGEST) request.destroy();
      else chunks.push(chunk);
    });
    request.on('end', () => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const answer = answerTo(path, request.method ?? '', Buffer.concat(chunks).toString('utf8'));
      response.writeHead(200, { 'content-type': answer.type });
      response.end(answer.body);
    });
  });

  const answerTo = (path: string, method: string, body: string) => {
    const json = (value: object) => ({
      type: 'application/json' as const,
      body: JSON.stringify(value),
    });
    if (method === 'GET' && path.endsWith('/models')) {
      return json({ object: 'list', data: [{ id: 'scripted', object: 'model' }], models: [] });
    }
    if (path.endsWith('count_tokens') || path.includes(':countTokens')) {
      return json({ input_tokens: 1, totalTokens: 1 });
    }
    const protocol = protocolOf(path);
    if (protocol === undefined) return json({});
    const asks = readRequest(protocol, path, parse(body));
    if (asks.tools.length > 0) {
      asked = true;
      if (asks.told.length >= told.length) told = asks.told;
    }
    count += 1;
    return writeReply(asks, replyTo(asks), `gait${count}`);
  };

  const replyTo = (asks: ModelRequest): ModelReply => {
    // A question for a title or a summary offers no tools.
    if (asks.tools.length === 0) return { text: 'canary' };
    const step = script[asks.results];
    const call = step === undefined ? undefined : chooseCall(step, asks.tools);
    return call === undefined ? { text: DONE } : { call };
  };

  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => ready());
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    told: () => told,
    wasAsked: () => asked,
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

function parse(body: string): Fields {
  try {
    return fieldsOf(JSON.parse(body));
  } catch {
    return {};
  }
}
