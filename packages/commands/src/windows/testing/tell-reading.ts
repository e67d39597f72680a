import type { CommandContext } from '../../model/context.ts';
import type { CommandReading, Effect } from '../../model/effect.ts';
import type { Invocation, ReadProgram } from '../../model/invocation.ts';
import { readCmd } from '../../cmd/read-cmd.ts';
import { readPowerShell } from '../../powershell/read-power-shell.ts';
import type { ReadScript } from '../gatherer.ts';

/** A project on Windows. */
export const CONTEXT: CommandContext = {
  dialect: 'powershell',
  folder: 'C:\\proj',
  project: 'C:\\proj',
  home: 'C:\\people\\ann',
  variables: new Map([['TEMP', 'C:\\Temp']]),
  readText: (path) => FILES[path],
};
const FILES: Readonly<Record<string, string>> = {
  'C:/proj/build.ps1': 'Remove-Item -Recurse dist',
  'C:/proj/clean.cmd': 'del /q out.txt',
};

/** Knows `git`, which only tells its words, and `env`, which starts a program. */
const readProgram: ReadProgram = ({ program, args, context }: Invocation) => {
  if (program === 'git') {
    const name = args.map(({ value }) => value ?? '?').join(' ');
    const place = { kind: 'service', service: 'git', name, operation: 'run' } as const;
    return {
      effects: [{ kind: 'read', place, program, destructive: false }],
      nested: [],
      obscurities: [],
    };
  }
  if (program !== 'env') return undefined;
  return {
    effects: [],
    nested: [{ kind: 'argv', argv: args, more: true, context }],
    obscurities: [],
  };
};

const scripts =
  (left: number): ReadScript =>
  (text, context) => {
    const next = left > 0 ? scripts(left - 1) : undefined;
    if (next === undefined)
      return { effects: [], obscurities: ['budget_spent'], programs: [], runs: [] };
    if (context.dialect === 'powershell') return readPowerShell(text, context, readProgram, next);
    if (context.dialect === 'cmd') return readCmd(text, context, readProgram, next);
    return { effects: [], obscurities: ['dialect_unknown'], programs: [], runs: [] };
  };

/** Reads a text of PowerShell or cmd with the programs of the tests. */
export function readText(text: string, changes: Partial<CommandContext> = {}): CommandReading {
  return scripts(4)(text, { ...CONTEXT, ...changes });
}

function tellEffect({ kind, place, destructive }: Effect): string {
  const sign = destructive ? '!' : '';
  switch (place.kind) {
    case 'path':
      return `${kind}${sign} ${place.path}${place.reach === 'file' ? '' : ` ${place.reach}`}`;
    case 'unknown_path':
      return `${kind}${sign} ?`;
    case 'host':
      return `${kind}${sign} ${place.method} ${place.host}`;
    case 'repo':
      return `${kind}${sign} ${place.name} ${place.operation}`;
    case 'service':
      return `${kind}${sign} ${place.service} ${place.operation} ${place.name}`;
    case 'program':
      return `${kind}${sign} program ${place.name}`;
  }
}

/** Effects and obscurities in one line. */
export function tellReading({ effects, obscurities }: CommandReading): string {
  return [...effects.map(tellEffect), ...obscurities.map((each) => `…${each}`)].join('; ');
}
