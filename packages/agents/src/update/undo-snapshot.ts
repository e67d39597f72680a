import {
  CodedError,
  isCodedError,
  isDigestHex,
  isJsonObject,
  parseJson,
  sha256Hex,
  type Json,
  type JsonObject,
} from '@gait/canon';
import {
  encodeStore,
  packContent,
  readContent,
  readStore,
  type ContentStore,
  type Packing,
} from '../lock/content-store.ts';
import { plainPathFault } from '../lock/plain-path.ts';

/** A file before a set of changes and after it; null: not there. */
export interface UndoFile {
  readonly path: string;
  readonly kind: 'asset' | 'target';
  readonly before: string | null;
  readonly after: string | null;
  /** How the lock after it has the file. */
  readonly locked: string | null;
}

/** Everything that is needed to bring a project back to where it was. */
export interface UndoSnapshot {
  readonly action: 'update' | 'migrate';
  /** SHA-256 of the line of the audit that tells of it. */
  readonly record: string;
  /** SHA-256 of the lock before; null: there was none. */
  readonly lock: string | null;
  readonly files: readonly UndoFile[];
  /** Contents of files and of the lock before, and of the content store line by line. */
  readonly contents: ContentStore;
}

const SCHEMA = 'krci-ai.undo';

/** A snapshot as its file holds it: a line of JSON, then contents as the content store keeps them. */
export function encodeUndo({ action, record, lock, files, contents }: UndoSnapshot): string {
  const head = JSON.stringify({
    schema_id: SCHEMA,
    schema_version: '1.0.0',
    action,
    record,
    lock,
    files,
  });
  const body = encodeStore(contents);
  return `${head}\n${sha256Hex(body)}\n${body}`;
}

/**
 * Reads a snapshot.
 *
 * @param file its name, for messages
 * @throws CodedError `undo_snapshot_damaged`
 */
export function readUndo(bytes: Uint8Array, file: string): UndoSnapshot {
  const end = bytes.indexOf(10);
  const body = bytes.subarray(end + 66);
  const sum = Buffer.from(bytes.subarray(end + 1, end + 65)).toString('latin1');
  if (end < 0 || sum !== sha256Hex(body)) throw damaged(file, 'its contents are not whole');
  const head = parseHead(bytes.subarray(0, end), file);
  const { action, record, lock, files } = head;
  const isKnown = head['schema_id'] === SCHEMA && head['schema_version'] === '1.0.0';
  if (!isKnown || (action !== 'update' && action !== 'migrate') || !isDigestHex(String(record)))
    throw damaged(file, 'it is of no form that this program knows');
  if (!Array.isArray(files)) throw damaged(file, 'it names no files');
  return {
    action,
    record: String(record),
    lock: digestOrNull(lock, file),
    files: (files as readonly Json[]).map((entry) => readFile(entry, file)),
    contents: readStore(body),
  };
}

/** One content of a snapshot. @throws CodedError `undo_snapshot_damaged` */
export function undoContent(
  snapshot: UndoSnapshot,
  sha256: string,
  packing: Packing,
  file: string,
): Uint8Array {
  const bytes = readContent(snapshot.contents, sha256, packing);
  if (bytes === undefined) throw damaged(file, `it lacks ${sha256}`);
  return bytes;
}

/** Contents to be kept, each packed once. */
export function packAll(
  contents: Iterable<Uint8Array>,
  known: ContentStore,
  packing: Packing,
): ContentStore {
  const packed = new Map(known);
  for (const bytes of contents) {
    const sha256 = sha256Hex(bytes);
    if (!packed.has(sha256)) packed.set(sha256, packContent(bytes, packing));
  }
  return packed;
}

function parseHead(bytes: Uint8Array, file: string): JsonObject {
  try {
    const head = parseJson(bytes);
    if (isJsonObject(head)) return head;
  } catch (error) {
    if (!isCodedError(error)) throw error;
  }
  throw damaged(file, 'its first line is no object');
}

function readFile(entry: Json, file: string): UndoFile {
  if (!isJsonObject(entry)) throw damaged(file, 'a file is no object');
  const { path, kind } = entry;
  if (typeof path !== 'string' || plainPathFault(path) !== undefined)
    throw damaged(file, `${JSON.stringify(path)} is no path of a project`);
  if (kind !== 'asset' && kind !== 'target') throw damaged(file, `${path} is of no known kind`);
  return {
    path,
    kind,
    before: digestOrNull(entry['before'], file),
    after: digestOrNull(entry['after'], file),
    locked: digestOrNull(entry['locked'], file),
  };
}

function digestOrNull(value: Json | undefined, file: string): string | null {
  if (value === null) return null;
  if (typeof value === 'string' && isDigestHex(value)) return value;
  throw damaged(file, 'a digest is none');
}

function damaged(file: string, why: string): CodedError {
  return new CodedError('undo_snapshot_damaged', `the snapshot ${file} cannot be used: ${why}`, {
    hint: 'take the project from version control as it was before',
    where: { file },
  });
}
