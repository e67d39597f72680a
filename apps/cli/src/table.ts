import type { AnyCommand } from './command.ts';

/** A line of the command table: what help needs, and how to get the rest. */
export interface TableEntry {
  readonly summary: string;
  readonly load: () => Promise<AnyCommand>;
}

/**
 * Every command by its path. Nothing of a command is loaded before it is asked for:
 * `gait --version` must start in a few milliseconds.
 */
export const COMMANDS: Readonly<Record<string, TableEntry>> = {
  'keys init': {
    summary: 'Make a signing key pair',
    load: async () => (await import('./commands/keys-init.ts')).command,
  },
  'keys rotate': {
    summary: 'Make the next key pair beside the present one',
    load: async () => (await import('./commands/keys-rotate.ts')).command,
  },
  'keys verify': {
    summary: 'Check that keys can be read and belong together',
    load: async () => (await import('./commands/keys-verify.ts')).command,
  },
  doctor: {
    summary: 'Check this machine and say how to repair it',
    load: async () => (await import('./commands/doctor.ts')).command,
  },
  version: {
    summary: 'Print the version',
    load: async () => (await import('./commands/version.ts')).command,
  },
  completion: {
    summary: 'Print the completion script of a shell',
    load: async () => (await import('./commands/completion.ts')).command,
  },
};

/** Commands of `krci-ai`, the same executable under its other name. */
export const AGENT_COMMANDS: Readonly<Record<string, TableEntry>> = {
  version: COMMANDS['version'] as TableEntry,
  completion: COMMANDS['completion'] as TableEntry,
};

/** What a group of commands is for, for help and `--explain`. */
export const GROUPS: Readonly<Record<string, string>> = {
  run: 'Records, reads, compares and replays runs of agents.',
  'run session': 'Keeps the journal of a long-running session and its checkpoints.',
  pack: 'Builds, checks, reads, compares and exports packs of evidence.',
  trace: 'Checks signed records of gate decisions.',
  guard: 'Builds and checks evidence packs for auditors.',
  keys: 'Makes, rotates and checks the keys that sign traces and artifacts.',
  regress: 'Turns recorded runs into tests and runs them.',
};
