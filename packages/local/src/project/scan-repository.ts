import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { CodedError, compareUtf8, isCodedError, sortUtf8, trimSpace } from '@gait/canon';
import { readWhole } from '../files/read-whole.ts';
import { mcpServers } from './mcp-servers.ts';
import { pythonTools } from './python-tools.ts';

/** An MCP server that a settings file sets up. */
export interface FoundServer {
  readonly name: string;
  /** The file, relative to the repository. */
  readonly path: string;
}

/** What the files of a repository say about agents and their tools. */
export interface RepositoryScan {
  readonly frameworks: readonly string[];
  readonly toolNames: readonly string[];
  readonly servers: readonly FoundServer[];
  /** Files that could not be read, in the order of the walk. */
  readonly faults: readonly CodedError[];
}

const LEFT_OUT = new Set(['.git', '.beads', 'node_modules', '__pycache__']);
/** Nobody writes tools or settings into a larger file by hand. */
const LARGEST = 16 * 1024 * 1024;

/**
 * Looks for agent frameworks, tools and MCP servers (gait-formats §7.4). Folders that are
 * links are not entered; what is no plain file and what is larger than 16 MiB is passed over.
 */
export function scanRepository(root: string): RepositoryScan {
  const tools = new Map<string, { readonly name: string; readonly framework: string }>();
  const servers = new Map<string, FoundServer>();
  const faults: CodedError[] = [];
  for (const path of filesBelow(root, '', faults)) {
    try {
      if (/\.py$/iu.test(path)) {
        for (const tool of pythonTools(textOf(root, path), stemOf(path)))
          if (!tools.has(tool.id)) tools.set(tool.id, tool);
      } else {
        for (const name of serversIn(root, path, /\.json$/iu.test(path) ? 'json' : 'yaml'))
          if (!servers.has(name)) servers.set(name, { name, path });
      }
    } catch (error) {
      if (!isCodedError(error)) throw error;
      if (error.code !== 'file_too_large') faults.push(unreadable(path, error));
    }
  }
  const found = [...tools.values()];
  return {
    frameworks: distinct(found.map(({ framework }) => framework)),
    toolNames: distinct(found.map(({ name }) => trimSpace(name))),
    servers: [...servers.values()].toSorted((a, b) => compareUtf8(a.name, b.name)),
    faults,
  };
}

function distinct(names: readonly string[]): string[] {
  return sortUtf8([...new Set(names)].filter((name) => name !== ''));
}

/** Paths of the files that may say something, relative, in the order of their names. */
function* filesBelow(root: string, folder: string, faults: CodedError[]): Generator<string> {
  let entries: Dirent[];
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    faults.push(unreadable(folder === '' ? '.' : folder, error));
    return;
  }
  for (const entry of entries.toSorted((a, b) => compareUtf8(a.name, b.name))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!LEFT_OUT.has(entry.name.toLowerCase())) yield* filesBelow(root, path, faults);
    } else if (
      (entry.isFile() || entry.isSymbolicLink()) &&
      /\.(?:py|json|ya?ml)$/iu.test(entry.name)
    ) {
      yield path;
    }
  }
}

/** A file that is named for MCP must be readable; of others only what can be read counts. */
function serversIn(root: string, path: string, format: 'json' | 'yaml'): string[] {
  const isNamedSo = path
    .slice(path.lastIndexOf('/') + 1)
    .toLowerCase()
    .includes('mcp');
  const text = textOf(root, path);
  if (!isNamedSo && !/servers/iu.test(text)) return [];
  try {
    return mcpServers(text, format);
  } catch (error) {
    if (isNamedSo || !isCodedError(error)) throw error;
    return [];
  }
}

function textOf(root: string, path: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    readWhole(join(root, path), { maxBytes: LARGEST }),
  );
}

/** The name without its last ending; `.py` has none left. */
function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.slice(0, name.lastIndexOf('.'));
}

function unreadable(path: string, cause: unknown): CodedError {
  const why = isCodedError(cause) ? cause.message : ((cause as NodeJS.ErrnoException).code ?? '');
  return new CodedError('repository_unreadable', `${path} cannot be read: ${why}`, {
    hint: 'mend or move the file; gait looks for agents and their tools in it',
    where: { ...(isCodedError(cause) ? cause.where : {}), file: path },
    cause,
  });
}
