import { getNodeValue, type Node } from 'jsonc-parser/lib/esm/main.js';
import type { HookFile, HookSwitch, SwitchFile } from '../hook-row.ts';
import type { HookFinding } from './find-hook.ts';
import { hookCommandText, type HookCommand } from './hook-command.ts';
import { childOf, isFault, parseSettings } from './parse-settings.ts';
import { codexTrustKeys, readCodexConfig } from './read-codex-config.ts';

/** Where our hook stands, for tools that switch hooks off one by one. */
export interface StandingHook {
  readonly file: HookFile;
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** What of a settings file keeps a tool from starting our hook. A file that the tool would not read says nothing. */
export function findSwitches(
  file: SwitchFile,
  text: string,
  command: HookCommand,
  standing: readonly StandingHook[],
): readonly HookFinding[] {
  if (text.trim() === '') return [];
  if (file.kind === 'codex_toml') return codexSwitches(text, standing);
  const tree = parseSettings({ ...file, kind: 'json', lists: [] }, text);
  return tree.ok ? offSwitches(file.switches, text, tree.root, hookCommandText(command)) : [];
}

/** The settings of a parsed file that switch our hook off. */
export function offSwitches(
  switches: readonly HookSwitch[],
  text: string,
  root: Node,
  command: string,
): readonly HookFinding[] {
  return switches.flatMap(({ path, off }) => {
    let node: Node | undefined = root;
    for (const key of path) {
      const child: ReturnType<typeof childOf> =
        node?.type === 'object' ? childOf(node, key) : undefined;
      // A key that stands twice may be read as switched off.
      if (isFault(child)) return [switchedOff(path.join('.'), lineOf(text, node?.offset ?? 0))];
      node = child;
    }
    if (node === undefined) return [];
    const value: unknown = getNodeValue(node);
    const isOff =
      off === 'names_command' ? Array.isArray(value) && value.includes(command) : value === off;
    return isOff ? [switchedOff(path.join('.'), lineOf(text, node.offset))] : [];
  });
}

function codexSwitches(text: string, standing: readonly StandingHook[]): readonly HookFinding[] {
  const { offLine, disabled } = readCodexConfig(text);
  const keys = standing.flatMap(({ file, path, text: hooks }) =>
    file.kind === 'json' ? codexTrustKeys(file, path, hooks) : [],
  );
  return [
    ...(offLine === 0 ? [] : [switchedOff('features.hooks', offLine)]),
    ...keys.filter((key) => disabled.has(key)).map((key) => switchedOff(`hooks.state "${key}"`, 0)),
  ];
}

function switchedOff(detail: string, line: number): HookFinding {
  return { code: 'switched_off', detail, ...(line === 0 ? {} : { line }) };
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
