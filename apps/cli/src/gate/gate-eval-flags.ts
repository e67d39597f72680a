import { boolFlag, textFlag } from '../flag-spec.ts';

/** Flags that set a gate up. Those the project's defaults can set have no default of their own. */
export const GATE_FLAGS = {
  policy: textFlag({ value: 'FILE', help: 'policy' }),
  'approval-public-key': textFlag({ value: 'FILE', help: 'key that approvals are checked with' }),
  'approval-public-key-env': textFlag({ value: 'NAME', help: 'variable with that key' }),
  'approval-private-key': textFlag({ value: 'FILE', help: 'private key whose public half checks' }),
  'approval-private-key-env': textFlag({ value: 'NAME', help: 'variable with such a key' }),
  'approval-trust': textFlag({ value: 'FILE', help: 'keys of the approvers, each with its name' }),
  'delegation-public-key': textFlag({
    value: 'FILE',
    help: 'key that delegations are checked with',
  }),
  'delegation-public-key-env': textFlag({ value: 'NAME', help: 'variable with that key' }),
  'delegation-private-key': textFlag({
    value: 'FILE',
    help: 'private key whose public half checks',
  }),
  'delegation-private-key-env': textFlag({ value: 'NAME', help: 'variable with such a key' }),
  'delegation-trust': textFlag({
    value: 'FILE',
    help: 'keys of the delegators, each with its name',
  }),
  revocations: textFlag({
    value: 'FILE',
    help: 'withdrawn tokens; default: those of this machine',
  }),
  'key-mode': textFlag({
    value: 'MODE',
    help: 'dev signs with a key of this process, prod with yours',
  }),
  'private-key': textFlag({ value: 'FILE', help: 'private key that signs the trace' }),
  'private-key-env': textFlag({ value: 'NAME', help: 'variable that holds it' }),
  'private-key-command': textFlag({ value: 'COMMAND', help: 'program that prints it' }),
  'passphrase-env': textFlag({ value: 'NAME', help: 'variable with the passphrase of the key' }),
  'passphrase-command': textFlag({ value: 'COMMAND', help: 'program that prints the passphrase' }),
  profile: textFlag({ value: 'NAME', help: 'standard, strict, compat or oss-prod' }),
  'kill-switch-state': textFlag({ value: 'FILE', help: 'state of the kill switch' }),
  'rate-limit-state': textFlag({
    value: 'FILE',
    help: 'counters; default .gait-out/gate_rate_limits.json',
  }),
  'session-journal': textFlag({
    value: 'FILE',
    help: 'journal of the session, for rules over earlier calls',
  }),
  'credential-broker': textFlag({
    value: 'NAME',
    help: 'off, stub, env, command, file or vault',
  }),
  'credential-env-prefix': textFlag({
    value: 'TEXT',
    help: 'prefix of the variables of broker env',
  }),
  'credential-command': textFlag({ value: 'FILE', help: 'program of broker command' }),
  'credential-command-args': textFlag({ value: 'LIST', help: 'its arguments, by comma' }),
  'credential-file': textFlag({ value: 'FILE', help: 'receipt of broker file' }),
  'credential-trust': textFlag({
    value: 'FILE',
    help: 'keys that may sign receipts, in the role broker',
  }),
  'wrkr-inventory': textFlag({ value: 'FILE', help: 'inventory of tools' }),
  'tool-classes': textFlag({
    value: 'FILE',
    help: 'endpoint class by tool, for targets without one',
  }),
  'approved-script-registry': textFlag({
    value: 'FILE',
    help: 'scripts that were approved before',
  }),
  'approved-script-public-key': textFlag({
    value: 'FILE',
    help: 'key its entries are checked with',
  }),
  'approved-script-public-key-env': textFlag({ value: 'NAME', help: 'variable with that key' }),
  config: textFlag({
    default: '.gait/config.yaml',
    value: 'FILE',
    help: 'defaults of the project',
  }),
  'no-config': boolFlag({ help: 'take no defaults from a file' }),
} as const;

/** Flags about one call and where its evidence goes. */
export const CALL_FLAGS = {
  intent: textFlag({
    value: 'FILE',
    help: 'the call that asks to run, as JSON; - is standard input',
  }),
  'context-envelope': textFlag({ value: 'FILE', help: 'verified context envelope of the call' }),
  'trace-out': textFlag({ value: 'FILE', help: 'signed trace; default trace_<id>.json' }),
  'trace-dir': textFlag({ value: 'FOLDER', help: 'folder of evidence that no flag names' }),
  'decision-out': textFlag({
    value: 'FILE',
    help: 'decision document of profile strict; default beside the trace',
  }),
  'approval-token-ref': textFlag({
    value: 'TEXT',
    help: 'reference to an approval, for the trace',
  }),
  'approval-token': textFlag({ value: 'FILE', help: 'signed approval' }),
  'approval-token-chain': textFlag({ value: 'LIST', help: 'further approvals, by comma' }),
  'approval-audit-out': textFlag({ value: 'FILE', help: 'who approved; default by trace id' }),
  'delegation-token': textFlag({ value: 'FILE', help: 'signed delegation' }),
  'delegation-token-chain': textFlag({ value: 'LIST', help: 'further delegations, by comma' }),
  'delegation-audit-out': textFlag({ value: 'FILE', help: 'who delegated; default by trace id' }),
  'evaluation-time': textFlag({ value: 'TIME', help: 'moment to judge windows and expiries at' }),
  'credential-ref': textFlag({
    value: 'TEXT',
    help: 'credential to ask for, instead of the rule’s',
  }),
  'credential-scopes': textFlag({ value: 'LIST', help: 'further scopes to ask for' }),
  'credential-evidence-out': textFlag({ value: 'FILE', help: 'record of the credential' }),
  'credential-out': textFlag({
    value: 'FILE',
    help: 'new file for the secret of the credential, when the call may run',
  }),
  simulate: boolFlag({ help: 'say what would be; enforce nothing' }),
} as const;

/** Flags of `gait gate eval`. */
export const GATE_EVAL_FLAGS = { ...GATE_FLAGS, ...CALL_FLAGS } as const;
