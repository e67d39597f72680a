import type { HookEvent } from '../hook-message.ts';
import type { HookFile, HookList, HookRow, HookSwitch, JsonData, SwitchFile } from '../hook-row.ts';

/** A group of the shape that Claude Code began: a matcher, and the commands for what it matches. */
export function group(
  event: HookEvent,
  name: string,
  matcher: string | undefined,
  entry: { readonly [key: string]: JsonData },
  root: readonly string[] = ['hooks'],
): HookList {
  return {
    event,
    path: [...root, name],
    item: {
      ...(matcher === undefined ? {} : { matcher }),
      hooks: [{ type: 'command', command: '{command}', ...entry }],
    },
  };
}

/** A settings file of JSON. */
export function settings(
  path: string,
  lists: readonly HookList[],
  more: {
    readonly comments?: boolean;
    readonly trailingCommas?: boolean;
    readonly head?: { readonly [key: string]: JsonData };
    readonly switches?: readonly HookSwitch[];
  } = {},
): HookFile {
  const { comments = false, trailingCommas = false, switches = [], head } = more;
  return {
    kind: 'json',
    path,
    comments,
    trailingCommas,
    lists,
    switches,
    ...(head === undefined ? {} : { head }),
  };
}

/** Other settings files that can switch the hooks of a tool off. */
export function switchFiles(
  paths: readonly string[],
  switches: readonly HookSwitch[],
  { comments = false }: { readonly comments?: boolean } = {},
): readonly SwitchFile[] {
  return paths.map((path) => ({ path, kind: 'json', comments, trailingCommas: false, switches }));
}

/** What is the same in every row of a tool without hooks that can be used. */
export const WITHOUT_HOOKS: Omit<HookRow, 'id' | 'title' | 'aliases' | 'support' | 'gaps'> = {
  versions: [],
  files: { project: [], user: [] },
  events: {},
  windowsShell: 'powershell',
  toolTimeoutMs: 0,
  deadlineMs: 0,
  failClosed: { kind: 'none' },
  ask: { kind: 'denied', why: 'no hook is asked' },
  exits: 'no hook is started',
  context: false,
  callIds: false,
  trust: 'nothing to trust',
  managed: [],
};

/** Milliseconds that our entries ask a tool to wait: a person may be about to decide. */
export const WAIT_MS = 120_000;
/** The hook denies this long after its start, while the tool still listens. */
export const DEADLINE_MS = 110_000;
