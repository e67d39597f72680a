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
  | 'front_matter'
  | 'toml'
  | 'yaml'
  | 'json';

/** A field, or a habit of a tool that takes several, in the head of a file. */
export type HeadField =
  | 'name'
  | 'title'
  | 'description'
  /** OpenCode: a person may choose the agent, and other agents may call it. */
  | 'mode_all'
  /** Rules of Cursor: only when a person names it. */
  | 'cursor_manual'
  /** Rules of Windsurf and Devin: only when a person names it. */
  | 'trigger_manual'
  /** Claude Code: a person calls it, the model does not by itself. */
  | 'person_only'
  /** Recipes of Goose. */
  | 'recipe_version';

/** Where files of one kind lie, and how they are written. */
export interface FilePlace {
  /**
   * Below the root of the repository, or below the home folder where it begins with `~/`.
   * `{name}` stands for the name of what is written; without it one file holds everything.
   */
  readonly path: string;
  readonly format: FileFormat;
  /** What stands in the head, in this order. */
  readonly head?: readonly HeadField[];
  /** What else stands in the head of a file that only a person is to call. */
  readonly personOnly?: HeadField;
  /** The field that holds the text, where the format has no body of its own. */
  readonly body?: string;
  /** What the tool replaces with the words that follow a command. */
  readonly input?: string;
  /**
   * Text that the tool runs or replaces when a person uses the file. An agent of somebody else
   * could run a command or fetch a file that way, so nothing that matches is written there.
   */
  readonly expands?: RegExp;
  /** Characters that one file may have. */
  readonly maxChars?: number;
  /** What a person has to agree to in the tool before it reads such a file. */
  readonly consent?: string;
  /** What no publication of the vendor and no running tool has shown. Absent: all of it is confirmed. */
  readonly open?: string;
}

/** Places of one kind: the one to write first, then others that the tool reads as well. */
export interface PlaceCell {
  readonly places: readonly FilePlace[];
  /** Of an empty list: what is not known. Absent: it is known that the tool has none. */
  readonly open?: string;
}

export type PlaceKind = 'rules' | 'agents' | 'commands' | 'skills' | 'mcp';

/** A place that a tool once used. */
export interface LegacyPlace extends FilePlace {
  readonly kind: PlaceKind;
  /** The tool still reads it. */
  readonly read: boolean;
  /** The place that took over, with the same `{name}`. */
  readonly becomes: string;
}

/** Programs that a tool runs, and the hooks that its present version no longer calls in them. */
export interface OutdatedHooks {
  /** Folders below the root of the repository. */
  readonly folders: readonly string[];
  readonly files: RegExp;
  readonly hooks: readonly {
    /** The text by which a program asks for the hook. */
    readonly name: string;
    /** What a program calls today; a program in which it stands serves both versions. */
    readonly becomes: string;
  }[];
  /** The version that no longer calls them. */
  readonly since: string;
  /** What the new form looks like, and what became otherwise in it. */
  readonly form: string;
}

export interface Harness {
  readonly id: HarnessId;
  readonly title: string;
  /** Other names by which a person asks for it, in lower case. */
  readonly aliases: readonly string[];
  /** Files or folders that show that a repository uses the tool. Not those that several tools read. */
  readonly signs: readonly string[];
  readonly rules: PlaceCell;
  readonly agents: PlaceCell;
  readonly commands: PlaceCell;
  readonly skills: PlaceCell;
  readonly mcp: PlaceCell;
  readonly legacy: readonly LegacyPlace[];
  readonly outdatedHooks?: OutdatedHooks;
  /** The tools that an agent may use can be named in its file; undefined where that is not known. */
  readonly toolGrants: boolean | undefined;
  /** Characters of the text of one agent. */
  readonly maxAgentChars?: number;
}

/** The Agent Skills standard, which every tool with skills keeps. */
export const SKILL_LIMITS = { nameChars: 64, descriptionChars: 1024 } as const;
