import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { CodedError, formatTime, isCodedError } from '@gait/canon';
import {
  createFrameSplitter,
  createRelay,
  LONGEST_CLIENT_FRAME,
  LONGEST_SERVER_FRAME,
  watchTools,
  type Relay,
} from '@gait/boundary';
import { markGatedTool } from '@gait/local';
import type { Context } from '../../context.ts';
import { showControls } from '../../paint.ts';
import { endHookSession } from '../../hook/end-hook-session.ts';
import { inFolder } from '../../in-folder.ts';
import { examineTool } from '../examine-tool.ts';
import { decideBy } from './decide-tool.ts';
import type { ProxiedServer } from './proxied-server.ts';
import { createSink, type Sink } from './sink.ts';

/** What is being decided when a client closes its end gets this long. */
const LAST_DECISIONS_MS = 1000;
/** How long a server may take to end by itself; clients wait two seconds for us. */
const END_MS = 1200;

/**
 * Stands between the client at the standard streams and a server that it starts, until either is
 * gone. Nothing but messages of the protocol is written to standard output.
 *
 * @returns the exit status of the server; 0: the client was gone first
 * @throws CodedError `mcp_server_unstartable`
 */
export async function runProxy(context: Context, server: ProxiedServer): Promise<number> {
  const at = inFolder(context, server.project);
  // The executable starts with compilation put off, which suits short commands only.
  Bun.unsafe.setJITPolicy(1);
  const began = { harness: 'mcp', project: at.cwd, now: formatTime(at.now()) };
  if (at.parent !== undefined) markGatedTool(at.parent, began, at);
  const sessionId = `${server.name}-${Buffer.from(at.randomBytes(8)).toString('hex')}`;
  const stopped = context.untilStopped();
  const child = await start(server);
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw unstartable(server, 'it has no streams');
  const toClient = createSink(process.stdout);
  const toServer = createSink(stdin);
  const relay = createRelay({
    toClient: toClient.send,
    toServer: toServer.send,
    decide: decideBy(at, server, sessionId),
    ...watchTools(
      { project: server.project, server: server.name, command: server.command },
      at,
      examineTool,
      () => formatTime(at.now()),
    ),
    warn: (text) => context.io.err(`gait: ${showControls(text)}\n`),
    secret: Buffer.from(at.randomBytes(16)).toString('hex'),
  });
  const exited = new Promise<number>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
  const serverDone = carryFromServer(stdout, relay, toClient).then(() => exited);
  const clientDone = carryFromClient(relay, toServer);
  const first = await Promise.race([
    serverDone.then((code) => ({ code })),
    clientDone.then(() => 'client' as const),
    stopped.then(() => 'stopped' as const),
  ]);
  if (first === 'client') await Promise.race([relay.idle(), pause(LAST_DECISIONS_MS), stopped]);
  if (typeof first === 'string') {
    if (first === 'stopped') relay.clientEnded();
    await endServer(child, exited, first === 'stopped');
  }
  relay.serverEnded();
  await Promise.race([Promise.all([relay.idle(), toClient.drained()]), pause(END_MS)]);
  await keepSession(at, sessionId);
  return typeof first === 'string' ? 0 : first.code;
}

async function start(server: ProxiedServer): Promise<ChildProcess> {
  const [program, ...args] = server.command;
  try {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], windowsHide: true });
    // Writing to a server that is gone is told by its end.
    child.stdin?.on('error', () => undefined);
    await once(child, 'spawn');
    return child;
  } catch (error) {
    throw unstartable(server, (error as Error).message);
  }
}

function unstartable({ command }: ProxiedServer, why: string): CodedError {
  return new CodedError('mcp_server_unstartable', `${command[0]} does not start: ${why}`, {
    hint: 'give the command of the server after --, with its full path where it is not on the PATH',
  });
}

async function carryFromServer(
  stdout: NodeJS.ReadableStream,
  relay: Relay,
  toClient: Sink,
): Promise<void> {
  const lines = createFrameSplitter(LONGEST_SERVER_FRAME);
  for await (const chunk of stdout) {
    for (const frame of lines.push(chunk as Uint8Array)) {
      if (frame.kind === 'line') relay.fromServer(frame.bytes);
      else relay.serverFault(frame.kind);
    }
    await toClient.ready();
  }
  for (const frame of lines.end()) if (frame.kind !== 'line') relay.serverFault(frame.kind);
}

async function carryFromClient(relay: Relay, toServer: Sink): Promise<void> {
  const lines = createFrameSplitter(LONGEST_CLIENT_FRAME);
  for await (const chunk of Bun.stdin.stream()) {
    for (const frame of lines.push(chunk)) {
      if (frame.kind === 'line') relay.fromClient(frame.bytes);
      else relay.clientFault(frame.kind);
    }
    await toServer.ready();
  }
  for (const frame of lines.end()) if (frame.kind !== 'line') relay.clientFault(frame.kind);
}

/** As clients end a server: its input is closed, then it is asked, then it is made to. */
async function endServer(
  child: ChildProcess,
  exited: Promise<number>,
  hurry: boolean,
): Promise<void> {
  child.stdin?.end();
  if (!hurry && (await Promise.race([exited, pause(END_MS)])) !== 'late') return;
  child.kill('SIGTERM');
  if ((await Promise.race([exited, pause(END_MS)])) !== 'late') return;
  child.kill('SIGKILL');
  await exited;
}

function pause(ms: number): Promise<'late'> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('late'), ms).unref();
  });
}

/** The calls become a runpack. A proxy that ends has nobody to tell but the log of its client. */
async function keepSession(at: Context, sessionId: string): Promise<void> {
  try {
    await endHookSession(at, { harness: 'mcp', sessionId });
  } catch (error) {
    if (!isCodedError(error)) throw error;
    at.warn(`gait: the session was not packed: ${error.message} (${error.code})`);
  }
}
