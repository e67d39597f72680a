import type { HookFile } from '../hook-row.ts';
import { hookCommandText, type HookCommand } from './hook-command.ts';
import { wantedItems } from './install-hook.ts';
import { itemsAt, listPaths } from './own-items.ts';
import { offSwitches } from './find-switches.ts';
import { parseSettings } from './parse-settings.ts';
import { isOwnFile, wholeText } from './whole-text.ts';

export type HookFindingCode =
  /** The tool does not read the file as it is, or something else stands where hooks belong. */
  | 'file_unreadable'
  /** A part of what belongs there is missing. */
  | 'incomplete'
  /** A hook of ours of another shape, executable or project. */
  | 'other_own'
  | 'duplicate'
  /** A setting switches hooks off. */
  | 'switched_off'
  /** Hooks of somebody else get the same calls, and in some tools may change them. */
  | 'other_hooks';

export interface HookFinding {
  readonly code: HookFindingCode;
  readonly detail: string;
  /** Of a switch, in its file, from 1. */
  readonly line?: number;
}

export interface HookState {
  /** `installed`: everything stands there as we write it, and nothing switches it off. */
  readonly state: 'absent' | 'installed' | 'changed' | 'unreadable' | 'off';
  readonly findings: readonly HookFinding[];
}

/** What a tool's file says of our hook. Whether the tool starts it only a probe can tell. */
export function findHook(
  file: HookFile,
  current: string | undefined,
  command: HookCommand,
): HookState {
  if (current === undefined) return { state: 'absent', findings: [] };
  if (file.kind === 'whole') return findWhole(file, current, command);
  if (current.trim() === '') return { state: 'absent', findings: [] };
  const tree = parseSettings(file, current);
  if (!tree.ok) return unreadable(tree.detail);
  const findings: HookFinding[] = [];
  let own = 0;
  for (const path of listPaths(file)) {
    const items = itemsAt(command.harness, tree.root, path);
    if ('ok' in items) return unreadable(items.detail);
    const at = path.join('.');
    const wanted = wantedItems(file, command)
      .filter((item) => item.path.join('\0') === path.join('\0'))
      .map(({ item }) => JSON.stringify(item));
    const ours = items.filter((item) => item.own).map(({ text }) => text);
    own += ours.length;
    for (const text of wanted) {
      const times = ours.filter((other) => other === text).length;
      if (times === 0) findings.push({ code: 'incomplete', detail: at });
      if (times > 1) findings.push({ code: 'duplicate', detail: at });
    }
    if (ours.some((text) => !wanted.includes(text)))
      findings.push({ code: 'other_own', detail: at });
    if (items.some((item) => !item.own)) findings.push({ code: 'other_hooks', detail: at });
  }
  const off = offSwitches(file.switches, current, tree.root, hookCommandText(command));
  if (own === 0) {
    return {
      state: 'absent',
      findings: [...findings.filter(({ code }) => code === 'other_hooks'), ...off],
    };
  }
  const isChanged = findings.some(({ code }) => code === 'incomplete' || code === 'other_own');
  return {
    state: off.length > 0 ? 'off' : isChanged ? 'changed' : 'installed',
    findings: [...findings, ...off],
  };
}

function findWhole(
  file: Extract<HookFile, { readonly kind: 'whole' }>,
  current: string,
  command: HookCommand,
): HookState {
  if (current === wholeText(file.text, command)) return { state: 'installed', findings: [] };
  return isOwnFile(file.text, current)
    ? { state: 'changed', findings: [{ code: 'other_own', detail: file.path }] }
    : { state: 'absent', findings: [{ code: 'other_hooks', detail: file.path }] };
}

function unreadable(detail: string): HookState {
  return { state: 'unreadable', findings: [{ code: 'file_unreadable', detail }] };
}
