import { INTERNAL, OTHER, type CallTable } from './call-shape.ts';

/** Codex 0.169.0. Its shell tools are told as `Bash`, whatever they are called to the model. */
export const CODEX_CALLS: CallTable = {
  Bash: { as: 'shell', command: 'command' },
  apply_patch: { as: 'patch', patch: 'command' },
  view_image: { as: 'read', path: 'path' },
  list_mcp_resources: { as: 'mcp_resources', server: '?server', tool: 'resources/list' },
  list_mcp_resource_templates: { as: 'mcp_resources', server: '?server', tool: 'resources/list' },
  read_mcp_resource: { as: 'mcp_resources', server: 'server', tool: 'resources/read' },
  spawn_agent: { as: 'agent', name: '?agent_type', prompt: '?message' },
  send_input: { as: 'agent', name: '?target', prompt: '?message' },
  send_message: { as: 'agent', name: '?target', prompt: '?message' },
  resume_agent: { as: 'agent', name: '?id', prompt: '?message' },
  web_search: { as: 'web_search', query: 'query' },
  wait_agent: INTERNAL,
  close_agent: INTERNAL,
  update_plan: INTERNAL,
  request_user_input: INTERNAL,
  tool_search: INTERNAL,
  get_goal: INTERNAL,
  create_goal: INTERNAL,
  update_goal: INTERNAL,
  // Text for a program that already runs: what it does with it cannot be read.
  write_stdin: OTHER,
};
