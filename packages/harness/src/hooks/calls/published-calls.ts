import { INTERNAL, OTHER, type CallTable } from './call-shape.ts';

/** Tools of which the vendors' publications speak; none of these names was seen from a running tool. */

export const CURSOR_CALLS: CallTable = {
  Shell: { as: 'shell', command: 'command', folder: '?cwd' },
  Read: { as: 'read', path: 'file_path' },
  Write: { as: 'write', path: 'file_path', content: 'content' },
  Delete: { as: 'delete', path: 'file_path' },
  Grep: { as: 'search', folder: '?path', pattern: 'pattern' },
  Task: { as: 'agent', name: '?subagent_type', prompt: '?prompt' },
};

export const COPILOT_CALLS: CallTable = {
  bash: { as: 'shell', command: 'command', dialect: 'sh' },
  powershell: { as: 'shell', command: 'command', dialect: 'powershell' },
  view: { as: 'read', path: 'path' },
  create: { as: 'write', path: 'path', content: 'file_text' },
  edit: { as: 'edit', path: 'path', from: '?old_str', to: 'new_str' },
  glob: { as: 'search', folder: '?path', pattern: 'pattern' },
  grep: { as: 'search', folder: '?path', pattern: 'pattern' },
  web_fetch: { as: 'fetch', url: 'url' },
  task: { as: 'agent', name: '?agent_type', prompt: '?prompt' },
  report_intent: INTERNAL,
  update_todo: INTERNAL,
  write_bash: OTHER,
};

export const VSCODE_CALLS: CallTable = {
  run_in_terminal: { as: 'shell', command: 'command' },
  read_file: { as: 'read', path: 'filePath' },
  create_file: { as: 'write', path: 'filePath', content: 'content' },
  replace_string_in_file: { as: 'edit', path: 'filePath', from: 'oldString', to: 'newString' },
  apply_patch: { as: 'patch', patch: 'input' },
  manage_todo_list: INTERNAL,
};

export const DEVIN_CALLS: CallTable = {
  exec: { as: 'shell', command: 'command' },
  read: { as: 'read', path: 'file_path' },
  write: { as: 'write', path: 'file_path', content: 'content' },
  edit: { as: 'edit', path: 'file_path', from: 'old_string', to: 'new_string' },
};

export const KIRO_CALLS: CallTable = {
  execute_bash: { as: 'shell', command: 'command' },
  shell: { as: 'shell', command: 'command' },
  fs_read: OTHER,
  fs_write: OTHER,
  web_fetch: { as: 'fetch', url: 'url' },
  web_search: { as: 'web_search', query: 'query' },
};

export const GOOSE_CALLS: CallTable = {
  developer__shell: { as: 'shell', command: 'command' },
  shell: { as: 'shell', command: 'command' },
  write: { as: 'write', path: 'path', content: 'content' },
  edit: { as: 'edit', path: 'path', from: 'before', to: 'after' },
};
