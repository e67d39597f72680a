import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { findHookRow } from '@gait/harness';
import type { Context } from '../context.ts';
import { answerMessage } from '../hook/answer-message.ts';
import { sendOn } from './ask-warm-gate.ts';
import { readRequest, type WarmReply, type WarmRequest } from './warm-message.ts';
import { startedFile, type WarmPlace } from './warm-place.ts';

/** Longest request: a message of a tool, its escapes, and an environment. */
const LONGEST_REQUEST = 64 * 1024 * 1024;
/** How often it looks whether its socket is still there, and whether anybody asked. */
const LOOK_EVERY_MS = 2000;
/** A process that lives for days gives its memory back by ending. */
const MOST_MEMORY = 512 * 1024 * 1024;

/** When a warm gate ends by itself. */
export interface WarmLife {
  /** Milliseconds without a question. */
  readonly idleMs: number;
  /** Settles when the person or the system ends it. */
  readonly stopped: Promise<unknown>;
}

interface Asker {
  text: string;
  isThere: boolean;
  readonly decoder: TextDecoder;
  readonly unsent: { bytes: Uint8Array };
}

/**
 * Answers hooks of this user until nobody asks any more. Nothing of a project is kept between two
 * calls: each brings the folder, the environment and the process of its tool, and everything that
 * counts is read anew, so that an answer is the one that a new process would give.
 *
 * @param place of `warmPlace`; a socket that is there is replaced
 */
export async function serveWarmGate(
  context: Context,
  place: WarmPlace,
  life: WarmLife,
): Promise<void> {
  let lastAsked = performance.now();
  let working = 0;
  const answer = async (request: WarmRequest, socket: Bun.Socket<Asker>): Promise<void> => {
    working += 1;
    try {
      await answerRequest(context, request, socket);
    } finally {
      working -= 1;
      lastAsked = performance.now();
    }
  };
  mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
  const unfinished = `${place.slice(0, -'.sock'.length)}.${randomBytes(2).toString('hex')}`;
  const server = Bun.listen<Asker>({
    unix: unfinished,
    socket: {
      open(socket) {
        const unsent = { bytes: new Uint8Array() };
        socket.data = { text: '', isThere: true, decoder: new TextDecoder(), unsent };
      },
      data(socket, bytes) {
        const { data } = socket;
        data.text += data.decoder.decode(bytes, { stream: true });
        if (data.text.length > LONGEST_REQUEST) {
          socket.terminate();
          return;
        }
        if (!data.text.endsWith('\n')) return;
        const request = readRequest(data.text);
        data.text = '';
        if (request === undefined) send(socket, { kind: 'cold' });
        else void answer(request, socket);
      },
      drain: (socket) => sendOn(socket, socket.data.unsent),
      close(socket) {
        socket.data.isThere = false;
      },
      error: (socket) => socket.terminate(),
    },
  });
  try {
    chmodSync(unfinished, 0o600);
    const { ino } = lstatSync(unfinished);
    // Not by removing first: of two that start at once, one stays and the other sees it.
    renameSync(unfinished, place);
    const isOurs = (): boolean => lstatSync(place, { throwIfNoEntry: false })?.ino === ino;
    const isWanted = (): boolean =>
      working > 0 ||
      (isOurs() &&
        performance.now() - lastAsked < life.idleMs &&
        process.memoryUsage.rss() < MOST_MEMORY);
    await untilUnwanted(isWanted, life.stopped);
    if (isOurs()) {
      rmSync(place, { force: true });
      rmSync(startedFile(place), { force: true });
    }
  } finally {
    server.stop(true);
    rmSync(unfinished, { force: true });
  }
}

async function untilUnwanted(isWanted: () => boolean, stopped: Promise<unknown>): Promise<void> {
  const { promise, resolve: done } = Promise.withResolvers<undefined>();
  const timer = setInterval(() => {
    if (!isWanted()) done(undefined);
  }, LOOK_EVERY_MS);
  try {
    await Promise.race([promise, stopped]);
  } finally {
    clearInterval(timer);
  }
}

/** Answers, or says that whoever asked had better decide himself. */
async function answerRequest(
  context: Context,
  request: WarmRequest,
  socket: Bun.Socket<Asker>,
): Promise<void> {
  const say = (reply: WarmReply): void => {
    if (socket.data.isThere) send(socket, reply);
  };
  const row = findHookRow(request.harness);
  if (row === undefined || !isAbsolute(request.project)) return say({ kind: 'cold' });
  say({ kind: 'begun', withinMs: row.deadlineMs });
  const { answer, isDecided } = await answerMessage(surroundingsOf(context, request), {
    row,
    project: request.project,
    bytes: Promise.resolve(new TextEncoder().encode(request.message)),
    // Of the tool's clock: what waited here until nobody wanted it is no new call.
    started: performance.now() - Math.max(0, Date.now() - request.askedAt),
    isAwaited: () => socket.data.isThere,
  });
  // A fault may be one of this process alone: of the sandbox it was started in, of its memory.
  say(isDecided ? { kind: 'answer', ...answer } : { kind: 'cold' });
}

/** The world as the process that the tool started sees it. */
function surroundingsOf(context: Context, { env, home, parent, project }: WarmRequest): Context {
  return {
    ...context,
    env,
    home,
    parent,
    cwd: project,
    resolve: (path) => resolve(project, path),
    warn: () => undefined,
  };
}

function send(socket: Bun.Socket<Asker>, reply: WarmReply): void {
  const { unsent } = socket.data;
  const bytes = new TextEncoder().encode(`${JSON.stringify(reply)}\n`);
  const waiting = unsent.bytes.length > 0;
  unsent.bytes = waiting ? Buffer.concat([unsent.bytes, bytes]) : bytes;
  if (!waiting) sendOn(socket, unsent);
}
