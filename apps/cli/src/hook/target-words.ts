import type { Target } from '@gait/gate';
import type { CommandReading } from '@gait/commands';

/** What is known of the call besides the target. */
export interface TargetSurroundings {
  /** The tool as the policy knows it: `shell.exec`, `fs.write`, `mcp.SERVER.TOOL`. */
  readonly tool: string;
  readonly reading: CommandReading | undefined;
}

/** Longest text of others in a sentence. */
const LONGEST = 200;

/** What a call would do to a thing, as the end of the sentence "it would …". */
export function targetWords(target: Target, { tool, reading }: TargetSurroundings): string {
  const { value, operation, endpoint_class: of, kind } = target;
  const what = shortened(value);
  switch (of) {
    case 'fs.read':
      return `${operation === 'search' ? 'search' : operation === 'stat' ? 'look at' : 'read'} ${what}`;
    case 'fs.write':
      return `${WRITES[operation] ?? 'write'} ${what}`;
    case 'fs.delete':
      return `delete ${what}`;
    case 'proc.exec':
      return runWords(target, tool, reading);
    default:
      if (kind === 'repo') return `${operation || 'use'} the remote ${what}`;
      if (of.startsWith('net.')) return `${SENDS[operation] ?? 'ask'} ${what}`;
      return kind === 'other' && tool === 'shell.exec'
        ? serviceWords(target)
        : useWords(what, tool);
  }
}

/** The policy's name of an MCP tool names its server, too. */
function useWords(what: string, tool: string): string {
  return `use ${what.startsWith('mcp:') ? shortened(tool) : what}`;
}

/** `kubernetes:NAME`, `docker:`: something behind a client's own settings. */
function serviceWords({ value, operation }: Target): string {
  const [service = '', ...name] = value.split(':');
  const what = shortened(`${service} ${name.join(':')}`);
  return operation === '' ? `use ${what}` : `run "${shortened(operation)}" on ${what}`;
}

const WRITES: Readonly<Record<string, string>> = {
  '': 'change files in',
  write_tree: 'change everything below',
  discard: 'throw away',
};

const SENDS: Readonly<Record<string, string>> = {
  post: 'send something to',
  put: 'send something to',
  patch: 'send something to',
  delete: 'delete something at',
};

function runWords(target: Target, tool: string, reading: CommandReading | undefined): string {
  const { value, operation, kind } = target;
  const what = shortened(value);
  if (tool !== 'shell.exec') return `${useWords(what, tool)}, of which the gate knows nothing`;
  if (kind === 'repo') return `${operation || 'change'} the remote ${what} for good`;
  if (operation !== 'exec' && operation !== '') return serviceWords(target);
  const [obscurity] = reading?.obscurities ?? [];
  // The target of a command that cannot be read is its whole text.
  if (obscurity !== undefined && !isNamed(reading, value))
    return OBSCURE[obscurity] ?? OBSCURE_ELSE;
  const isRaised = (reading?.effects ?? []).some(
    ({ kind: effect, program }) => effect === 'privilege' && program === value,
  );
  return `run ${what}, ${isRaised ? 'which gives it more rights' : 'of which the gate cannot tell what it does'}`;
}

function isNamed(reading: CommandReading | undefined, value: string): boolean {
  return (reading?.effects ?? []).some(
    ({ place, program }) =>
      program === value ||
      (place.kind === 'program' && place.name === value) ||
      (place.kind === 'path' && place.path === value),
  );
}

const OBSCURE_ELSE = 'run a command that cannot be read wholly';
const OBSCURE: Readonly<Record<string, string>> = {
  too_large: 'run a command that is too large to be read',
  syntax_error: 'run a command that cannot be read: its syntax is wrong',
  program_unknown: 'run a program that is known only when it runs',
  code_unknown: 'run code that is known only when it runs',
  code_opaque: 'run code that the gate cannot look into',
  dialect_unknown: 'run a command in a language that the gate does not read',
  budget_spent: 'run a command that is too deep to be read',
};

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
