import { GUARDED_DONE } from './guarded-done.ts';
import { HOOK_ROWS } from '../hook-rows.ts';
import type { HookHarnessId, JsonData } from '../hook-row.ts';

/** What a tool starts. Fixed when the hook is installed: a call's folder never chooses the project. */
export interface HookCommand {
  readonly harness: HookHarnessId;
  /** The absolute path of the executable: an interpreter with a missing script would exit with 2. */
  readonly executable: string;
  /** The absolute path of the project. */
  readonly project?: string;
  /** The gate's folders on this machine, absolute: a hook that finds itself with others denies. */
  readonly homes?: { readonly state: string; readonly config: string };
  /** A shell of POSIX stands around it and blocks the call when the gate fails. */
  readonly guarded?: boolean;
}

/** The longest that a guarded hook may take, in seconds: after its own deadline, before the tool's. */
const LONGEST_SECONDS = 115;

/** Variables by which the runtime inside the executable runs something else than the gate. */
const RUNTIME_VARIABLES = [
  'BUN_BE_BUN',
  'BUN_OPTIONS',
  'BUN_INSPECT',
  'BUN_INSPECT_CONNECT_TO',
  'BUN_INSPECT_NOTIFY',
  'BUN_INSPECT_PRELOAD',
  'NODE_OPTIONS',
  'NODE_PATH',
];

/**
 * What stands around a guarded hook. Tools let a call run when a hook is missing, is killed, crashes
 * or hangs; an exit of 2 blocks it in all of them. Quoted as a whole, so that it means the same in
 * whatever shell the tool has. Nothing is looked up on the PATH, where a folder of the project may
 * come first: programs are named with their path, and the rest the shell has in itself. `unset`, `set`
 * and `exit` no function from the environment stands for; those of the other names are taken away.
 */
const GUARD = [
  'unset -f echo test 2>/dev/null',
  `unset ${RUNTIME_VARIABLES.join(' ')}`,
  `test -x /usr/bin/timeout && set -- /usr/bin/timeout -s KILL ${LONGEST_SECONDS} "$@"`,
  '"$@"',
  `case $? in ${GUARDED_DONE}) exit 0;; 2) exit 2;; esac`,
  'echo "gait: the gate failed, so this call is blocked" >&2',
  'exit 2',
].join('; ');

/** The words after the executable. Never changed from release to release: Codex binds trust to the text. */
export function hookArguments({
  harness,
  project,
  homes,
  guarded,
}: HookCommand): readonly string[] {
  return [
    ...['hook', '--harness', harness],
    ...(project === undefined ? [] : ['--project', project]),
    ...(homes === undefined ? [] : ['--state', homes.state, '--config', homes.config]),
    ...(guarded === true ? ['--guarded'] : []),
  ];
}

/** The command as a shell is given it. */
export function hookCommandText(command: HookCommand): string {
  const words = [command.executable, ...hookArguments(command)];
  const guard = command.guarded === true ? ['/bin/sh', '-c', GUARD, 'gait'] : [];
  return [...guard, ...words].map(quoteForShell).join(' ');
}

function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const OWN = /(?:^|[\s'"])hook --harness '?([a-z-]{1,32})/;

/** A command of ours for this tool, whatever executable and project it names. */
export function isOwnCommand(harness: HookHarnessId, text: string): boolean {
  const name = OWN.exec(text)?.[1];
  return name !== undefined && (name === harness || HOOK_ROWS[harness].aliases.includes(name));
}

/** Data with the command in place of `{command}`. */
export function withCommand(data: JsonData, text: string): JsonData {
  if (data === '{command}') return text;
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data))
    return (data as readonly JsonData[]).map((item) => withCommand(item, text));
  return Object.fromEntries(
    Object.entries(data as { readonly [key: string]: JsonData }).map(([key, value]) => [
      key,
      withCommand(value, text),
    ]),
  );
}
