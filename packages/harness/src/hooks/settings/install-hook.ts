import type { HookFile, HookHarnessId } from '../hook-row.ts';
import { hookCommandText, withCommand, type HookCommand } from './hook-command.ts';
import { insertItem, printJson } from './insert-item.ts';
import { itemsAt, listPaths } from './own-items.ts';
import { parseSettings, settingsFault, type SettingsFault } from './parse-settings.ts';
import { takeOut } from './take-out.ts';
import { isOwnFile, wholeText } from './whole-text.ts';

/** What was done besides writing what was missing. */
export type SettingsNote =
  /** A hook of ours with another executable, project or shape was replaced. */
  | 'replaced_own'
  /** A second hook of ours was taken out. */
  | 'removed_duplicate'
  /** Hooks of somebody else stand in the same lists; they stay. */
  | 'others_kept'
  /** A file of somebody else was left as it is. */
  | 'not_ours';

export interface SettingsEdit {
  readonly ok: true;
  /** The whole new text; undefined: no such file. */
  readonly text: string | undefined;
  readonly changed: boolean;
  readonly notes: readonly SettingsNote[];
}

type JsonFile = Extract<HookFile, { readonly kind: 'json' }>;

/**
 * The text of a tool's file with our hook in it. Doing it twice changes nothing; what a person
 * wrote stays as it is, byte for byte.
 *
 * @param current the file's text; undefined where there is no file
 * @returns the new text, or a fault and then nothing may be written
 */
export function installHook(
  file: HookFile,
  current: string | undefined,
  command: HookCommand,
): SettingsEdit | SettingsFault {
  if (file.kind === 'whole') return installWhole(file, current, command);
  const wanted = wantedItems(file, command);
  if (current === undefined || current.trim() === '')
    return writeNew(file, current ?? '\n', wanted);
  const notes = new Set<SettingsNote>();
  let text = current;
  for (const path of listPaths(file)) {
    const missing = wanted.filter((item) => item.path.join('\0') === path.join('\0'));
    const cleared = clearOwn(file, command.harness, text, path, missing, notes);
    if (typeof cleared !== 'string') return cleared;
    text = cleared;
    for (const { item } of missing) {
      const tree = parseSettings(file, text);
      if (!tree.ok) return tree;
      const added = insertItem(text, tree.root, path, item);
      if (typeof added !== 'string') return added;
      text = added;
    }
  }
  const tree = parseSettings(file, text);
  return tree.ok ? { ok: true, text, changed: text !== current, notes: [...notes] } : tree;
}

/** The text of a tool's file without our hook: as it was before, where nobody else changed it. */
export function removeHook(
  file: HookFile,
  current: string | undefined,
  harness: HookHarnessId,
): SettingsEdit | SettingsFault {
  if (current === undefined) return { ok: true, text: undefined, changed: false, notes: [] };
  if (file.kind === 'whole') {
    return isOwnFile(file.text, current)
      ? { ok: true, text: undefined, changed: true, notes: [] }
      : { ok: true, text: current, changed: false, notes: ['not_ours'] };
  }
  if (current.trim() === '') return { ok: true, text: current, changed: false, notes: [] };
  let text = current;
  const notes = new Set<SettingsNote>();
  for (const path of listPaths(file).toReversed()) {
    for (;;) {
      const tree = parseSettings(file, text);
      if (!tree.ok) return tree;
      const items = itemsAt(harness, tree.root, path);
      if ('ok' in items) return items;
      if (items.some(({ own }) => !own)) notes.add('others_kept');
      const own = items.findLast((item) => item.own);
      if (own === undefined) break;
      const left = takeOut(text, own.node);
      if (left === undefined || isHeadAlone(file, left)) {
        return { ok: true, text: undefined, changed: true, notes: [...notes] };
      }
      text = left;
    }
  }
  return { ok: true, text, changed: text !== current, notes: [...notes] };
}

interface WantedItem {
  readonly path: readonly string[];
  readonly item: ReturnType<typeof withCommand>;
}

/** The items that are to stand in a file. */
export function wantedItems(file: JsonFile, command: HookCommand): readonly WantedItem[] {
  const text = hookCommandText(command);
  return file.lists.map(({ path, item }) => ({ path, item: withCommand(item, text) }));
}

/** Takes out our items that are not wanted as they are; takes those that are off the list of missing ones. */
function clearOwn(
  file: JsonFile,
  harness: HookHarnessId,
  current: string,
  path: readonly string[],
  missing: WantedItem[],
  notes: Set<SettingsNote>,
): string | SettingsFault {
  let text = current;
  const kept = new Set<number>();
  for (;;) {
    const tree = parseSettings(file, text);
    if (!tree.ok) return tree;
    const items = itemsAt(harness, tree.root, path);
    if ('ok' in items) return items;
    if (items.some(({ own }) => !own)) notes.add('others_kept');
    const index = items.findIndex((item, at) => item.own && !kept.has(at));
    const own = items[index];
    if (own === undefined) return text;
    const found = missing.findIndex(({ item }) => JSON.stringify(item) === own.text);
    if (found >= 0) {
      missing.splice(found, 1);
      kept.add(index);
      continue;
    }
    notes.add(missing.length > 0 ? 'replaced_own' : 'removed_duplicate');
    const left = takeOut(text, own.node);
    if (left === undefined) return '{}';
    text = left;
  }
}

/** A file of our own making. What was there, white space alone, stays behind it. */
function writeNew(file: JsonFile, blank: string, wanted: readonly WantedItem[]): SettingsEdit {
  const root: Record<string, unknown> = { ...file.head };
  for (const { path, item } of wanted) {
    let at = root;
    for (const key of path.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>;
    const list = (at[path.at(-1) ?? ''] ??= []) as unknown[];
    list.push(item);
  }
  const text = printJson(root as never, '', '  ', '\n') + blank;
  return { ok: true, text, changed: true, notes: [] };
}

function isHeadAlone(file: JsonFile, text: string): boolean {
  return file.head !== undefined && text.trim() === printJson(file.head, '', '  ', '\n');
}

function installWhole(
  file: Extract<HookFile, { readonly kind: 'whole' }>,
  current: string | undefined,
  command: HookCommand,
): SettingsEdit | SettingsFault {
  const text = wholeText(file.text, command);
  if (current === text) return { ok: true, text, changed: false, notes: [] };
  if (current !== undefined && !isOwnFile(file.text, current)) {
    return settingsFault('settings_place_taken', `${file.path} is a file of somebody else`);
  }
  return {
    ok: true,
    text,
    changed: true,
    notes: current === undefined ? [] : ['replaced_own'],
  };
}
