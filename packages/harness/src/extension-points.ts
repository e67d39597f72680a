import { HARNESSES } from './harnesses.ts';
import type { FilePlace } from './harness.ts';

/**
 * Files from which a tool takes code, servers or settings of its own: what stands there runs in the
 * tool, outside of every hook, and may take the hook away. Below a repository and below the home
 * folder alike; the last name may be `**` for everything below, and may hold `*`.
 */
export const CODE_POINTS: readonly string[] = [
  // Claude Code: a plugin has hooks and servers.
  '.claude/plugins/**',
  // Cursor's command line: what it may run unasked.
  '.cursor/cli.json',
  '.cursor/cli-config.json',
  // Gemini CLI and Qwen Code: an extension names servers.
  '.gemini/extensions/**',
  '.qwen/extensions/**',
  // OpenCode loads modules into its own process, and their packages.
  '.opencode/tool/**',
  '.opencode/tools/**',
  '.opencode/package.json',
  '.opencode/node_modules/**',
  '.config/opencode/tool/**',
  '.config/opencode/tools/**',
  '.config/opencode/package.json',
  '.config/opencode/node_modules/**',
  // Kiro: an agent in JSON has hooks, servers and a list of what it may do unasked.
  '.kiro/agents/*.json',
  '.cline/mcp.json',
];

/** Files of which no row of the table speaks, that a tool starts programs by. */
const FURTHER: readonly string[] = [
  ...['.claude/output-styles', '.claude/agents', '.claude/commands', '.claude/skills'],
  ...['.gemini/agents', '.gemini/commands', '.gemini/skills'],
  ...['.qwen/agents', '.qwen/commands', '.qwen/skills'],
  ...['.opencode/agent', '.opencode/command', '.opencode/skill', '.opencode/modes'],
  ...['.config/opencode/agent', '.config/opencode/agents', '.config/opencode/command'],
  ...['.config/opencode/commands', '.config/opencode/skills'],
  ...['.codex/prompts', '.codex/skills', '.kiro/agents', '.kiro/powers'],
  ...['.vscode/settings.json', '.vscode/tasks.json', '.vscode/launch.json'],
];

let points: readonly (readonly string[])[] | undefined;

/**
 * True for a file of agents, skills, commands or tasks: text that a tool takes for its own
 * instructions, and of which parts run (`hooks:` in the head, a line behind `!`, a task of an
 * editor). Neither a person nor a hook sees such a part as a call: a person looks at the file.
 *
 * @param path with slashes, in a repository or a home folder
 */
export function isInstructionPoint(path: string): boolean {
  points ??= [...new Set([...FURTHER, ...foldersOfTable()])].map((place) => place.split('/'));
  const parts = path.toLowerCase().split(/[/\\]/u);
  return points.some((names) =>
    parts.some((_, from) => names.every((name, i) => parts[from + i] === name)),
  );
}

/** Where the table says that agents, commands and skills lie: the folder in front of their name. */
function foldersOfTable(): readonly string[] {
  return Object.values(HARNESSES).flatMap(({ agents, commands, skills }) =>
    [agents, commands, skills].flatMap(({ places }) => places.flatMap(folderOf)),
  );
}

function folderOf({ path }: FilePlace): readonly string[] {
  const end = path.indexOf('/{name}');
  return end < 0 ? [] : [path.slice(0, end).replace(/^~\//u, '')];
}
