import { idKey, type RpcId } from './rpc-message.ts';

/** Requests of one side that have no answer yet. */
export interface OpenRequests<T> {
  /** False: there is one of this id, or there are too many. */
  readonly open: (id: RpcId, request: T) => boolean;
  readonly find: (id: RpcId) => T | undefined;
  /** Takes it out. */
  readonly close: (id: RpcId) => T | undefined;
  /** Takes all out. */
  readonly closeAll: () => readonly (readonly [RpcId, T])[];
}

export function createOpenRequests<T>(most: number): OpenRequests<T> {
  const open = new Map<string, readonly [RpcId, T]>();
  return {
    open(id, request) {
      const key = idKey(id);
      if (open.has(key) || open.size >= most) return false;
      open.set(key, [id, request]);
      return true;
    },
    find: (id) => open.get(idKey(id))?.[1],
    close(id) {
      const key = idKey(id);
      const found = open.get(key);
      open.delete(key);
      return found?.[1];
    },
    closeAll() {
      const all = [...open.values()];
      open.clear();
      return all;
    },
  };
}
