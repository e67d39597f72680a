// By this path: the package's main file cannot be bundled for Node, it looks for its parts when it runs.
import { createScanner, parseTree, type Node, type ParseError } from 'jsonc-parser/lib/esm/main.js';
import type { HookFile } from '../hook-row.ts';

export type SettingsFaultCode =
  /** The tool itself would not read the file; some then start without hooks and say nothing. */
  | 'settings_invalid'
  | 'settings_too_large'
  /** A key that matters stands twice: the tool and we could read different ones. */
  | 'settings_duplicate_key'
  /** Something else stands where hooks belong. */
  | 'settings_shape'
  /** A file of somebody else stands where ours belongs. */
  | 'settings_place_taken';

export interface SettingsFault {
  readonly ok: false;
  readonly code: SettingsFaultCode;
  readonly detail: string;
}

const MAX_CHARS = 1024 * 1024;
/** The parser calls itself for every level. */
const MAX_DEPTH = 200;

type JsonFile = Extract<HookFile, { readonly kind: 'json' }>;

/** The tree of a settings file as its tool would read it, or why it would not. */
export function parseSettings(
  file: JsonFile,
  text: string,
): { readonly ok: true; readonly root: Node } | SettingsFault {
  if (text.length > MAX_CHARS) {
    return settingsFault(
      'settings_too_large',
      `${file.path} has more than ${MAX_CHARS} characters`,
    );
  }
  if (text.startsWith('\uFEFF')) {
    return settingsFault('settings_invalid', `${file.path} begins with a byte order mark`);
  }
  if (isTooDeep(text)) {
    return settingsFault('settings_too_large', `${file.path} is deeper than ${MAX_DEPTH} levels`);
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, {
    disallowComments: !file.comments,
    allowTrailingComma: file.trailingCommas,
    allowEmptyContent: false,
  });
  if (root === undefined || errors.length > 0) {
    const at = errors[0]?.offset ?? 0;
    const line = text.slice(0, at).split('\n').length;
    return settingsFault(
      'settings_invalid',
      `${file.path} is not JSON as its tool reads it: line ${line}`,
    );
  }
  if (root.type !== 'object') {
    return settingsFault('settings_shape', `${file.path} is not an object`);
  }
  return { ok: true, root };
}

function isTooDeep(text: string): boolean {
  const scanner = createScanner(text, true);
  let depth = 0;
  // 17 is the end; 1 and 3 open an object and a list, 2 and 4 close one.
  for (let token: number = scanner.scan(); token !== 17; token = scanner.scan()) {
    if (token === 1 || token === 3) depth += 1;
    if (token === 2 || token === 4) depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** The value node under a key; a fault when the key stands twice. */
export function childOf(object: Node, key: string): Node | undefined | SettingsFault {
  const found = (object.children ?? []).filter((pair) => pair.children?.[0]?.value === key);
  if (found.length > 1) {
    return settingsFault('settings_duplicate_key', `${JSON.stringify(key)} stands twice`);
  }
  return found[0]?.children?.[1];
}

export function settingsFault(code: SettingsFaultCode, detail: string): SettingsFault {
  return { ok: false, code, detail };
}

export function isFault(value: object | undefined): value is SettingsFault {
  return value !== undefined && 'ok' in value && value.ok === false;
}
