export { closureOf, LEVEL_OF, type Closure } from './graph/closure.ts';
export type { Edge, Graph, GraphNode, Level, NodeKind, Reach } from './graph/graph.ts';
export {
  FRAMEWORK,
  type EntryFault,
  type EntryKind,
  type FileTree,
  type TreeEntry,
} from './tree/file-tree.ts';
export { memoryTree, type MemoryFile } from './tree/memory-tree.ts';
