import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  CodedError,
  encodeRecord,
  isCodedError,
  isDigestHex,
  parseTime,
  prettyJson,
  type SigningKey,
} from '@gait/canon';
import {
  approvalRecord,
  readApproval,
  readWaitingCall,
  signWaitingCall,
  waitingCallRecord,
  type ApprovalToken,
  type ReadToken,
  type WaitingCall,
} from '@gait/gate';
import { isThere } from '../files/is-there.ts';
import { readWhole } from '../files/read-whole.ts';
import { writeWhole } from '../files/write-whole.ts';
import { assertStatePath } from '../ledgers/state-path.ts';
import { stateHome, type Surroundings } from '../platform/homes.ts';
import { hideWaitingSecrets } from './hide-waiting-secrets.ts';

/**
 * Calls of this user's agents that wait for a person, and the approvals that answered them.
 * Outside every repository; a gated call cannot write here.
 */
export interface ApprovalInbox {
  /**
   * Leaves a call for a person, without its secrets. One that waits already is written anew.
   *
   * @param key of the gate that asks; nobody can answer a call that it did not sign
   * @throws CodedError `waiting_calls_limit`
   */
  readonly ask: (call: WaitingCall, key?: SigningKey) => void;
  /** Calls that wait, oldest first; what cannot be read is named beside them. */
  readonly waiting: () => {
    readonly calls: readonly WaitingCall[];
    readonly faults: readonly CodedError[];
  };
  /** @throws CodedError `waiting_call_unknown`, `waiting_call_invalid` */
  readonly read: (id: string) => WaitingCall;
  readonly remove: (id: string) => void;
  /** Leaves an approval where the gate looks for it when the call comes again. */
  readonly grant: (token: ApprovalToken) => string;
  /** Approvals that were left for a call; nothing in them is believed yet. */
  readonly granted: (intentDigest: string) => readonly ReadToken<ApprovalToken>[];
  /** Takes away the approvals of a call that ran: they work once. */
  readonly takeAway: (intentDigest: string) => void;
  /** Folder that changes when something is left for the call; for waiting. */
  readonly place: (intentDigest: string) => string;
  /** The file of a call that waits. */
  readonly file: (id: string) => string;
}

/** More waiting calls than a person reads. */
const MOST_WAITING = 1024;
const LONGEST = 16 * 1024 * 1024;
const ID = /^[0-9a-f]{12}$/u;

/**
 * The inbox of the user.
 *
 * @param most calls that may wait
 * @throws CodedError `path_unsafe` when no home is known
 */
export function openApprovalInbox(
  at: Surroundings,
  { most = MOST_WAITING }: { readonly most?: number } = {},
): ApprovalInbox {
  const root = join(stateHome(at), 'approvals');
  assertStatePath(root);
  const waitingFolder = join(root, 'waiting');
  const file = (id: string): string => join(waitingFolder, `${checkId(id)}.json`);
  const place = (digest: string): string => join(root, 'granted', checkDigest(digest));
  const read = (id: string): WaitingCall => {
    const path = file(id);
    if (!isThere(path)) throw unknown(id);
    return readWaitingCall(readWhole(path, { maxBytes: LONGEST }), { file: path });
  };
  return {
    file,
    place,
    read,
    ask(call, key) {
      const path = file(call.request_id);
      if (!isThere(path) && namesIn(waitingFolder).length >= most) throw full(most);
      const hidden = hideWaitingSecrets(call, at.env);
      const shown = key === undefined ? hidden : signWaitingCall(hidden, key);
      // What is lost in a power cut is asked again: the call did not run.
      writeWhole(path, prettyJson(encodeRecord(waitingCallRecord, shown)), {
        makeFolders: true,
        sync: false,
      });
    },
    waiting() {
      const calls: WaitingCall[] = [];
      const faults: CodedError[] = [];
      for (const name of namesIn(waitingFolder)) {
        try {
          calls.push(read(name.slice(0, -'.json'.length)));
        } catch (error) {
          if (!isCodedError(error)) throw error;
          // Answered while this was read.
          if (error.code !== 'waiting_call_unknown') faults.push(error);
        }
      }
      return { calls: calls.toSorted((a, b) => compareTimes(a.created_at, b.created_at)), faults };
    },
    remove: (id) => rmSync(file(id), { force: true }),
    grant(token) {
      const path = join(place(token.intent_digest), `${token.token_id}.json`);
      const text = prettyJson(encodeRecord(approvalRecord, token));
      writeWhole(path, text, { makeFolders: true });
      return path;
    },
    granted(digest) {
      const folder = place(digest);
      return namesIn(folder).flatMap((name) => readToken(join(folder, name)));
    },
    takeAway: (digest) => rmSync(place(digest), { recursive: true, force: true }),
  };
}

/** What is no approval grants nothing; it is left for a person to see. */
function readToken(path: string): readonly ReadToken<ApprovalToken>[] {
  try {
    return [readApproval(readWhole(path, { maxBytes: LONGEST }), { file: path })];
  } catch (error) {
    if (isCodedError(error)) return [];
    throw error;
  }
}

function namesIn(folder: string): readonly string[] {
  if (!isThere(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted();
}

/** Names become parts of paths. */
function checkId(id: string): string {
  if (ID.test(id)) return id;
  throw unknown(id);
}

function checkDigest(digest: string): string {
  if (isDigestHex(digest)) return digest;
  throw unknown(digest);
}

function unknown(id: string): CodedError {
  return new CodedError('waiting_call_unknown', `no call waits under the id ${id}`, {
    hint: 'gait approvals list shows what waits; a call that was answered waits no more',
  });
}

function full(most: number): CodedError {
  return new CodedError('waiting_calls_limit', `${most} calls wait for a person already`, {
    hint: 'a person takes away those that nobody waits for: gait approvals clear --all',
  });
}

function compareTimes(a: string, b: string): number {
  const [first, second] = [parseTime(a)?.epochNanos ?? 0n, parseTime(b)?.epochNanos ?? 0n];
  return first < second ? -1 : Number(first > second);
}
