import { INTERNAL, OTHER, type CallTable } from './call-shape.ts';

const FILES: CallTable = {
  read_file: { as: 'read', path: 'file_path' },
  write_file: { as: 'write', path: 'file_path', content: 'content' },
  replace: { as: 'edit', path: 'file_path', from: 'old_string', to: 'new_string' },
};

/** Gemini CLI 0.61.0. */
export const GEMINI_CALLS: CallTable = {
  ...FILES,
  run_shell_command: { as: 'shell', command: 'command', folder: '?dir_path|directory' },
  read_many_files: { as: 'reads', paths: 'include', path: 'path' },
  list_directory: { as: 'search', folder: 'dir_path', pattern: '?pattern' },
  glob: { as: 'search', folder: '?dir_path|path', pattern: 'pattern' },
  grep_search: { as: 'search', folder: '?dir_path|path', pattern: 'pattern' },
  search_file_content: { as: 'search', folder: '?dir_path|path', pattern: 'pattern' },
  web_fetch: { as: 'fetch_text', text: 'prompt' },
  google_web_search: { as: 'web_search', query: 'query' },
  list_mcp_resources: { as: 'mcp_resources', server: '?serverName', tool: 'resources/list' },
  // It names a URI and no server: which one is asked is for the tool to find.
  read_mcp_resource: { as: 'mcp_resources', server: '?server', tool: 'resources/read' },
  invoke_agent: { as: 'agent', name: '?agent_name', prompt: '?prompt' },
  activate_skill: { as: 'agent', name: '?name', prompt: '?prompt' },
  // Writes into the person's memory file, which every later session reads.
  save_memory: OTHER,
  take_snapshot: OTHER,
  write_todos: INTERNAL,
  update_topic: INTERNAL,
  ask_user: INTERNAL,
  enter_plan_mode: INTERNAL,
  exit_plan_mode: INTERNAL,
  complete_task: INTERNAL,
  get_internal_docs: INTERNAL,
  list_background_processes: INTERNAL,
  read_background_output: INTERNAL,
  tracker_create_task: INTERNAL,
  tracker_update_task: INTERNAL,
  tracker_get_task: INTERNAL,
  tracker_list_tasks: INTERNAL,
  tracker_add_dependency: INTERNAL,
  tracker_visualize: INTERNAL,
};

/** Qwen Code 0.15.10, a child of Gemini CLI. */
export const QWEN_CALLS: CallTable = {
  ...FILES,
  edit: { as: 'edit', path: 'file_path', from: 'old_string', to: 'new_string' },
  run_shell_command: { as: 'shell', command: 'command', folder: '?directory' },
  monitor: { as: 'shell', command: 'command', folder: '?directory' },
  list_directory: { as: 'search', folder: 'path', pattern: '?pattern' },
  glob: { as: 'search', folder: '?path', pattern: 'pattern' },
  grep_search: { as: 'search', folder: '?path', pattern: 'pattern' },
  lsp: { as: 'search', folder: '?filePath', pattern: '?query' },
  web_fetch: { as: 'fetch', url: 'url' },
  web_search: { as: 'web_search', query: 'query' },
  agent: { as: 'agent', name: '?subagent_type', prompt: '?prompt' },
  skill: { as: 'agent', name: '?skill', prompt: '?args' },
  send_message: { as: 'agent', name: '?task_id', prompt: '?message' },
  cron_create: { as: 'agent', name: '?cron', prompt: 'prompt' },
  save_memory: OTHER,
  cron_list: INTERNAL,
  cron_delete: INTERNAL,
  todo_write: INTERNAL,
  task_stop: INTERNAL,
  tool_search: INTERNAL,
  exit_plan_mode: INTERNAL,
  ask_user_question: INTERNAL,
  structured_output: INTERNAL,
};
