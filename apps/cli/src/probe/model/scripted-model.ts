import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chooseCall, type ScriptedStep } from './choose-call.ts';
import { protocolOf, readRequest } from './read-request.ts';
import { fieldsOf, type Fields, type ModelRequest } from './wire.ts';
import { writeReply, type ModelReply, type WireReply } from './write-reply.ts';

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

/** How a model plays its script. */
export interface ScriptedModelOptions {
  /** Is waited for before a step is played the first time: what a person does meanwhile. */
  readonly before?: (step: number) => Promise<void>;
}

/** Longest request that is read: coding tools send their whole conversation. */
const LONGEST = 64 * 1024 * 1024;
const DONE = 'The script is done.';

/**
 * Starts a model that makes the calls of a script, one for each turn, and then says that it is
 * done. For showing whether a coding tool asks the gate: no account is needed, nothing leaves the
 * machine. It speaks Anthropic Messages, OpenAI Responses and Chat Completions, and Gemini.
 */
export async function startScriptedModel(
  script: readonly ScriptedStep[],
  { before }: ScriptedModelOptions = {},
): Promise<ScriptedModel> {
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
      const body = Buffer.concat(chunks).toString('utf8');
      void respond(response, answerTo(path, request.method ?? '', body));
    });
  });

  const answerTo = async (path: string, method: string, body: string) => {
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
      await meanwhile(asks.results);
    }
    count += 1;
    return writeReply(asks, replyTo(asks), `gait${count}`);
  };

  const meanwhiles = new Map<number, Promise<void>>();
  /** A tool that asks again is not a second turn. */
  const meanwhile = async (step: number): Promise<void> => {
    const waits =
      meanwhiles.get(step) ?? before?.(step).catch(() => undefined) ?? Promise.resolve();
    meanwhiles.set(step, waits);
    await waits;
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

async function respond(response: ServerResponse, answer: Promise<WireReply>): Promise<void> {
  const { type, body } = await answer;
  response.writeHead(200, { 'content-type': type });
  response.end(body);
}

function parse(body: string): Fields {
  try {
    return fieldsOf(JSON.parse(body));
  } catch {
    return {};
  }
}
