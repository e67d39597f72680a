import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { CodedError, isJsonObject, parseJson, type Json, type JsonObject } from '@gait/canon';
import { createFrameSplitter, LONGEST_SERVER_FRAME } from '@gait/boundary';

/** A server that is looked at. */
export interface ScannedServer {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 30_000;
const MOST_PAGES = 256;
const REVISION = '2025-11-25';

/**
 * Starts a server, asks for its tools and ends it. No tool is called.
 *
 * @throws CodedError `mcp_server_unstartable`, `mcp_server_silent`
 */
export async function listTools(server: ScannedServer, cwd: string): Promise<readonly Json[]> {
  const [program, ...args] = server.command;
  const env = { ...process.env, ...server.env };
  let child: ChildProcess;
  try {
    // Throws at once for what can be no program, such as an empty name.
    child = spawn(program, args, {
      cwd,
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    child.stdin?.on('error', () => undefined);
    await once(child, 'spawn');
  } catch (error) {
    throw new CodedError(
      'mcp_server_unstartable',
      `${program} does not start: ${(error as Error).message}`,
      {
        hint: 'look at the command of the server in the settings that name it',
      },
    );
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(silent(server, 'it does not answer')), PATIENCE_MS);
  });
  try {
    return await Promise.race([talk(child, server), late]);
  } finally {
    clearTimeout(timer);
    child.stdin?.end();
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 1000).unref();
  }
}

async function talk(child: ChildProcess, server: ScannedServer): Promise<readonly Json[]> {
  const answers = answersOf(child);
  let id = 0;
  const ask = async (method: string, params: JsonObject): Promise<JsonObject> => {
    id += 1;
    child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    for (;;) {
      const { value, done } = await answers.next();
      if (done === true) throw silent(server, 'it ended');
      if (value['id'] !== id || 'method' in value) continue;
      const { result } = value;
      if (result !== undefined && isJsonObject(result)) return result;
      throw silent(server, `it refused ${method}`);
    }
  };
  await ask('initialize', {
    protocolVersion: REVISION,
    capabilities: { roots: {}, sampling: {}, elicitation: {} },
    clientInfo: { name: 'gait', version: '1' },
  });
  child.stdin?.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  const tools: Json[] = [];
  let cursor: Json | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const result = await ask('tools/list', cursor === undefined ? {} : { cursor });
    if (Array.isArray(result['tools'])) tools.push(...(result['tools'] as readonly Json[]));
    cursor = result['nextCursor'];
    if (typeof cursor !== 'string' || cursor === '') return tools;
  }
  throw silent(server, 'its list of tools has no end');
}

/** Messages that the server sends; what is none is passed over. */
async function* answersOf(child: ChildProcess): AsyncGenerator<JsonObject, undefined> {
  const lines = createFrameSplitter(LONGEST_SERVER_FRAME);
  for await (const chunk of child.stdout ?? []) {
    for (const frame of lines.push(chunk as Uint8Array)) {
      if (frame.kind !== 'line') continue;
      const message = read(frame.bytes);
      if (message !== undefined) yield message;
    }
  }
  return undefined;
}

function read(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value = parseJson(bytes);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function silent({ name }: ScannedServer, why: string): CodedError {
  return new CodedError('mcp_server_silent', `the tools of ${name} are not known: ${why}`, {
    hint: 'start the server by hand and see what it says',
  });
}
