import { ANY_TEXT, defineBlock } from './field-kinds.ts';

/** What the name of a skill looks like, here and in `SKILL.md`. */
export const SKILL_NAME = {
  min: 1,
  max: 64,
  pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
  means: 'lower-case letters, digits and single hyphens',
} as const;

const SEMVER =
  /^(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)(?:-(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*)?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

const identityBlock = defineBlock({
  name: {
    required: true,
    about: 'What a person calls the agent.',
    kind: {
      kind: 'text',
      rule: {
        min: 2,
        max: 50,
        pattern: /^[A-Z][a-zA-Z0-9 .'-]{1,49}$/,
        means: "a capital, then letters, digits, spaces, points, ' and hyphens",
      },
    },
  },
  id: {
    required: true,
    about: 'The one name of the agent in its major version: `dev-v1`.',
    kind: {
      kind: 'text',
      rule: {
        min: 1,
        max: Number.POSITIVE_INFINITY,
        pattern: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*-v[0-9]+$/,
        means: 'lower-case words with hyphens that end in -v and a number, such as dev-v1',
      },
    },
  },
  version: {
    required: true,
    about: 'Semantic version of the agent.',
    kind: {
      kind: 'text',
      rule: {
        min: 1,
        max: Number.POSITIVE_INFINITY,
        pattern: SEMVER,
        means: 'a semantic version such as 1.0.0',
      },
    },
  },
  description: {
    required: true,
    about: 'What the agent does, in one sentence.',
    kind: { kind: 'text', rule: { min: 10, max: 150 } },
  },
  role: {
    required: true,
    about: 'The role it takes.',
    kind: { kind: 'text', rule: { min: 5, max: 100 } },
  },
  goal: {
    required: true,
    about: 'What it is there to reach.',
    kind: { kind: 'text', rule: { min: 10, max: 600 } },
  },
  icon: {
    about: 'A sign shown beside its name.',
    kind: { kind: 'text', rule: { min: 0, max: 4 } },
  },
});

const agentBlock = defineBlock({
  identity: {
    required: true,
    about: 'Who the agent is.',
    kind: { kind: 'block', block: identityBlock },
  },
  activation_prompt: {
    required: true,
    about: 'What it does first, step by step.',
    kind: { kind: 'texts', rule: { min: 10, max: 300 }, min: 1, max: 10, unique: false },
  },
  principles: {
    required: true,
    about: 'What it keeps to.',
    kind: { kind: 'texts', rule: { min: 10, max: 600 }, min: 3, max: 10, unique: false },
  },
  customization: {
    required: true,
    about: 'Words of the team; usually empty.',
    kind: { kind: 'text', rule: ANY_TEXT },
  },
  commands: {
    required: true,
    about: 'What it can be told to do, by word.',
    kind: {
      kind: 'words',
      rule: { min: 5, max: 200 },
      min: 3,
      max: 20,
      needed: ['help', 'chat', 'exit'],
    },
  },
  tasks: {
    about: 'Its tasks, as paths from the root of the project.',
    kind: {
      kind: 'texts',
      rule: {
        min: 1,
        max: Number.POSITIVE_INFINITY,
        pattern: /^\.\/\.krci-ai\/(?:local\/)?tasks\/.+\.md$/,
        means: 'a path such as ./.krci-ai/tasks/dev/plan.md',
      },
      min: 0,
      max: Number.POSITIVE_INFINITY,
      unique: true,
    },
  },
  skills: {
    about: 'Names of the skills it brings along. Not in the existing tool, which ignores it.',
    kind: {
      kind: 'texts',
      rule: SKILL_NAME,
      min: 0,
      max: Number.POSITIVE_INFINITY,
      unique: true,
    },
  },
});

/** The file of an agent: `.krci-ai/agents/NAME.yaml`. */
export const agentFile = defineBlock({
  agent: { required: true, about: 'The agent.', kind: { kind: 'block', block: agentBlock } },
});
