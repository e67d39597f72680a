import { isAbsolute, join, relative } from 'node:path';
import { decodeUtf8Loose, type JsonObject } from '@gait/canon';
import { unifiedDiff } from '@gait/agents';
import { isSurelyMissing, readWhole } from '@gait/local';

/** What a file tool would change. */
export interface CallDiff {
  /** Unified; empty where the call writes no file. */
  readonly lines: readonly string[];
  /** Arguments of which the diff shows all there is. */
  readonly shows: readonly string[];
}

const LONGEST_FILE = 2 * 1024 * 1024;
const NOTHING: CallDiff = { lines: [], shows: [] };
const CONTENT = ['content', 'file_text', 'new_source'];

/** What a file tool would change, by the names that coding tools give their arguments. */
export function callDiff(project: string, args: JsonObject): CallDiff {
  const path = textOf(args, ['file_path', 'path', 'filePath', 'absolute_path', 'notebook_path']);
  if (path === undefined) return NOTHING;
  const file = isAbsolute(path) ? path : join(project, path);
  const before = readBytes(file);
  const after = changed(decodeUtf8Loose(before ?? new Uint8Array()), args);
  if (after === undefined) return NOTHING;
  const lines = unifiedDiff({
    path: nameIn(project, file),
    before,
    after: new TextEncoder().encode(after),
  });
  const [content] = CONTENT.filter((name) => typeof args[name] === 'string');
  // Of a new file every line is in the diff, and nothing else.
  const isWhole = before === undefined && lines.some((line) => line.startsWith('@@'));
  return { lines, shows: isWhole && content !== undefined ? [content] : [] };
}

/** As diffs name files: from the project, and elsewhere from the root. */
function nameIn(project: string, file: string): string {
  const inside = relative(project, file);
  const isInside = inside !== '' && !inside.startsWith('..') && !isAbsolute(inside);
  return (isInside ? inside : file).replaceAll('\\', '/').replace(/^\/+/u, '');
}

function changed(before: string, args: JsonObject): string | undefined {
  const content = textOf(args, CONTENT);
  if (content !== undefined) return content;
  const old = textOf(args, ['old_string', 'old_str', 'oldString']);
  const fresh = textOf(args, ['new_string', 'new_str', 'newString']);
  if (old === undefined || fresh === undefined || !before.includes(old)) return undefined;
  const everywhere = args['replace_all'] === true || args['replaceAll'] === true;
  return everywhere ? before.replaceAll(old, () => fresh) : before.replace(old, () => fresh);
}

function textOf(args: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = args[name];
    if (typeof value === 'string') return value;
  }
  return undefined;
}

function readBytes(file: string): Uint8Array | undefined {
  try {
    return isSurelyMissing(file) ? undefined : readWhole(file, { maxBytes: LONGEST_FILE });
  } catch {
    // What cannot be shown is shown as new: the action itself stands above.
    return undefined;
  }
}
