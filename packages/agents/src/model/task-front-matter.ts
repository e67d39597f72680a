import { ANY_TEXT, defineBlock, type FieldKind } from './field-kinds.ts';

const names: FieldKind = {
  kind: 'texts',
  rule: ANY_TEXT,
  min: 0,
  max: Number.POSITIVE_INFINITY,
  unique: false,
};

const dependencies = defineBlock(
  {
    templates: { about: 'Paths below `.krci-ai/templates`: `dev/plan.md`.', kind: names },
    data: { about: 'Paths below `.krci-ai/data`.', kind: names },
    tasks: { about: 'Paths below `.krci-ai/tasks` of tasks that this one calls.', kind: names },
    mcp_servers: { about: 'Names of the MCP servers that must be connected.', kind: names },
    skills: {
      about: 'Names of the skills that it uses. Not in the existing tool, which ignores it.',
      kind: names,
    },
  },
  { lenient: true },
);

/** What may stand between `---` lines at the top of a task. */
export const taskFrontMatter = defineBlock(
  {
    dependencies: {
      about: 'What the task needs besides itself.',
      kind: { kind: 'block', block: dependencies },
    },
    name: { about: 'What the task is called; for people.', kind: { kind: 'any' } },
    title: { about: 'The same.', kind: { kind: 'any' } },
    description: { about: 'What the task does; for people.', kind: { kind: 'any' } },
    version: { about: 'Version of the text; for people.', kind: { kind: 'any' } },
    tags: { about: 'Words to find it by; for people.', kind: { kind: 'any' } },
  },
  { lenient: true, others: 'told' },
);
