import type { TableEntry } from '../table.ts';
import { PACK_COMMANDS } from './pack/pack-commands.ts';

/** Every command of `krci-ai` by its path; each is loaded when it is called. */
export const AGENT_COMMANDS: Readonly<Record<string, TableEntry>> = {
  validate: {
    summary: 'Check agents, tasks, templates, data and skills',
    load: async () => (await import('./validate-command.ts')).command,
  },
  'list agents': {
    summary: 'List agents',
    load: async () => (await import('./list-agents.ts')).command,
  },
  'list tasks': {
    summary: 'List tasks, and who uses them',
    load: async () => (await import('./list-assets.ts')).listTasks,
  },
  'list templates': {
    summary: 'List templates, and who uses them',
    load: async () => (await import('./list-assets.ts')).listTemplates,
  },
  'list data': {
    summary: 'List data files, and who uses them',
    load: async () => (await import('./list-assets.ts')).listData,
  },
  'list skills': {
    summary: 'List skills, and who uses them',
    load: async () => (await import('./list-assets.ts')).listSkills,
  },
  'list mcp': {
    summary: 'List MCP servers, and who needs them',
    load: async () => (await import('./list-assets.ts')).listServers,
  },
  'list targets': {
    summary: 'List AI coding tools, and what agents become in each',
    load: async () => (await import('./list-targets.ts')).command,
  },
  scan: {
    summary: 'Find hidden text, injections, secrets and dangerous rights',
    load: async () => (await import('./scan-command.ts')).command,
  },
  graph: {
    summary: 'Draw what needs what: Mermaid, DOT, JSON or a page',
    load: async () => (await import('./graph-command.ts')).command,
  },
  install: {
    summary: 'Install agents and what they need into the project',
    load: async () => (await import('./install-command.ts')).command,
  },
  update: {
    summary: 'Update what is installed, with the edits that were made in it',
    load: async () => (await import('./update-command.ts')).command,
  },
  rollback: {
    summary: 'Take the last update back',
    load: async () => (await import('./rollback-command.ts')).command,
  },
  migrate: {
    summary: 'Move files of AI coding tools to where those look today',
    load: async () => (await import('./migrate-command.ts')).command,
  },
  uninstall: {
    summary: 'Remove what was installed, and nothing else',
    load: async () => (await import('./uninstall-command.ts')).command,
  },
  remove: {
    summary: 'Take agents out, with what only they need',
    load: async () => (await import('./remove-command.ts')).command,
  },
  status: {
    summary: 'Say what is installed, by whom, from where, and what was changed',
    load: async () => (await import('./status-command.ts')).command,
  },
  verify: {
    summary: 'Hold what is there against the lock',
    load: async () => (await import('./verify-command.ts')).command,
  },
  accept: {
    summary: 'Take edits of installed files into the lock',
    load: async () => (await import('./accept-command.ts')).command,
  },
  'audit verify': {
    summary: 'Check the chain of records of what was installed',
    load: async () => (await import('./audit-commands.ts')).verifyAudit,
  },
  'audit show': {
    summary: 'Show what was installed, by whom and when',
    load: async () => (await import('./audit-commands.ts')).showAudit,
  },
  'audit export': {
    summary: 'Write the records of what was installed into a file',
    load: async () => (await import('./audit-commands.ts')).exportAudit,
  },
  bundle: {
    summary: 'Put agents and what they need into one file',
    load: async () => (await import('./bundle-command.ts')).command,
  },
  unbundle: {
    summary: 'Unpack a bundle, all or nothing',
    load: async () => (await import('./unbundle-command.ts')).command,
  },
  tokens: {
    summary: 'Count what agents cost, and hold it against budgets',
    load: async () => (await import('./tokens-command.ts')).command,
  },
  ...PACK_COMMANDS,
  doctor: {
    summary: 'Say what is wrong on this machine, and how to repair it',
    load: async () => (await import('./doctor-command.ts')).command,
  },
  'check-updates': {
    summary: 'Ask whether there is a newer version',
    load: async () => (await import('./check-updates-command.ts')).command,
  },
  'release-index': {
    summary: 'Make the index that check-updates reads',
    load: async () => (await import('./release-index-command.ts')).command,
  },
  version: {
    summary: 'Print the version',
    load: async () => (await import('./version-command.ts')).command,
  },
  completion: {
    summary: 'Print the completion script of a shell',
    load: async () => (await import('../commands/completion.ts')).command,
  },
};

/** What a group of commands is for. */
export const AGENT_GROUPS: Readonly<Record<string, string>> = {
  audit: 'Reads the record of what was installed, by whom and from where.',
  list: 'Lists what the framework of the project holds.',
  pack: 'Makes, signs, checks, moves and finds packs of agents.',
};

/** First words of commands, by what a person wants to do. */
export const AGENT_TOPICS: readonly (readonly [title: string, groups: readonly string[]])[] = [
  [
    'Install',
    [
      'install',
      'update',
      'accept',
      'rollback',
      'migrate',
      'remove',
      'uninstall',
      'status',
      'verify',
      'audit',
    ],
  ],
  ['Look and check', ['validate', 'scan', 'list', 'graph', 'tokens']],
  ['Bundles', ['bundle', 'unbundle']],
  ['Packs', ['pack', 'search', 'info', 'outdated']],
  ['This machine', ['doctor', 'check-updates', 'release-index', 'version', 'completion']],
];
