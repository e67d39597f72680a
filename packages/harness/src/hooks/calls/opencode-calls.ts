import { INTERNAL, type CallTable } from './call-shape.ts';

/** OpenCode 1.18.33, and the names of older versions. */
export const OPENCODE_CALLS: CallTable = {
  bash: { as: 'shell', command: 'command', folder: '?workdir' },
  read: { as: 'read', path: 'filePath' },
  write: { as: 'write', path: 'filePath', content: 'content' },
  edit: { as: 'edit', path: 'filePath', from: 'oldString', to: 'newString' },
  multiedit: {
    as: 'edits',
    path: 'filePath',
    list: 'edits',
    from: 'oldString',
    to: 'newString',
  },
  apply_patch: { as: 'patch', patch: 'patchText' },
  patch: { as: 'patch', patch: 'patchText' },
  glob: { as: 'search', folder: '?path', pattern: 'pattern' },
  grep: { as: 'search', folder: '?path', pattern: 'pattern' },
  list: { as: 'search', folder: '?path', pattern: '?pattern' },
  lsp: { as: 'search', folder: '?filePath', pattern: '?query' },
  webfetch: { as: 'fetch', url: 'url' },
  websearch: { as: 'web_search', query: 'query' },
  codesearch: { as: 'web_search', query: 'query' },
  list_mcp_resources: { as: 'mcp_resources', server: '?server', tool: 'resources/list' },
  list_mcp_resource_templates: { as: 'mcp_resources', server: '?server', tool: 'resources/list' },
  read_mcp_resource: { as: 'mcp_resources', server: 'server', tool: 'resources/read' },
  task: { as: 'agent', name: '?subagent_type', prompt: '?prompt' },
  skill: { as: 'agent', name: '?name', prompt: '?prompt' },
  todowrite: INTERNAL,
  todoread: INTERNAL,
  question: INTERNAL,
  plan_enter: INTERNAL,
  plan_exit: INTERNAL,
  // What a call of a tool that does not exist becomes: it only says so.
  invalid: INTERNAL,
};
