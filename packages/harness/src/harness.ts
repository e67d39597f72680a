/** What is known of an AI coding tool. Data only: who writes a file for a tool reads it here. */

/** The tools, in the order in which they are told. */
export const HARNESS_IDS = [
  'claude',
  'cursor',
  'vscode',
  'devin',
  'codex',
  'gemini',
  'antigravity',
  'opencode',
  'kiro',
  'zed',
  'junie',
  'cline',
  'amp',
  'goose',
] as const;

export type HarnessId = (typeof HARNESS_IDS)[number];

/** How a file is written. */
export type FileFormat =
  /** Markdown without a head. */
  | 'markdown'
  /** Markdown below YAML between `---` lines. */
  | 'front-matter'
  | 'toml'
  | 'yaml'
  | 'json'
  /** A file that is run. */
  | 'script';

/** Fields that a tool reads in the head of such a file, beyond its text. */
export type HeadField =
  | 'name'
  | 'description'
  /** OpenCode: `all` lets a person choose the agent and other agents call it. */
  | 'mode-all'
  /** Rules of Cursor: never by themselves, only when asked for. */
  | 'cursor-manual'
  /** Rules of Windsurf and Devin: only when asked for. */
  | 'trigger-manual'
  /** Skills of Claude Code: a person calls it, the model does not by itself. */
  | 'person-only';

/** Where files of one kind lie, below the root of the repository. */
export interface FilePlace {
  /** `{name}` stands for the name of what is written; without it one file holds all. */
  readonly path: string;
  readonly format: FileFormat;
  /** False where no publication of the vendor and no running tool has shown it. */
  readonly confirmed: boolean;
  /** What to write into its head, in this order. */
  readonly head?: readonly HeadField[];
  /** What stands for the words that follow a command: `$ARGUMENTS`, `{{args}}`. */
  readonly input?: string;
  /** Characters that one such file may have. */
  readonly maxChars?: number;
}

/** A place that a tool once used. */
export interface LegacyPlace {
  readonly kind: PlaceKind;
  readonly path: string;
  readonly format: FileFormat;
  /** The tool still reads it. */
  readonly read: boolean;
  /** The place that took over. */
  readonly becomes: string;
  readonly confirmed: boolean;
  readonly head?: readonly HeadField[];
  readonly maxChars?: number;
}

export type PlaceKind = 'rules' | 'agents' | 'commands' | 'skills' | 'mcp';

/** Places of a kind, the one to write first; `none` where the tool has no such thing. */
export interface PlaceCell {
  readonly places: readonly FilePlace[];
  /** Of an empty list: whether it is known that the tool has none. */
  readonly confirmed: boolean;
}

export interface HarnessLimits {
  /** Characters of the prompt of one agent. */
  readonly promptChars?: number;
  /** Characters of the name of a skill. */
  readonly skillNameChars: number;
  readonly skillDescriptionChars: number;
  /** Agents are told apart by names of lower-case letters, digits and hyphens alone. */
  readonly kebabNames: boolean;
}

export interface Harness {
  readonly id: HarnessId;
  readonly title: string;
  /** Other names by which a person asks for it. */
  readonly aliases: readonly string[];
  /** Files or folders that show that a repository uses the tool. */
  readonly signs: readonly string[];
  readonly rules: PlaceCell;
  readonly agents: PlaceCell;
  readonly commands: PlaceCell;
  readonly skills: PlaceCell;
  readonly mcp: PlaceCell;
  readonly legacy: readonly LegacyPlace[];
  /** Tools that an agent may use can be named in its file. */
  readonly toolGrants: { readonly supported: boolean; readonly confirmed: boolean };
  readonly limits: HarnessLimits;
}
