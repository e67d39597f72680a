import { policyJsonSchema } from '@gait/gate';

interface Schema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly additionalProperties?: Schema | boolean;
}

const HEAD = `# The policy language

Made from the definition that the reader uses; \`gait policy validate --schema\` prints the same as
JSON Schema, for editors. A policy is one YAML document (JSON is YAML). Fields that are not listed,
fields given twice and values of another kind are refused, with line and column.

* A **list** is written \`[a, b]\` or one item a line. Order and repetition mean nothing; what is
  compared in lower case is told in lower case by \`gait policy fmt\`.
* A field left out, or without a value, is as if it were not there.
* Rules are looked at by \`priority\`, lowest number first. All rules of the first priority at which
  one matches are combined: the strictest verdict counts.
* A **pattern of paths** (\`path_allowlist\`, \`path_denylist\`) is a path, \`folder/**\` for all below a
  folder, or a pattern of Go's \`path.Match\`, where \`*\` stops at a slash. Every profile but \`strict\`
  compares it with the path as it was written: \`.env\` is neither \`/srv/app/.env\` nor \`sub/.env\`.
* In profile \`strict\` a path has forms: cleaned, absolute, and relative to the workspace of the call
  when it lies inside. A denylist, a value under \`match\` and a kill switch hit when any form
  matches; an allowlist allows what matches in one form, and a path that can be read in several ways
  (backslashes) only when each reading does. \`./**\` is anything inside the workspace. In a denylist
  \`**/name\` is that name in any folder, and \`*/folder/**\` all below. A target of class \`fs.*\` is a
  path, whatever kind it says it is.
* What is inside depends on the workspace that the caller states: \`workspace_prefixes\` says which
  count. With the root as workspace nothing is known to be inside.
* Where the project's file system does not tell names by their case (macOS, Windows, and what is found to be so),
  \`strict\` also compares paths, workspaces and listed values folded: lower case, one Unicode form. The stricter
  answer counts, so that an allowed path is written as it is allowed.
* \`tool_classes\` says what tools do; what a tool is called is a guess, kept for old intents. A call that
  says something else is judged as it says and as the table says, and the stricter answer counts
  ([Say what tools do](../guides/say-what-tools-do.md)).
* The digest of a policy is that of its meaning: comments, order of fields and spelling are not in it.
`;

/** The policy language as a page of tables, one for each block. */
export function policyReference(): string {
  const sections: string[] = [];
  describe('The document', policyJsonSchema() as Schema, sections);
  return [HEAD, ...sections].join('\n');
}

function describe(title: string, schema: Schema, sections: string[]): void {
  const entries = Object.entries(schema.properties ?? {});
  const rows = entries.map(([name, field]) => {
    const about = (field.description ?? '').replaceAll('|', '\\|');
    return `| \`${name}\` | ${kindOf(field)} | ${about} |`;
  });
  sections.push(
    [`## ${title}`, '', '| Field | Kind | What |', '|---|---|---|', ...rows, ''].join('\n'),
  );
  for (const [name, field] of entries) {
    const inner = field.properties === undefined ? field.items : field;
    if (inner?.properties !== undefined) describe(pathOf(title, name, field), inner, sections);
  }
}

function pathOf(parent: string, name: string, field: Schema): string {
  const own = field.items === undefined ? name : `${name}[]`;
  return parent === 'The document' ? `\`${own}\`` : `\`${parent.replaceAll('`', '')}.${own}\``;
}

function kindOf(field: Schema): string {
  const words = (values: readonly unknown[]): string =>
    values
      .filter((value) => typeof value === 'string')
      .map((value) => `\`${value}\``)
      .join(', ');
  if (field.enum !== undefined) return words(field.enum);
  const type = [field.type ?? 'string'].flat()[0] as string;
  if (type === 'array') {
    if (field.items?.properties !== undefined) return 'list of blocks';
    return field.items?.enum === undefined ? 'list of texts' : `list of ${words(field.items.enum)}`;
  }
  const { additionalProperties: values } = field;
  if (typeof values === 'object') return `names, each with one of ${words(values.enum ?? [])}`;
  return KINDS[type] ?? type;
}

const KINDS: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  integer: 'whole number',
  number: 'number',
  object: 'block',
  string: 'text',
};
