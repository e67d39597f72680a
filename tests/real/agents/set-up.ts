import { join } from 'node:path';
import { installAgentTool, linkAgentTool, type AgentToolId } from '../../../scripts/agent-tools.ts';
import { REAL_TOOLS, type RealTool } from './real-tools.ts';
import { makeScratchProject, mustGait, put, type ScratchProject } from './scratch-project.ts';

/** The programs of a tool and of an MCP server, or why they are not there. */
export type Installed =
  | { readonly program: string; readonly server: readonly string[] }
  | { readonly missing: string };

/** Installs what a group of tests drives, or finds it. */
export function install(id: AgentToolId): Installed {
  const tool = installAgentTool(id, process.env);
  if ('missing' in tool) return tool;
  const server = installAgentTool('mcp-server', process.env);
  if ('missing' in server) return server;
  return { program: tool.program, server: [Bun.which('node') ?? 'node', server.program, 'stdio'] };
}

/** Sets a repository up as a person does: `init`, `trust`, `hooks install`, and no more. */
export async function setUp(
  id: AgentToolId,
  installed: Installed,
): Promise<{ readonly tool: RealTool; readonly project: ScratchProject }> {
  if ('missing' in installed) throw new Error(installed.missing);
  const tool = REAL_TOOLS[id];
  const project = makeScratchProject(id);
  linkAgentTool(id, installed.program, join(project.root, 'bin'));
  tool.prepare(project, installed.server);
  put(join(project.repo, '.env'), 'TOKEN=not-a-real-one\n');
  put(join(project.repo, 'notes.txt'), 'notes\n');
  mustGait(project, ['init', '--template', 'coding-agent', '--approver', 'alice']);
  mustGait(project, ['trust', '.gait.yaml']);
  mustGait(project, ['hooks', 'install', '--harness', id]);
  await tool.trustHooks?.(project);
  return { tool, project };
}
