import type { AnyCommand } from './command.ts';
import { AGENT_GROUPS } from './krci/agent-commands.ts';

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
  demo: {
    summary: 'Record and verify a first run, offline',
    load: async () => (await import('./commands/demo.ts')).command,
  },
  'run record': {
    summary: 'Turn a run into a runpack',
    load: async () => (await import('./commands/run-record.ts')).command,
  },
  'run inspect': {
    summary: 'Show a run call by call',
    load: async () => (await import('./commands/run-inspect.ts')).command,
  },
  'run receipt': {
    summary: 'Print the ticket line of a run',
    load: async () => (await import('./commands/run-receipt.ts')).command,
  },
  'run diff': {
    summary: 'Compare two runs',
    load: async () => (await import('./commands/run-diff.ts')).command,
  },
  'run replay': {
    summary: 'Replay a run without touching the world',
    load: async () => (await import('./commands/run-replay.ts')).command,
  },
  'run reduce': {
    summary: 'Cut a run down to the call that fails',
    load: async () => (await import('./commands/run-reduce.ts')).command,
  },
  'run session start': {
    summary: 'Start the journal of a session',
    load: async () => (await import('./commands/run-session-start.ts')).command,
  },
  'run session append': {
    summary: 'Append a tool call to a session',
    load: async () => (await import('./commands/run-session-append.ts')).command,
  },
  'run session outcome': {
    summary: 'Say what came of a call of a session',
    load: async () => (await import('./commands/run-session-outcome.ts')).command,
  },
  'run session status': {
    summary: 'Show the counters of a session',
    load: async () => (await import('./commands/run-session-status.ts')).command,
  },
  'run session checkpoint': {
    summary: 'Make a runpack of what is new in a session',
    load: async () => (await import('./commands/run-session-checkpoint.ts')).command,
  },
  'run session compact': {
    summary: 'Take events out that checkpoints cover',
    load: async () => (await import('./commands/run-session-compact.ts')).command,
  },
  'run session seal': {
    summary: 'End a session and sign where it ends',
    load: async () => (await import('./commands/run-session-seal.ts')).command,
  },
  verify: {
    summary: 'Check a runpack offline',
    load: async () => (await import('./commands/verify.ts')).command,
  },
  'verify chain': {
    summary: 'Check a run, a trace and a guard pack together',
    load: async () => (await import('./commands/verify-chain.ts')).command,
  },
  'verify session-chain': {
    summary: 'Verify a session: checkpoints, journal, seal',
    load: async () => (await import('./commands/verify-session-chain.ts')).command,
  },
  migrate: {
    summary: 'Write a runpack in the current form',
    load: async () => (await import('./commands/migrate.ts')).command,
  },
  'regress init': {
    summary: 'Make a test from a recorded run',
    load: async () => (await import('./commands/regress-init.ts')).command,
  },
  'regress add': {
    summary: 'Make a test from a receipt, run or session',
    load: async () => (await import('./commands/regress-add.ts')).command,
  },
  'regress run': {
    summary: 'Run the tests, on new runs of the agent with --exec',
    load: async () => (await import('./commands/regress-run.ts')).command,
  },
  'regress bootstrap': {
    summary: 'Make a test from a recorded run and run all tests',
    load: async () => (await import('./commands/regress-bootstrap.ts')).command,
  },
  capture: {
    summary: 'Write a receipt that names a run or a trace',
    load: async () => (await import('./commands/capture.ts')).command,
  },
  'pack build': {
    summary: 'Put a run, job, call or authorization into a pack',
    load: async () => (await import('./commands/pack-build.ts')).command,
  },
  'pack verify': {
    summary: 'Check a pack offline',
    load: async () => (await import('./commands/pack-verify.ts')).command,
  },
  'pack inspect': {
    summary: 'Show what a pack says',
    load: async () => (await import('./commands/pack-inspect.ts')).command,
  },
  'pack diff': {
    summary: 'Compare two packs',
    load: async () => (await import('./commands/pack-diff.ts')).command,
  },
  'pack export': {
    summary: 'Write the metrics of a pack as telemetry or SQL',
    load: async () => (await import('./commands/pack-export.ts')).command,
  },
  'trace verify': {
    summary: 'Check the signature of a trace',
    load: async () => (await import('./commands/trace-verify.ts')).command,
  },
  'trace show': {
    summary: 'Show what was decided, and why',
    load: async () => (await import('./commands/trace-show.ts')).command,
  },
  'guard pack': {
    summary: 'Make an evidence pack about a run',
    load: async () => (await import('./commands/guard-pack.ts')).command,
  },
  'guard verify': {
    summary: 'Check a guard pack offline',
    load: async () => (await import('./commands/guard-verify.ts')).command,
  },
  init: {
    summary: 'Make a repository ready for the gate',
    load: async () => (await import('./commands/init.ts')).command,
  },
  check: {
    summary: 'Say what the gate does not cover yet',
    load: async () => (await import('./commands/check.ts')).command,
  },
  'gate eval': {
    summary: 'Decide whether a call may run, and sign the decision',
    load: async () => (await import('./commands/gate-eval.ts')).command,
  },
  'gate serve': {
    summary: 'Answer programs in any language: the same decisions over a socket',
    load: async () => (await import('./commands/gate-serve.ts')).command,
  },
  approve: {
    summary: 'Sign that one action may run, or that it may not',
    load: async () => (await import('./commands/approve.ts')).command,
  },
  hook: {
    summary: 'Answer one call of an AI coding tool; installed by gait hooks install',
    load: async () => (await import('./commands/hook.ts')).command,
  },
  'hooks install': {
    summary: 'Put the gate in front of AI coding tools',
    load: async () => (await import('./commands/hooks-install.ts')).command,
  },
  'hooks status': {
    summary: 'Show which calls of AI coding tools the gate sees',
    load: async () => (await import('./commands/hooks-status.ts')).command,
  },
  'hooks probe': {
    summary: 'Show with a canary call whether the gate is asked',
    load: async () => (await import('./commands/hooks-probe.ts')).command,
  },
  'hooks seal': {
    summary: 'End the open sessions of AI coding tools as signed runpacks',
    load: async () => (await import('./commands/hooks-seal.ts')).command,
  },
  'hooks warm': {
    summary: 'Keep a gate ready that answers hooks; they start it themselves',
    load: async () => (await import('./commands/hooks-warm.ts')).command,
  },
  'hooks remove': {
    summary: 'Take the gate out of the settings of AI coding tools',
    load: async () => (await import('./commands/hooks-remove.ts')).command,
  },
  'approvals list': {
    summary: 'List the calls that wait for a person',
    load: async () => (await import('./commands/approvals-list.ts')).command,
  },
  'approvals show': {
    summary: 'Show exactly what a waiting call would do',
    load: async () => (await import('./commands/approvals-show.ts')).command,
  },
  'approvals approve': {
    summary: 'Let a waiting call run, once',
    load: async () => (await import('./commands/approvals-approve.ts')).command,
  },
  'approvals deny': {
    summary: 'Say no to a waiting call',
    load: async () => (await import('./commands/approvals-deny.ts')).command,
  },
  'approvals clear': {
    summary: 'Take away the calls that nobody waits for',
    load: async () => (await import('./commands/approvals-clear.ts')).command,
  },
  'approvals watch': {
    summary: 'Be asked about each call as it comes',
    load: async () => (await import('./commands/approvals-watch.ts')).command,
  },
  ui: {
    summary: 'Open a page of this machine: what waits, sessions, decisions, coverage',
    load: async () => (await import('./commands/ui.ts')).command,
  },
  'approve-script': {
    summary: 'Sign that a script may run again and again',
    load: async () => (await import('./commands/approve-script.ts')).command,
  },
  'list-scripts': {
    summary: 'List the scripts that were approved',
    load: async () => (await import('./commands/list-scripts.ts')).command,
  },
  'delegate mint': {
    summary: 'Sign that one identity may act for another',
    load: async () => (await import('./commands/delegate-mint.ts')).command,
  },
  'delegate verify': {
    summary: 'Check a delegation',
    load: async () => (await import('./commands/delegate-verify.ts')).command,
  },
  'kill-switch add': {
    summary: 'Stop calls at once',
    load: async () => (await import('./commands/kill-switch-add.ts')).command,
  },
  'kill-switch list': {
    summary: 'Show what is stopped',
    load: async () => (await import('./commands/kill-switch-list.ts')).command,
  },
  'kill-switch disable': {
    summary: 'Let calls pass again that an entry stopped',
    load: async () => (await import('./commands/kill-switch-disable.ts')).command,
  },
  'kill-switch expire': {
    summary: 'Say when an entry ends by itself',
    load: async () => (await import('./commands/kill-switch-expire.ts')).command,
  },
  'mcp proxy': {
    summary: 'Stand in front of an MCP server, or judge one call',
    load: async () => (await import('./commands/mcp-proxy.ts')).command,
  },
  'mcp bridge': {
    summary: 'Judge one call of an MCP client',
    load: async () => (await import('./commands/mcp-bridge.ts')).command,
  },
  'mcp install': {
    summary: 'Put the gate in front of the servers of coding tools',
    load: async () => (await import('./commands/mcp-install.ts')).command,
  },
  'mcp remove': {
    summary: 'Take the gate away from them',
    load: async () => (await import('./commands/mcp-remove.ts')).command,
  },
  'mcp scan': {
    summary: 'Look at the tools of servers before they are trusted',
    load: async () => (await import('./commands/mcp-scan.ts')).command,
  },
  'mcp trust': {
    summary: 'Look at tools that are withheld, and trust them',
    load: async () => (await import('./commands/mcp-trust.ts')).command,
  },
  'mcp verify': {
    summary: 'Judge an MCP server by the trust the policy demands',
    load: async () => (await import('./commands/mcp-verify.ts')).command,
  },
  'policy init': {
    summary: 'Write a policy from a template',
    load: async () => (await import('./commands/policy-init.ts')).command,
  },
  'policy validate': {
    summary: 'Check a policy and print its digest',
    load: async () => (await import('./commands/policy-validate.ts')).command,
  },
  'policy fmt': {
    summary: 'Print a policy in its normal form',
    load: async () => (await import('./commands/policy-fmt.ts')).command,
  },
  'policy test': {
    summary: 'Ask a policy about one call, or run its tests',
    load: async () => (await import('./commands/policy-test.ts')).command,
  },
  trust: {
    summary: 'Let the policy of a repository count, as it is now',
    load: async () => (await import('./commands/trust.ts')).command,
  },
  'trust list': {
    summary: 'Show which policies are trusted, and which changed',
    load: async () => (await import('./commands/trust-list.ts')).command,
  },
  untrust: {
    summary: 'Let a policy no longer count',
    load: async () => (await import('./commands/untrust.ts')).command,
  },
  'policy simulate': {
    summary: 'Show what another policy would change',
    load: async () => (await import('./commands/policy-simulate.ts')).command,
  },
  'policy lint': {
    summary: 'Find rules that never decide, and other traps',
    load: async () => (await import('./commands/policy-lint.ts')).command,
  },
  'policy coverage': {
    summary: 'Show which rules no call has reached',
    load: async () => (await import('./commands/policy-coverage.ts')).command,
  },
  'policy explain': {
    summary: 'Say what a policy does, or why it decided so',
    load: async () => (await import('./commands/policy-explain.ts')).command,
  },
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

/** What a group of commands is for, for help and `--explain`. */
const GROUPS: Readonly<Record<string, string>> = {
  run: 'Records, reads, compares and replays runs of agents.',
  'run session': 'Keeps the journal of a long-running session and its checkpoints.',
  pack: 'Builds, checks, reads, compares and exports packs of evidence.',
  trace: 'Shows and checks signed records of gate decisions.',
  guard: 'Builds and checks evidence packs for auditors.',
  gate: 'Decides calls before they run.',
  hooks: 'Puts the gate in front of AI coding tools, and shows what it sees.',
  approvals: 'Answers the calls of AI coding tools that wait for a person.',
  delegate: 'Signs and checks delegations: who may act for whom.',
  'kill-switch': 'Stops calls whatever the policy allows.',
  mcp: 'Judges servers of the Model Context Protocol.',
  policy: 'Writes, checks and tries out policies.',
  keys: 'Makes, rotates and checks the keys that sign traces and artifacts.',
  regress: 'Turns recorded runs into tests and runs them.',
};

/** What a group of commands of a program is for. */
export function groupText(program: string, group: string): string | undefined {
  return (program === 'krci-ai' ? AGENT_GROUPS : GROUPS)[group];
}
