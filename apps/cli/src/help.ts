import type { AnyCommand, PositionalSpec } from './command.ts';
import { COMMON_FLAGS, type FlagSpec, type FlagSpecs } from './flag-spec.ts';
import type { Paint } from './paint.ts';
import { DEBUG_FLAG } from './krci/debug-flag.ts';
import { AGENT_TOPICS } from './krci/agent-commands.ts';
import { groupText, type TableEntry } from './table.ts';

type Table = Readonly<Record<string, TableEntry>>;

/** First words of commands, by what a person wants to do. */
const TOPICS: readonly (readonly [title: string, groups: readonly string[]])[] = [
  [
    'Decide before a call runs',
    ['init', 'check', 'gate', 'policy', 'kill-switch', 'mcp', 'trust', 'untrust', 'hook', 'hooks'],
  ],
  [
    'Approve and delegate',
    ['approvals', 'ui', 'approve', 'approve-script', 'list-scripts', 'delegate'],
  ],
  ['Record and read runs', ['demo', 'run', 'capture', 'migrate']],
  ['Verify', ['verify', 'trace']],
  ['Test', ['regress']],
  ['Packs of evidence', ['pack', 'guard']],
  ['Keys and this machine', ['keys', 'doctor', 'version', 'completion']],
];

const EXIT_STATUSES = [
  ['0', 'success'],
  ['1', 'internal failure, lock held'],
  ['2', 'verification failed, or differences found'],
  ['3', 'blocked by policy'],
  ['4', 'approval required'],
  ['5', 'regression failed'],
  ['6', 'invalid input'],
  ['7', 'dependency missing'],
  ['8', 'unsafe operation refused'],
] as const;

/** Help of the whole program, in lines. */
export function programHelp(program: string, table: Table, paint: Paint): string[] {
  return [
    `${paint.bold('Usage:')} ${program} COMMAND [ARGUMENTS] [--json]`,
    '',
    ...aboutProgram(program).flatMap(paint.prose),
    '',
    ...commandsByTopic(program === 'krci-ai' ? AGENT_TOPICS : TOPICS, table, paint),
    paint.bold('Exit statuses:'),
    ...paint.table(EXIT_STATUSES.map(([status, meaning]) => [`  ${status}`, meaning])),
    '',
    `${program} COMMAND --help shows flags and an example.`,
    ...(program === 'gait' ? ['Begin with: gait demo'] : []),
  ];
}

function commandsByTopic(topics: typeof TOPICS, table: Table, paint: Paint): string[] {
  const entries = Object.entries(table);
  const longest = Math.max(...entries.map(([path]) => path.length));
  return topics.flatMap(([title, groups]) => {
    const rows = entries
      .filter(([path]) => groups.includes(path.split(' ')[0] ?? ''))
      .map(([path, entry]) => [`  ${paint.bold(path.padEnd(longest))}`, entry.summary]);
    return rows.length === 0 ? [] : [paint.bold(`${title}:`), ...paint.table(rows), ''];
  });
}

/** What a program is for, in one or two sentences. */
export function aboutProgram(program: string): string[] {
  if (program === 'gait')
    return ['Records what agents did, proves it offline, and turns incidents into tests.'];
  return [
    'Keeps agents as files of a repository: checks them, lists them, shows what needs what.',
    'Recording, verification and regression tests are in gait, the same executable.',
  ];
}

/** Help of a group: its commands. */
export function groupHelp(program: string, group: string, table: Table, paint: Paint): string[] {
  const about = groupText(program, group);
  const rows = Object.entries(table)
    .filter(([path]) => path.startsWith(`${group} `))
    .map(([path, entry]) => [`  ${paint.bold(`${program} ${path}`)}`, entry.summary]);
  return [
    `${paint.bold('Usage:')} ${program} ${group} COMMAND [ARGUMENTS] [--json]`,
    '',
    ...(about === undefined ? [] : [...paint.prose(about), '']),
    paint.bold('Commands:'),
    ...paint.table(rows),
  ];
}

/** Help of one command: usage, flags, an example. */
export function commandHelp(
  program: string,
  command: AnyCommand,
  table: Table,
  paint: Paint,
): string[] {
  const path = command.path.join(' ');
  const own = Object.entries(command.flags);
  const children = Object.entries(table).filter(([other]) => other.startsWith(`${path} `));
  const positionals = command.positionals ?? [];
  const lines = [
    `${paint.bold('Usage:')} ${program} ${[path, ...positionals.map(showPositional), '[FLAGS]'].join(' ')}`,
    '',
    ...paint.prose(command.explain),
  ];
  if (positionals.length > 0) {
    lines.push('', paint.bold('Arguments:'));
    lines.push(
      ...paint.table(positionals.map((item) => [`  ${item.name.toUpperCase()}`, item.help])),
    );
  }
  lines.push('', paint.bold('Flags:'));
  lines.push(
    ...paint.table(
      [
        ...own,
        ...Object.entries<FlagSpec>(COMMON_FLAGS),
        ...(program === 'krci-ai' ? [['debug', DEBUG_FLAG] as const] : []),
      ].map(([name, spec]) => flagRow(name, spec)),
    ),
  );
  if (children.length > 0) {
    lines.push('', paint.bold('Commands:'));
    lines.push(
      ...paint.table(children.map(([child, entry]) => [`  ${program} ${child}`, entry.summary])),
    );
  }
  if (command.notes !== undefined) lines.push('', ...command.notes.flatMap(paint.prose));
  lines.push('', paint.bold('Example:'), `  ${command.example}`);
  return lines;
}

function showPositional(spec: PositionalSpec): string {
  const name = spec.name.toUpperCase() + (spec.rest === true ? '...' : '');
  return spec.optional === true ? `[${name}]` : name;
}

function flagRow(name: string, spec: FlagSpec): string[] {
  const long = spec.short === undefined ? `--${name}` : `-${spec.short}, --${name}`;
  const shown = spec.value === '' ? `  ${long}` : `  ${long} ${spec.value}`;
  const silent =
    spec.defaultText === '' || spec.defaultText === 'false' || spec.defaultText === '0s';
  return [shown, silent ? spec.help : `${spec.help} (default ${spec.defaultText})`];
}

/** One line of usage, for errors: `gait run diff LEFT RIGHT [FLAGS]`. */
export function usageLine(program: string, command: AnyCommand): string {
  return [
    program,
    ...command.path,
    ...(command.positionals ?? []).map(showPositional),
    '[FLAGS]',
  ].join(' ');
}

/** Names of all flags of a command, the common ones too. */
export function flagNames(specs: FlagSpecs): string[] {
  return [...Object.keys(specs), ...Object.keys(COMMON_FLAGS)];
}
