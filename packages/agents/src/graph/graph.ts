/** What agents are made of, and what needs what. */

/** 1 agents; 2 and tasks and skills; 3 and templates; 4 and data and tools. */
export type Level = 1 | 2 | 3 | 4;

export type NodeKind = 'agent' | 'task' | 'template' | 'data' | 'skill' | 'mcp';

export interface GraphNode {
  /** Path of the file below the project's root; of a skill its `SKILL.md`; `mcp:NAME` of a server. */
  readonly id: string;
  readonly kind: NodeKind;
  /** `dev` of `agents/dev.yaml`, `dev/plan.md` of `tasks/dev/plan.md`, the skill's or server's name. */
  readonly name: string;
  /** False when something refers to it and no file is there. Servers are always present. */
  readonly present: boolean;
  /**
   * The file that is read for it where `.krci-ai/local` has one of the same name: it wins.
   * Undefined in every other case.
   */
  readonly localPath?: string;
  /** Of a skill: all files of its folder, `SKILL.md` too, sorted. Empty for anything else. */
  readonly files: readonly string[];
}

/** How a reference turned out. Only `found` and `missing` lead to a node. */
export type Reach =
  | 'found'
  | 'missing'
  /** Leads out of the folder it must stay in: `..`, an absolute name, a drive. */
  | 'outside'
  /** Empty text, or a name that no file can have. */
  | 'unusable'
  /** A folder, a link, a device: no plain file. */
  | 'not_a_file';

export interface Edge {
  readonly from: string;
  /** The node's id; where there is no node, what was written. */
  readonly to: string;
  readonly kind: NodeKind;
  /**
   * `list`: the agent's `tasks` or `skills`, the front matter's `dependencies`. `link`: an inline
   * link in the text, which alone brings nothing into a closure.
   */
  readonly by: 'list' | 'link';
  readonly reach: Reach;
  /** As it is spelt in the file. */
  readonly written: string;
  readonly file: string;
  /** From 1; columns count UTF-16 code units. */
  readonly line: number;
  readonly column: number;
}

export interface Graph {
  /** By id, sorted by kind (agents first), then by id. */
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** In the order in which they are written, file by file. */
  readonly edges: readonly Edge[];
  /** The edges of a node by its id. */
  readonly from: ReadonlyMap<string, readonly Edge[]>;
}
