import type { Target } from '../intent/intent-record.ts';
import { NO_TABLES, type ToolTables } from '../intent/tool-tables.ts';

/** What the name of a tool says it does, as far as the protection of the gate has to know. */
export interface ToolNature {
  /** Its name says that it reads, and nothing else. */
  readonly reads: boolean;
  /** Its name says that it changes something. */
  readonly changes: boolean;
  /** It looks through everything below a folder. */
  readonly searches: boolean;
  /** It runs programs: its arguments are commands. */
  readonly executes: boolean;
  /** It takes away, moves or fills whole folders. */
  readonly changesTrees: boolean;
}

const READ_WORDS =
  /^(?:read|get|list|ls|cat|head|tail|view|show|stat|status|search|find|grep|rg|glob|fetch|inspect|describe|diff|open|count|check|exists|info)/u;
const SEARCH_WORDS = /grep|search|glob|find|^rg$|query|index/u;
const EXEC_WORDS =
  /exec|shell|bash|command|run|spawn|terminal|process|powershell|pwsh|eval|script|python|repl|console|subprocess|system|invoke|launch|start|ssh|docker|kubectl|sandbox|notebook|jupyter|interpreter/u;
const EXEC_TOKENS = new Set([
  'sh',
  'zsh',
  'cmd',
  'node',
  'deno',
  'bun',
  'perl',
  'ruby',
  'npm',
  'npx',
  'make',
]);
const CHANGE_WORDS =
  /writ|edit|updat|creat|delet|remov|move|renam|copy|sav|append|patch|apply|chmod|chown|link|extract|unzip|untar|install|upload|sync|replac|insert|truncat|mkdir|touch|modif|chang|clean|purge|wipe|erase|destroy|drop|reset|restor|revert|checkout|commit|store|archive|mount|import|download|clone|format|fix|trash|shred|swap|overwrite|backup|rotate|convert|decompress/u;
const CHANGE_TOKENS = new Set([
  'rm',
  'mv',
  'cp',
  'ln',
  'put',
  'set',
  'add',
  'del',
  'dd',
  'tar',
  'zip',
  'tee',
  'post',
  'rmdir',
  'unlink',
]);
const TREE_WORDS =
  /delet|remov|mov|renam|extract|unzip|untar|decompress|sync|clean|purge|wipe|erase|destroy|drop|reset|restor|revert|checkout|chmod|chown|link|mount|trash|shred|swap|replac|overwrite|copy|clone|archive|patch|apply/u;
const TREE_TOKENS = new Set(['rm', 'mv', 'cp', 'ln', 'del', 'tar', 'zip', 'rmdir', 'unlink']);

/**
 * Judges a tool by its normalised name. The table of classes, which whoever set the gate up
 * wrote, counts more than the name. What a policy says of a tool can only make it more than its
 * name says: no policy allows what the gate stands on.
 */
export function natureOf(
  tool: string,
  { toolClasses, policyClasses }: ToolTables = NO_TABLES,
): ToolNature {
  const tokens = tool.split(/[^a-z0-9]+/u).filter((token) => token !== '');
  const says = (words: RegExp, exact: ReadonlySet<string>): boolean =>
    tokens.some((token) => words.test(token) || exact.has(token));
  const listed = toolClasses?.get(tool);
  const held = policyClasses?.get(tool);
  const listedReader = listed === 'fs.read';
  const executes = !listedReader && says(EXEC_WORDS, EXEC_TOKENS);
  const changes = !listedReader && says(CHANGE_WORDS, CHANGE_TOKENS);
  const reads =
    listed === undefined
      ? !executes && !changes && tokens.some((token) => READ_WORDS.test(token))
      : listedReader;
  return {
    reads: reads && (held === undefined || held === 'fs.read'),
    changes: changes || held === 'fs.write' || held === 'fs.delete',
    searches: tokens.some((token) => SEARCH_WORDS.test(token)),
    executes: listed === 'proc.exec' || held === 'proc.exec' || executes,
    changesTrees:
      listed === 'fs.delete' ||
      held === 'fs.delete' ||
      (!listedReader && says(TREE_WORDS, TREE_TOKENS)),
  };
}

const READ_OPERATIONS = new Set([
  ...['', 'read', 'get', 'list', 'open', 'cat', 'head', 'tail', 'stat', 'view', 'search', 'grep'],
  ...['find', 'glob', 'show', 'diff', 'status'],
]);
const EXEC_OPERATIONS = new Set(['exec', 'spawn', 'run', 'shell', 'command']);

/** True when a target says that it is only read, in every field that says something. */
export function isReadTarget(target: Target): boolean {
  return (
    target.endpoint_class === 'fs.read' &&
    READ_OPERATIONS.has(target.operation) &&
    !target.destructive &&
    !target.destructive_hint
  );
}

/** True when a target is a program that runs, or the folder that one runs in. */
export function isExecTarget(target: Target): boolean {
  return target.endpoint_class === 'proc.exec' || EXEC_OPERATIONS.has(target.operation);
}
