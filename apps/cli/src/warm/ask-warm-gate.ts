import { isOwnSocket, type WarmPlace } from './warm-place.ts';
import { readReply, type WarmReply, type WarmRequest } from './warm-message.ts';

/** A gate that does not even say that it began hangs, or is overloaded: this process is quicker then. */
const BEGINS_WITHIN_MS = 250;
/** Longer than any answer. */
const LONGEST_REPLY = 1024 * 1024;

/** What a hook prints, and its exit status. */
export type WarmAnswer = Extract<WarmReply, { readonly kind: 'answer' }>;

/** A connection to the warm gate, on which nothing was asked yet. */
export interface WarmLine {
  /**
   * Asks. Once.
   *
   * @returns undefined when it does not answer in time or in its own words, or when something went
   *   wrong there: whoever asked decides by himself, and both come to the same because a call is
   *   answered once (`answerOnce`)
   */
  readonly ask: (request: WarmRequest) => Promise<WarmAnswer | undefined>;
}

/**
 * Opens a line to the warm gate of this user. That takes as long as reading what the tool wrote, so it
 * is done meanwhile.
 *
 * @returns undefined when there is none
 */
export function openWarmLine(place: WarmPlace): WarmLine | undefined {
  if (!isOwnSocket(place)) return undefined;
  const { promise, resolve } = Promise.withResolvers<WarmAnswer | undefined>();
  const unsent: { bytes: Uint8Array } = { bytes: new Uint8Array() };
  const decoder = new TextDecoder();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let text = '';
  const take = (line: string): void => {
    const reply = readReply(line);
    if (reply?.kind === 'begun') {
      clearTimeout(timer);
      timer = setTimeout(() => resolve(undefined), reply.withinMs);
      return;
    }
    resolve(reply?.kind === 'answer' ? reply : undefined);
  };
  const connection = Bun.connect({
    unix: place,
    socket: {
      drain: (socket) => sendOn(socket, unsent),
      data(_, bytes) {
        text += decoder.decode(bytes, { stream: true });
        if (text.length > LONGEST_REPLY) return resolve(undefined);
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        for (const line of lines) take(line);
      },
      close: () => resolve(undefined),
      error: () => resolve(undefined),
      connectError: () => resolve(undefined),
    },
  });
  connection.catch(() => resolve(undefined));
  return {
    async ask(request) {
      timer = setTimeout(() => resolve(undefined), BEGINS_WITHIN_MS);
      unsent.bytes = new TextEncoder().encode(`${JSON.stringify(request)}\n`);
      void connection.then(
        (socket) => sendOn(socket, unsent),
        () => undefined,
      );
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        // A gate that is still waiting for a person learns that nobody listens any more.
        void connection.then(
          (socket) => socket.terminate(),
          () => undefined,
        );
      }
    },
  };
}

/** Writes as much as the socket takes; it says when it takes more. */
export function sendOn(
  socket: { write: (bytes: Uint8Array) => number },
  unsent: { bytes: Uint8Array },
): void {
  if (unsent.bytes.length === 0) return;
  const sent = socket.write(unsent.bytes);
  if (sent > 0) unsent.bytes = unsent.bytes.subarray(sent);
}

/** Whether somebody listens there. */
export async function isWarm(place: WarmPlace): Promise<boolean> {
  if (!isOwnSocket(place)) return false;
  try {
    const socket = await Bun.connect({ unix: place, socket: { data: () => undefined } });
    socket.end();
    return true;
  } catch {
    return false;
  }
}
