import { textFlag, type FlagValues } from '../flag-spec.ts';

/** Flags of the forms that judge one call and run nothing. */
export const ONCE_FLAGS = {
  policy: textFlag({ value: 'FILE', help: 'policy that judges the call' }),
  call: textFlag({ value: 'FILE', help: 'one call as JSON; - is standard input' }),
  'context-envelope': textFlag({ value: 'FILE', help: 'verified context envelope of the call' }),
  adapter: textFlag({
    default: 'mcp',
    value: 'NAME',
    help: 'whose words the call is in: mcp, openai, anthropic, langchain or claude_code',
  }),
  profile: textFlag({
    default: 'standard',
    value: 'NAME',
    help: 'standard, strict, compat or oss-prod',
  }),
  'job-root': textFlag({
    default: './gait-out/jobs',
    value: 'DIR',
    help: 'folder of the jobs whose emergency stop counts',
  }),
  'kill-switch-state': textFlag({ value: 'FILE', help: 'state of the kill switch' }),
  'trace-out': textFlag({ value: 'FILE', help: 'signed trace; default trace_<id>.json' }),
  'run-id': textFlag({ value: 'ID', help: 'id of the run; default from the intent digest' }),
  'runpack-out': textFlag({ value: 'FILE', help: 'runpack of this one call' }),
  'pack-out': textFlag({ value: 'FILE', help: 'pack around that runpack' }),
  'export-log-out': textFlag({ value: 'FILE', help: 'one line of JSON about the decision' }),
  'export-otel-out': textFlag({ value: 'FILE', help: 'the same as a log record of OpenTelemetry' }),
  'key-mode': textFlag({
    default: 'dev',
    value: 'MODE',
    help: 'dev signs with a key of this process, prod with yours',
  }),
  'private-key': textFlag({ value: 'FILE', help: 'private key that signs the trace' }),
  'private-key-env': textFlag({ value: 'NAME', help: 'variable that holds it' }),
} as const;

export type OnceFlags = FlagValues<typeof ONCE_FLAGS>;
