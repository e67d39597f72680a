import type { HookEvent, ShellDialect } from './hook-message.ts';

/** The tools whose hooks are known, or known not to be there, in the order in which they are told. */
export const HOOK_HARNESS_IDS = [
  'claude',
  'codex',
  'gemini',
  'qwen',
  'opencode',
  'cline',
  'cursor',
  'copilot',
  'vscode',
  'devin',
  'kiro',
  'goose',
  'amp',
  'zed',
  'roo',
  'junie',
  'antigravity',
] as const;

export type HookHarnessId = (typeof HOOK_HARNESS_IDS)[number];

/** How well what the row says is known. */
export type HookSupport =
  /** The released tool was run against it. */
  | 'driven'
  /** As the vendor publishes it; no tool was run. */
  | 'published'
  /** The tool has no hooks. */
  | 'none'
  /** Whether it has any is not known. */
  | 'unknown';

/** How a tool speaks to a hook and wants to be answered. */
export type HookDialect =
  | 'claude'
  | 'codex'
  | 'gemini'
  | 'qwen'
  | 'opencode'
  | 'cline'
  | 'cursor'
  | 'copilot'
  | 'vscode'
  | 'devin'
  | 'kiro'
  | 'goose';

/** Data that JSON can hold. `{command}` in a text stands for the command of the hook. */
export type JsonData =
  | string
  | number
  | boolean
  | null
  | readonly JsonData[]
  | { readonly [key: string]: JsonData };

/** A list in a settings file, and what of ours is to stand in it. */
export interface HookList {
  /** The keys from the root to the list. */
  readonly path: readonly string[];
  readonly item: JsonData;
  readonly event: HookEvent;
}

/** A file that tells a tool to start the hook. */
export type HookFile =
  | {
      readonly kind: 'json';
      /** Below the project, or below the home folder where it begins with `~/`. */
      readonly path: string;
      /** The tool's own reader takes comments, a comma after the last item. */
      readonly comments: boolean;
      readonly trailingCommas: boolean;
      /** What a file of this kind must have besides, written when there is no file yet. */
      readonly head?: { readonly [key: string]: JsonData };
      readonly lists: readonly HookList[];
      /** Settings by which a person switches hooks off. */
      readonly switches: readonly HookSwitch[];
    }
  | {
      /** A file of ours alone. */
      readonly kind: 'whole';
      readonly path: string;
      readonly text: 'cline_plugin' | 'opencode_plugin' | 'goose_manifest';
      readonly executable: boolean;
      readonly event?: HookEvent;
    };

export interface HookSwitch {
  readonly path: readonly string[];
  /** Hooks are off when the setting has this value; `names_command`: when its list names the command. */
  readonly off: boolean | 'names_command';
}

/** A file in which a tool can be told to start no hooks, besides those in which hooks stand. */
export interface SwitchFile {
  /** Below the project, below the home folder where it begins with `~/`, or absolute. */
  readonly path: string;
  /** `codex_toml`: the configuration of Codex, whose switches are always the same. */
  readonly kind: 'json' | 'codex_toml';
  readonly comments: boolean;
  readonly trailingCommas: boolean;
  readonly switches: readonly HookSwitch[];
}

/** One tool's hooks. Data only: who installs, reads or answers a hook looks here. */
export interface HookRow {
  readonly id: HookHarnessId;
  readonly title: string;
  readonly aliases: readonly string[];
  readonly support: HookSupport;
  /** The versions that were run. */
  readonly versions: readonly string[];
  readonly dialect?: HookDialect;
  readonly files: { readonly project: readonly HookFile[]; readonly user: readonly HookFile[] };
  /** Absent: no other file is known. */
  readonly switchFiles?: readonly SwitchFile[];
  /** The tool's own names of events. Several: any of them. */
  readonly events: Readonly<Partial<Record<HookEvent, readonly string[]>>>;
  /** What the tool's shell speaks on Windows; everywhere else it is `sh`. */
  readonly windowsShell: ShellDialect;
  /** Milliseconds that the tool waits when the hook's entry does not say otherwise. */
  readonly toolTimeoutMs: number;
  /** Milliseconds after which the hook itself denies: below what the entry asks the tool to wait. */
  readonly deadlineMs: number;
  /** What keeps a call from running when the hook fails. */
  readonly failClosed:
    | { readonly kind: 'setting'; readonly setting: string; readonly since?: string }
    /** Nothing in the tool: only what the hook itself answers holds a call back. */
    | { readonly kind: 'none' }
    /** A failure blocks without being asked. */
    | { readonly kind: 'always'; readonly except: string }
    | { readonly kind: 'unknown' };
  /** What a question to the person comes to. */
  readonly ask:
    /** The tool asks; `modes` are those in which a person is really asked. */
    | { readonly kind: 'native'; readonly modes: readonly string[] }
    | { readonly kind: 'denied'; readonly why: string };
  /** What an exit status means to the tool. */
  readonly exits: string;
  /** An answer can give the model a text though the call is allowed. */
  readonly context: boolean;
  /** The tool tells one id before and after a call. */
  readonly callIds: boolean;
  /** How a person lets the tool run the hook. */
  readonly trust: string;
  /** Text goes into programs that run already without a call that the hook sees. */
  readonly typesUnseen?: true;
  /** What the hook never sees, or what a person can do past it. */
  readonly gaps: readonly string[];
  /** Where an organisation puts settings that a person cannot change. */
  readonly managed: readonly string[];
  /** What is not confirmed. Absent: all of it is. */
  readonly open?: string;
}
