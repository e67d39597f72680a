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

// Lists, not patterns: compiling five patterns of so many words takes 0.3 ms of a process that decides one call.

/** Beginnings of words. */
const READ_WORDS: readonly string[] = [
  ...['read', 'get', 'list', 'ls', 'cat', 'head', 'tail', 'view', 'show', 'stat', 'status'],
  ...['search', 'find', 'grep', 'rg', 'glob', 'fetch', 'inspect', 'describe', 'diff', 'open'],
  ...['count', 'check', 'exists', 'info'],
];
/** Parts of words, as those below. */
const SEARCH_WORDS: readonly string[] = [...['grep', 'search', 'glob', 'find', 'query', 'index']];
const SEARCH_TOKENS = new Set(['rg']);
const EXEC_WORDS: readonly string[] = [
  ...['exec', 'shell', 'bash', 'command', 'run', 'spawn', 'terminal', 'process'],
  ...['powershell', 'pwsh', 'eval', 'script', 'python', 'repl', 'console', 'subprocess'],
  ...['system', 'invoke', 'launch', 'start', 'ssh', 'docker', 'kubectl', 'sandbox'],
  ...['notebook', 'jupyter', 'interpreter'],
];
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
const CHANGE_WORDS: readonly string[] = [
  ...['writ', 'edit', 'updat', 'creat', 'delet', 'remov', 'move', 'renam', 'copy', 'sav'],
  ...['append', 'patch', 'apply', 'chmod', 'chown', 'link', 'extract', 'unzip', 'untar'],
  ...['install', 'upload', 'sync', 'replac', 'insert', 'truncat', 'mkdir', 'touch', 'modif'],
  ...['chang', 'clean', 'purge', 'wipe', 'erase', 'destroy', 'drop', 'reset', 'restor'],
  ...['revert', 'checkout', 'commit', 'store', 'archive', 'mount', 'import', 'download'],
  ...['clone', 'format', 'fix', 'trash', 'shred', 'swap', 'overwrite', 'backup', 'rotate'],
  ...['convert', 'decompress'],
];
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
const TREE_WORDS: readonly string[] = [
  ...['delet', 'remov', 'mov', 'renam', 'extract', 'unzip', 'untar', 'decompress', 'sync'],
  ...['clean', 'purge', 'wipe', 'erase', 'destroy', 'drop', 'reset', 'restor', 'revert'],
  ...['checkout', 'chmod', 'chown', 'link', 'mount', 'trash', 'shred', 'swap', 'replac'],
  ...['overwrite', 'copy', 'clone', 'archive', 'patch', 'apply'],
];
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
  const listed = ofListed(natureByName(tool), toolClasses?.get(tool));
  const held = policyClasses?.get(tool);
  if (held === undefined) return listed;
  return {
    ...listed,
    reads: listed.reads && held === 'fs.read',
    changes: listed.changes || held === 'fs.write' || held === 'fs.delete',
    executes: listed.executes || held === 'proc.exec',
    changesTrees: listed.changesTrees || held === 'fs.delete',
  };
}

/** What the name says, and the table of whoever set the gate up instead of it. */
function ofListed(said: ToolNature, listed: string | undefined): ToolNature {
  switch (listed) {
    case undefined:
      return said;
    case 'fs.read':
      return { ...said, reads: true, changes: false, executes: false, changesTrees: false };
    case 'proc.exec':
      return { ...said, reads: false, executes: true };
    case 'fs.delete':
      return { ...said, reads: false, changesTrees: true };
    default:
      return { ...said, reads: false };
  }
}

const MOST_REMEMBERED = 4096;
/** A caller chooses names: long ones would fill the memory. */
const LONGEST_REMEMBERED = 256;
const remembered = new Map<string, ToolNature>();

/** The same tools are called again and again, and a name always says the same. */
function natureByName(tool: string): ToolNature {
  const before = remembered.get(tool);
  if (before !== undefined) return before;
  const nature = readName(tool);
  if (tool.length <= LONGEST_REMEMBERED) {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(tool, nature);
  }
  return nature;
}

function readName(tool: string): ToolNature {
  const begins = (token: string): boolean => READ_WORDS.some((word) => token.startsWith(word));
  const parts = tool.split(/[^a-z0-9]+/u).filter((token) => token !== '');
  // `get_links` has links for its object; `link` and `unlink` say what is done.
  const tokens = parts.some(begins) ? parts.filter((token) => token !== 'links') : parts;
  const says = (words: readonly string[], exact: ReadonlySet<string>): boolean =>
    tokens.some((token) => exact.has(token) || words.some((word) => token.includes(word)));
  const executes = says(EXEC_WORDS, EXEC_TOKENS);
  const changes = says(CHANGE_WORDS, CHANGE_TOKENS);
  return {
    reads: !executes && !changes && tokens.some(begins),
    changes,
    searches: says(SEARCH_WORDS, SEARCH_TOKENS),
    executes,
    changesTrees: says(TREE_WORDS, TREE_TOKENS),
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
