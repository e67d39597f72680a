import { STORE_FILE } from '../lock/content-store.ts';
import { AUDIT_FILE } from '../lock/agents-lock.ts';
import { KEPT_FOLDER } from '../lock/plan-install.ts';
import { WAIVER_FILE } from '../scan/waivers/read-waivers.ts';
import { FRAMEWORK } from '../tree/file-tree.ts';

/** Why a path of a bundle is not written. */
export interface PathFault {
  readonly code: 'bundle_path_unsafe' | 'bundle_path_foreign';
  readonly why: string;
}

/** What may be there beside what is below `.krci-ai`. */
export interface PathRules {
  /** First parts of paths; `.` allows files that stand in the root itself. */
  readonly allow: readonly string[] | 'any';
}

/** What Windows takes for a device wherever it stands, with or without an extension. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)/iu;
/**
 * Control characters, characters that Windows keeps for itself, such as turn the
 * direction of a line or are not seen at all, and what stands for bytes that are no text. */
const FORBIDDEN =
  /[\u0000-\u001f\u007f-\u009f<>:"|?*\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]/u;
/** What some file systems leave out when they compare names (HFS+): `.g\u200cit` is `.git` there. */
const IGNORED = /[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;
const LONGEST_NAME = 255;
const LONGEST_PATH = 1024;
/** What the product keeps about itself, and what git keeps: no bundle has a say in it. */
const KEPT = new Set(['.git', '.gait', '.gait.yaml', 'gait-out', '.gait-out', 'krci-ai.lock.json']);
const KEPT_PATHS = new Set([FRAMEWORK, AUDIT_FILE, STORE_FILE]);

/** What is wrong with a path of a bundle, on any system; undefined where it may be written. */
export function judgePath(path: string, rules: PathRules = { allow: [] }): PathFault | undefined {
  const why = findDanger(path) ?? (rules.allow === 'any' ? undefined : findOwn(path));
  if (why !== undefined) return { code: 'bundle_path_unsafe', why };
  const parts = path.split('/');
  const first = parts.length === 1 ? '.' : (parts[0] ?? '');
  if (first === FRAMEWORK || rules.allow === 'any' || rules.allow.includes(first)) return undefined;
  return { code: 'bundle_path_foreign', why: `it is not below ${FRAMEWORK}` };
}

/** Paths that cannot both be written on every system. */
export interface PathCollision {
  readonly path: string;
  /** Came before it, and is the same file, or a file where this one needs a folder. */
  readonly other: string;
}

/** Each path that collides with another, for systems that ignore case or composition. */
export function findCollisions(paths: readonly string[]): readonly PathCollision[] {
  const files = new Map<string, string>();
  const found: PathCollision[] = [];
  for (const path of paths) {
    const key = collisionKey(path);
    const other = files.get(key);
    if (other === undefined) files.set(key, path);
    else found.push({ path, other });
  }
  for (const path of paths) {
    const key = collisionKey(path);
    for (let end = key.indexOf('/'); end > 0; end = key.indexOf('/', end + 1)) {
      const other = files.get(key.slice(0, end));
      if (other !== undefined) found.push({ path, other });
    }
  }
  return found;
}

/**
 * Paths that some system takes for something that is there already under another name: another case
 * or composition, of the file or of a folder above it.
 *
 * @param there files and folders
 */
export function findTaken(
  paths: readonly string[],
  there: Iterable<string>,
): readonly PathCollision[] {
  const known = new Map<string, string>();
  for (const path of there) known.set(collisionKey(path), path);
  return paths.flatMap((path) => {
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const part = end < 0 ? path : path.slice(0, end);
      const other = known.get(collisionKey(part));
      if (other !== undefined && other !== part) return [{ path, other }];
      if (end < 0) return [];
    }
  });
}

/** Two paths with the same key are the same file on a system that ignores case or composition. */
function collisionKey(path: string): string {
  return path.normalize('NFD').toUpperCase().toLowerCase().normalize('NFC');
}

function findDanger(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.includes('\\')) return 'a backslash is a separator on Windows';
  if (path.startsWith('/') || /^[A-Za-z]:/u.test(path)) return 'it is absolute';
  if (Buffer.byteLength(path) > LONGEST_PATH) return `it is longer than ${LONGEST_PATH} bytes`;
  const parts = path.split('/');
  for (const part of parts) {
    const why = findDangerInName(part);
    if (why !== undefined) return why;
  }
  const kept =
    parts.some((part) => comparable(part) === '.git') || KEPT.has(comparable(parts[0] ?? ''));
  if (kept || KEPT_PATHS.has(comparable(path))) return 'it belongs to git or to this product';
  return undefined;
}

/** What a project accepts, and what it keeps of its own: who brings files has no say in either. */
function findOwn(path: string): string | undefined {
  const name = comparable(path);
  const isOwn = name === WAIVER_FILE || name === KEPT_FOLDER || name.startsWith(`${KEPT_FOLDER}/`);
  return isOwn ? 'it belongs to the project that it would be written to' : undefined;
}

function findDangerInName(name: string): string | undefined {
  if (name === '') return 'a part of it is empty';
  if (name === '.' || name === '..') return 'it leads through . or ..';
  if (FORBIDDEN.test(name)) return 'it has a character that not every system can name';
  if (/[. ]$/u.test(name)) return 'a part ends with a dot or a blank, which Windows drops';
  if (DEVICE.test(name)) return `${name} is a device on Windows`;
  // The short name that Windows may have made for `.git`.
  if (/^git~[0-9]+$/iu.test(name)) return `${name} may be .git on Windows`;
  if (Buffer.byteLength(name) > LONGEST_NAME) return `a part is longer than ${LONGEST_NAME} bytes`;
  return undefined;
}

function comparable(name: string): string {
  return collisionKey(name.replaceAll(IGNORED, ''));
}
