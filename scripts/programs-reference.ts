import { KNOWN_PROGRAMS } from '@gait/commands';

const HEAD = `# Programs that a command line is read for

Made from the table that the gate uses. A command becomes what its programs do: files that are read,
written or deleted, servers, remotes, services. A program that is not in the table, an option of a program
that could do harm with it and a copy of a program that lies where anybody may write count as a program
that nothing is known about. Shells, wrappers (\`env\`, \`sudo\`, \`xargs\`, \`find\` …) and interpreters are
read by the reader of shell text and are not in the table.

A project's own copies (\`node_modules/.bin\`, \`.venv/bin\`, \`vendor/bin\`, \`bin\`) count in the themes that
say so.
`;

/** The table of programs as one page. */
export function programsReference(): string {
  const sections = KNOWN_PROGRAMS.map(({ title, local, rows }) => {
    const lines = Object.entries(rows).map(
      ([names, { about, subs }]) =>
        `| ${names.split(' ').map(code).join(', ')} | ${about.replaceAll('|', '\\|')} | ${subNames(subs)} |\n`,
    );
    const own = local ? "\nA project's own copies count.\n" : '';
    return `## ${title}\n${own}\n| Programs | Taken for | Subcommands |\n|---|---|---|\n${lines.join('')}`;
  });
  return [HEAD, ...sections].join('\n');
}

function subNames(subs: Readonly<Record<string, unknown>> | undefined): string {
  return Object.keys(subs ?? {})
    .flatMap((names) => names.split(' '))
    .map(code)
    .join(', ');
}

function code(name: string): string {
  return `\`${name}\``;
}
