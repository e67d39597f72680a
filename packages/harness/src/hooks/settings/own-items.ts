import { getNodeValue, type Node } from 'jsonc-parser/lib/esm/main.js';
import type { HookFile, HookHarnessId, JsonData } from '../hook-row.ts';
import { isOwnCommand } from './hook-command.ts';
import { childOf, isFault, settingsFault, type SettingsFault } from './parse-settings.ts';

type JsonFile = Extract<HookFile, { readonly kind: 'json' }>;

/** An item of a list in a settings file. */
export interface ListedItem {
  readonly node: Node;
  readonly own: boolean;
  /** As canonical text, to be held against what we would write. */
  readonly text: string;
}

/** The lists of a file, each once, though several items may be meant for one. */
export function listPaths(file: JsonFile): readonly (readonly string[])[] {
  const seen = new Map(file.lists.map(({ path }) => [path.join('\0'), path]));
  return [...seen.values()];
}

/** What stands in the list under a path; nothing where there is no list. */
export function itemsAt(
  harness: HookHarnessId,
  root: Node,
  path: readonly string[],
): readonly ListedItem[] | SettingsFault {
  let node = root;
  for (const [depth, key] of path.entries()) {
    const child = childOf(node, key);
    if (isFault(child)) return child;
    if (child === undefined) return [];
    if (child.type !== (depth === path.length - 1 ? 'array' : 'object')) {
      return settingsFault(
        'settings_shape',
        `${path.slice(0, depth + 1).join('.')} is something else`,
      );
    }
    node = child;
  }
  return (node.children ?? []).map((item) => {
    const value = getNodeValue(item) as JsonData;
    return { node: item, own: holdsOwnCommand(harness, value), text: JSON.stringify(value) };
  });
}

function holdsOwnCommand(harness: HookHarnessId, value: JsonData): boolean {
  if (typeof value === 'string') return isOwnCommand(harness, value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((inner: JsonData) => holdsOwnCommand(harness, inner));
}
