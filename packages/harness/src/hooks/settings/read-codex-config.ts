import type { HookFile } from '../hook-row.ts';
import { itemsAt, listPaths } from './own-items.ts';
import { parseSettings } from './parse-settings.ts';

/** What `config.toml` of Codex says about hooks. A hint for people: only a probe proves that a hook runs. */
export interface CodexHookFacts {
  /** `[features] hooks = false`. */
  readonly off: boolean;
  /** The line that says so, from 1; 0: none. */
  readonly offLine: number;
  /** Hooks that a person has trusted: `<file>:<event>:<group>:<hook>` to the hash they are bound to. */
  readonly trusted: ReadonlyMap<string, string>;
  /** Hooks that a person has switched off one by one. */
  readonly disabled: ReadonlySet<string>;
}

const TABLE = /^\[\s*([^[\]]+?)\s*\]\s*(?:#.*)?$/;
const STATE = /^hooks\s*\.\s*state\s*\.\s*(?:"([^"]*)"|'([^']*)')$/;
const INLINE = /^features\s*=\s*\{[^}]*\b(?:codex_)?hooks\s*=\s*false\b/;
const SETTING = /^([\w.]+)\s*=\s*(true|false|"[^"]*"|'[^']*')\s*(?:#.*)?$/;

/** Reads it line by line, as Codex itself writes it. */
export function readCodexConfig(text: string): CodexHookFacts {
  let offLine = 0;
  const trusted = new Map<string, string>();
  const disabled = new Set<string>();
  let table = '';
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim().slice(0, 4096);
    const header = TABLE.exec(line)?.[1];
    if (header !== undefined) {
      table = header;
      continue;
    }
    if (table === '' && INLINE.test(line)) offLine = index + 1;
    const [, key = '', value = ''] = SETTING.exec(line) ?? [];
    const full = table === '' ? key : `${table}.${key}`;
    if (/^features\.(?:codex_)?hooks$/.test(full)) offLine = value === 'false' ? index + 1 : 0;
    const state = STATE.exec(table);
    const name = state?.[1] ?? state?.[2];
    if (name === undefined) continue;
    if (key === 'trusted_hash') trusted.set(name.replaceAll('\\\\', '\\'), value.slice(1, -1));
    if (key === 'enabled' && value === 'false') disabled.add(name.replaceAll('\\\\', '\\'));
  }
  return { off: offLine > 0, offLine, trusted, disabled };
}

/** The names that Codex gives the events in the keys of its trust. */
const KEY_EVENTS: Readonly<Record<string, string>> = {
  PreToolUse: 'pre_tool_use',
  PostToolUse: 'post_tool_use',
  SessionStart: 'session_start',
  SessionEnd: 'session_end',
};

/**
 * The keys under which Codex keeps its trust in our hooks: the file, the event, and the places of
 * the group and of the hook in it. A group put in or taken out before ours moves it to a key that
 * nobody has trusted.
 *
 * @param path the absolute path of the `hooks.json`
 */
export function codexTrustKeys(
  file: Extract<HookFile, { readonly kind: 'json' }>,
  path: string,
  text: string,
): readonly string[] {
  const tree = parseSettings(file, text);
  if (!tree.ok) return [];
  return listPaths(file).flatMap((list) => {
    const items = itemsAt('codex', tree.root, list);
    const event = KEY_EVENTS[list.at(-1) ?? ''];
    if ('ok' in items || event === undefined) return [];
    return items.flatMap(({ own }, index) => (own ? [`${path}:${event}:${index}:0`] : []));
  });
}
