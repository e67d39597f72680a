import type { Json } from '@gait/canon';
import { idKey, readMessage, type RpcId } from './rpc-message.ts';

/** Batches of a client: its requests go on one by one, and their answers come back as one array. */
export interface ClientBatches {
  /** Hands each message of a batch on. */
  readonly collect: (items: readonly Json[], each: (item: Json) => void) => void;
  /** Sends an answer, or keeps it until the batch it belongs to is whole. */
  readonly answer: (id: RpcId, frame: Uint8Array | string) => void;
  /** No answer will come: the request was withdrawn. */
  readonly drop: (id: RpcId) => void;
}

interface Batch {
  readonly answers: string[];
  missing: number;
}

export function createClientBatches(send: (frame: Uint8Array | string) => void): ClientBatches {
  const batches = new Map<string, Batch>();
  const settle = (id: RpcId, text: string | undefined): boolean => {
    const key = idKey(id);
    const batch = batches.get(key);
    if (batch === undefined) return false;
    batches.delete(key);
    if (text !== undefined) batch.answers.push(text);
    batch.missing -= 1;
    if (batch.missing === 0 && batch.answers.length > 0) send(`[${batch.answers.join(',')}]`);
    return true;
  };
  return {
    collect(items, each) {
      const batch: Batch = { answers: [], missing: 0 };
      for (const item of items) {
        const message = readMessage(item);
        if (message.kind !== 'request' || batches.has(idKey(message.id))) continue;
        batches.set(idKey(message.id), batch);
        batch.missing += 1;
      }
      for (const item of items) each(item);
    },
    answer(id, frame) {
      const text = typeof frame === 'string' ? frame : Buffer.from(frame).toString('utf8');
      if (batches.size === 0 || !settle(id, text)) send(frame);
    },
    drop: (id) => void settle(id, undefined),
  };
}
