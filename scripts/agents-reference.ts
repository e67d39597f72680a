import { assetSchemas, FINDING_CODES } from '@gait/agents';

interface Schema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly pattern?: string;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

const HEAD = `# Agents, tasks, skills

Made from the definitions that the readers use. The same stands as JSON Schema in \`docs/schema\`, for
editors. Everything lies below \`.krci-ai\` of a project:

| Folder | What |
|---|---|
| \`agents/*.yaml\` | one agent a file; the file's name is the agent's short name |
| \`tasks/**/*.md\` | tasks: Markdown with front matter |
| \`templates/**\`, \`data/**\` | templates and data, any extension |
| \`skills/NAME/SKILL.md\` | skills of the Agent Skills standard, with the files beside it |
| \`local/{tasks,templates,data}/**\` | files of the team: one of the same name takes the place of the framework's |

An agent names its tasks from the root of the project (\`./.krci-ai/tasks/dev/plan.md\`); front matter names
files below the folder of their kind (\`dev/plan.md\`). A reference may not lead out of that folder, and
links in the file system are not followed. What an agent reaches decides its level: 1 the agent alone, 2 and
tasks and skills, 3 and templates, 4 and data and MCP servers.
`;

const FINDINGS = `## Findings of \`krci-ai validate\`

Errors fail a validation (exit status 2), warnings and notes do not. In files that no agent reaches errors
are told as warnings.

| Code | Severity | What |
|---|---|---|
`;

/** Formats and findings as one page. */
export function agentsReference(): string {
  const schemas = assetSchemas();
  const sections: string[] = [];
  describe('Agent', schemas.agent as Schema, sections);
  describe('Task, front matter', schemas.task as Schema, sections);
  describe('Skill, front matter', schemas.skill as Schema, sections);
  const rows = Object.entries(FINDING_CODES).map(
    ([code, { severity, about }]) => `| \`${code}\` | ${severity} | ${about} |\n`,
  );
  return [HEAD, ...sections, FINDINGS + rows.join('')].join('\n');
}

function describe(title: string, schema: Schema, sections: string[]): void {
  const required = new Set(schema.required);
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const needed = required.has(name) ? 'yes' : '';
    return `| \`${name}\` | ${needed} | ${kindOf(field)} | ${field.description ?? ''} |`;
  });
  sections.push(
    [`## ${title}`, '', '| Field | Needed | Kind | What |', '|---|---|---|---|', ...rows, ''].join(
      '\n',
    ),
  );
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (field.properties !== undefined) describe(`${title}: \`${name}\``, field, sections);
  }
}

function kindOf(field: Schema): string {
  const [type] = [field.type ?? 'any'].flat();
  switch (type) {
    case 'string':
      return `text${lengths(field)}${patternOf(field)}`;
    case 'array':
      return `list of ${field.uniqueItems === true ? 'different ' : ''}texts${counts(field.minItems, field.maxItems)}${itemsOf(field.items)}`;
    case 'object':
      return field.properties === undefined
        ? `map of texts${counts(field.minProperties, field.maxProperties)}${itemsOf(field.additionalProperties)}`
        : 'block';
    default:
      return 'anything';
  }
}

function itemsOf(items: Schema | boolean | undefined): string {
  if (typeof items !== 'object') return '';
  const about = `${lengths(items)}${patternOf(items)}`.replace(/^, /, '');
  return about === '' ? '' : `, each ${about}`;
}

function lengths({ minLength, maxLength }: Schema): string {
  if (maxLength === undefined) return '';
  return `, ${minLength ?? 0}–${maxLength} characters`;
}

function counts(min: number | undefined, max: number | undefined): string {
  return max === undefined ? '' : `, ${min ?? 0}–${max} of them`;
}

function patternOf({ pattern }: Schema): string {
  // A longer one says less than the words beside it.
  return pattern === undefined || pattern.length > 80
    ? ''
    : `, \`${pattern.replaceAll('|', '\\|')}\``;
}
