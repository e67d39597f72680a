import { compareUtf8, CodedError, isDigestHex, type Json, type JsonObject } from '@gait/canon';
import { FRAMEWORK } from '../tree/file-tree.ts';
import { AUDIT_FILE, LOCK_FILE } from './agents-lock.ts';
import { STORE_FILE } from './content-store.ts';
import { plainPathFault } from './plain-path.ts';

const MOST_NAMES = 10_000;

/** Members of one object of a lock, each of its kind or refused with `agent_lock_invalid`. */
export interface LockFields {
  readonly text: (field: string) => string;
  readonly digest: (field: string) => string;
  readonly size: (field: string) => number;
  /** A path that may be installed to on every system. */
  readonly path: (field: string) => string;
  readonly oneOf: <const T extends string>(field: string, values: readonly T[]) => T;
  readonly list: (field: string, most: number) => readonly Json[];
  /** Texts, sorted by their UTF-8 bytes, each once. */
  readonly names: (field: string) => readonly string[];
  readonly paths: (field: string) => readonly string[];
}

/**
 * @param known names of all members that there may be
 * @param judge why a path may not be installed to; one that knows folders which it has judged
 * @throws CodedError `agent_lock_invalid`, here and from every reader
 */
export function lockFields(
  root: JsonObject,
  known: ReadonlySet<string>,
  file: string,
  judge = plainPathFault,
): LockFields {
  const fail = (field: string, message: string): never => {
    throw invalidLock(file, field, message);
  };
  const other = Object.keys(root).find((key) => !known.has(key));
  if (other !== undefined) fail(other, `it knows no ${JSON.stringify(other)}`);
  const text = (field: string): string => {
    const value = root[field];
    return typeof value === 'string' ? value : fail(field, `${field} is no text`);
  };
  const plain = (path: string, field: string): string => {
    const fault = judge(path);
    return fault === undefined ? path : fail(field, `${JSON.stringify(path)}: ${fault}`);
  };
  const list = (field: string, most: number): readonly Json[] => {
    const value = root[field];
    if (!Array.isArray(value)) return fail(field, `${field} is no list`);
    const items = value as readonly Json[];
    return items.length > most ? fail(field, `${field} are more than ${most}`) : items;
  };
  const names = (field: string): readonly string[] => {
    const found = list(field, MOST_NAMES).map((name) =>
      typeof name === 'string' && name !== '' ? name : fail(field, `${field} holds no name`),
    );
    assertSorted(found, field, file);
    return found;
  };
  return {
    text,
    list,
    names,
    digest(field) {
      const value = text(field);
      return isDigestHex(value) ? value : fail(field, `${field} is no SHA-256 digest`);
    },
    size(field) {
      const value = root[field];
      const isSize = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
      return isSize ? value : fail(field, `${field} is no size`);
    },
    path: (field) => plain(text(field), field),
    oneOf(field, values) {
      const value = values.find((one) => one === root[field]);
      return value ?? fail(field, `${field} is none of ${values.join(', ')}`);
    },
    paths: (field) => names(field).map((path) => (path === FRAMEWORK ? path : plain(path, field))),
  };
}

/** Two orders, or one name twice, would be two files for one lock. */
export function assertSorted(names: readonly string[], field: string, file: string): void {
  for (let index = 1; index < names.length; index += 1) {
    if (compareUtf8(names[index - 1] ?? '', names[index] ?? '') >= 0)
      throw invalidLock(file, field, `${field} are not sorted, or name something twice`);
  }
}

/** Takes one side of everything that an install writes about itself; the other side is installed again. */
export const TAKE_OURS = `git checkout --ours -- ${LOCK_FILE} ${STORE_FILE} ${AUDIT_FILE}`;

/** The error for a lock of two branches. */
export function conflictedLock(file: string): CodedError {
  return new CodedError(
    'agent_lock_invalid',
    `${LOCK_FILE}: two branches changed it, and the markers of their merge stand in it`,
    {
      hint: `take one side: ${TAKE_OURS}; then krci-ai install, with --agent for what the other side added`,
      where: { file },
    },
  );
}

/** The error for a lock that cannot be used. */
export function invalidLock(file: string, field: string, message: string): CodedError {
  return new CodedError('agent_lock_invalid', `${LOCK_FILE}: ${message}`, {
    hint: 'take it from version control again; or remove it and install anew from its source',
    where: field === '' ? { file } : { file, field },
  });
}
