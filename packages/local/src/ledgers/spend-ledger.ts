import { CodedError, compactJson, formatTime, isJsonObject, type Json } from '@gait/canon';
import { resolve } from 'node:path';
import { fileFacts } from '../files/file-facts.ts';
import { isThere } from '../files/is-there.ts';
import { appendLines } from '../journals/append-lines.ts';
import { readLines } from '../journals/read-lines.ts';
import type { LockOptions } from '../locks/lock-options.ts';
import { withLock } from '../locks/with-lock.ts';
import { assertStatePath, isStatePath } from './state-path.ts';

/** One use of a token that works once. */
export interface Spending {
  /** What identifies the use: key id and nonce. */
  readonly use: string;
  readonly tokenId: string;
  /** RFC 3339; after it the token is refused anyway. */
  readonly expiresAt: string;
}

/** Whether the uses were written, or which were there before. */
export type SpendVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly used: readonly string[] };

/** The ledger of one machine. */
export interface SpendLedger {
  /**
   * Writes that a decision uses these tokens: all of them or none. When it answers `ok` the uses
   * are on the disk, so the verdict may be told.
   *
   * Never idempotent, not even for one event: the id of an event follows from the decision and
   * the clock, and two calls of one moment must not share an approval.
   *
   * @param eventId of the decision, for whoever reads the ledger later
   * @param now nanoseconds since 1970
   */
  spend(spendings: readonly Spending[], eventId: string, now: bigint): Promise<SpendVerdict>;
  /** The uses known now; for showing why a token will not work, not for deciding. */
  used(): Uses;
}

/** The uses that are known; asking costs the same however many there are. */
export type Uses = Pick<ReadonlySet<string>, 'has'>;

/** Stands in every line: an older gate that shares the ledger with a newer one notices at once. */
const SCHEMA = { schema_id: 'gait.gate.spent_approvals', schema_version: '1.0.0' } as const;

const NOTHING: Uses = new Set();

/** Decisions wait in line: each holds the lock for one write and one fsync. */
const LEDGER_LOCK: LockOptions = {
  profile: 'ledger',
  timeoutMs: 10_000,
  retryMs: 10,
  staleAfterMs: 120_000,
};

/**
 * Opens the ledger of approvals that work once: an append-only file, one line for each event.
 * Many processes may share it; a process killed at any moment loses nothing that was told.
 *
 * What cannot be read refuses everything: a use that is not seen would be granted twice. A line
 * that a killed writer left in part was never told and is set aside.
 *
 * Errors of both methods: `ledger_corrupt`, `ledger_permissions` (others may write to it),
 * `ledger_replaced` (it got shorter or another file took its name while it was open),
 * `ledger_schema` (a line of a later version),
 * `lock_contention`, `lock_lost`, `path_unsafe` (a relative path: no home is known), and those of the file system.
 */
export function openSpendLedger(path: string): SpendLedger {
  const reader = createReader(path);
  return {
    // Without a place nothing can have been spent, and nothing will be.
    used: () => (isStatePath(path) ? reader.read() : NOTHING),
    async spend(spendings, eventId, now) {
      if (spendings.length === 0) return { ok: true };
      assertStatePath(path);
      return await withLock<SpendVerdict>(
        path,
        (lock) => {
          const used = usedBefore(spendings, reader.read());
          if (used.length > 0) return { ok: false, used };
          const line = {
            ...SCHEMA,
            event_id: eventId,
            at: formatTime(now),
            spent: spendings.map(encode),
          };
          // Somebody may have taken the lock from us by age while the machine slept.
          lock.assertHeld();
          const { size } = appendLines(path, [compactJson(line)]);
          reader.wrote(spendings, size);
          return { ok: true };
        },
        LEDGER_LOCK,
      );
    },
  };
}

function encode({ use, tokenId, expiresAt }: Spending): Json {
  return { use, token_id: tokenId, expires_at: expiresAt };
}

/** Uses that are known, and those that stand in the list twice. */
function usedBefore(spendings: readonly Spending[], known: Uses): string[] {
  const uses = spendings.map(({ use }) => use);
  return [...new Set(uses.filter((use, index) => known.has(use) || uses.indexOf(use) < index))];
}

interface Reader {
  /** The uses, read up to the end of the file. */
  read(): Uses;
  /** Takes note of our own line, after which the file has this size. */
  wrote(spendings: readonly Spending[], size: number): void;
}

/** Reads on from where it stopped: a long-running gate does not read the whole file each time. */
function createReader(path: string): Reader {
  const uses = new Set<string>();
  let offset = 0;
  let file: string | undefined;
  return {
    wrote(spendings, size) {
      for (const { use } of spendings) uses.add(use);
      const { dev, ino } = fileFacts(path);
      file = `${dev}:${ino}`;
      offset = size;
    },
    read() {
      if (!isThere(path)) {
        if (file !== undefined) throw replaced(path);
        return uses;
      }
      const facts = fileFacts(path);
      assertPrivate(path, facts.mode);
      const identity = `${facts.dev}:${facts.ino}`;
      if ((file !== undefined && file !== identity) || facts.size < offset) throw replaced(path);
      file = identity;
      if (facts.size === offset) return uses;
      for (const line of readLines(path, { from: offset })) {
        const text = new TextDecoder().decode(line.bytes);
        const found = parse(text, path);
        // In part: its writer was killed before anybody was told. The next append mends it.
        if (found === undefined && !line.complete) break;
        if (found === undefined) throw corrupt(path, line.offset);
        for (const use of found) uses.add(use);
        if (line.complete) offset = line.offset + line.bytes.byteLength + 1;
      }
      return uses;
    },
  };
}

/** The uses of a line; undefined for what is no line of a ledger. */
function parse(text: string, path: string): string[] | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  if (!isJsonObject(value) || value['schema_id'] !== SCHEMA.schema_id) return undefined;
  if (value['schema_version'] !== SCHEMA.schema_version) throw later(path);
  const { event_id: event, spent } = value;
  if (typeof event !== 'string' || !Array.isArray(spent)) return undefined;
  const uses = (spent as readonly Json[]).map((item) => (isJsonObject(item) ? item['use'] : null));
  return uses.every((use) => typeof use === 'string') ? uses : undefined;
}

/** Who can write to the ledger can take a use out of it. */
function assertPrivate(path: string, mode: number): void {
  if (process.platform === 'win32' || (mode & 0o022) === 0) return;
  throw new CodedError('ledger_permissions', `others may write to ${path}`, {
    hint: `chmod 600 ${path}, and find out what was changed in it`,
    where: { file: resolve(path) },
  });
}

function corrupt(path: string, offset: number): CodedError {
  return new CodedError('ledger_corrupt', `${path} has a line at byte ${offset} that is no use`, {
    hint: 'restore the ledger; until it can be read no approval that works once is accepted',
    where: { file: resolve(path) },
  });
}

function later(path: string): CodedError {
  return new CodedError('ledger_schema', `${path} has a line of another version of the ledger`, {
    hint: 'use the newest gait on this machine for every gate that shares the ledger',
    where: { file: resolve(path) },
  });
}

function replaced(path: string): CodedError {
  return new CodedError('ledger_replaced', `${path} was cut or replaced while it was open`, {
    hint: 'restore the ledger and start the gate again',
    where: { file: resolve(path) },
  });
}
