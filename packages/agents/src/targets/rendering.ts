import type { HarnessId } from '@gait/harness';
import type { Severity } from '../findings/finding-codes.ts';
import type { Level } from '../graph/graph.ts';
import type { TargetFindingCode } from './target-finding-codes.ts';

/**
 * `kept`: where the existing tool put a file and the AI tool still reads it, ours lies there too.
 * `current`: everything lies where the AI tool wants it today.
 */
export type TargetLayout = 'kept' | 'current';

export interface RenderOptions {
  /** Paths of agents, and of skills that come without one; all of the framework when left out. */
  readonly agents?: Iterable<string>;
  /** What is rendered is the projection at this level, 4 when left out. */
  readonly level?: Level;
  /** `kept` when left out. */
  readonly layout?: TargetLayout;
  /**
   * True where a file stands that is a person's own and not an earlier rendering: nothing is
   * rendered there, and that is reported. `judgeTargetFile` tells whose a file is.
   */
  readonly isForeign?: (path: string) => boolean;
}

/** A file of an AI tool. */
export interface RenderedFile {
  /** Below the project's root. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The folder in which the tool looks for such files: `.claude/commands/krci-ai`, `.agents/skills`. */
  readonly root: string;
  /** The file of the framework that it was made of: an agent, a task, a file of a skill. */
  readonly from: string;
  /** The tools that wanted it here; several when they share a folder. */
  readonly targets: readonly HarnessId[];
}

/** Something about the files of one tool that a person should know. */
export interface TargetFinding {
  readonly code: TargetFindingCode;
  readonly severity: Severity;
  /** Where the file would be, or is. */
  readonly path: string;
  /** The file of the framework that it is about. */
  readonly from: string;
  readonly message: string;
  readonly hint: string;
}

export type Feature =
  /** Agents that the tool starts on their own. */
  | 'agents'
  /** Turning the running conversation into an agent. */
  | 'personas'
  | 'tasks'
  | 'skills'
  /** Naming the tools that an agent may use. */
  | 'tool_grants'
  | 'mcp';

/** How a tool expresses one thing. */
export interface Capability {
  readonly feature: Feature;
  /** `substitute`: by something else that the tool has. */
  readonly how: 'native' | 'substitute' | 'none';
  /** What it becomes: `agent`, `rule`, `command`, `skill`. */
  readonly as?: 'agent' | 'rule' | 'command' | 'skill' | 'configuration';
  /** Pattern of the path, with `{name}`. */
  readonly path?: string;
  readonly confirmed: boolean;
  /** One sentence more. */
  readonly note?: string;
}

/** What a tool can and cannot express of this framework. */
export interface TargetReport {
  readonly target: HarnessId;
  readonly title: string;
  readonly capabilities: readonly Capability[];
  /** How many files it gets, shared ones counted. */
  readonly files: number;
  /** MCP servers that its tasks need and that a person has to configure in the tool. */
  readonly mcpServers: readonly string[];
  readonly findings: readonly TargetFinding[];
}

export interface Rendering {
  /** Sorted by path; no path twice. */
  readonly files: readonly RenderedFile[];
  /** One for each target, in the order of the table of tools. */
  readonly reports: readonly TargetReport[];
}
