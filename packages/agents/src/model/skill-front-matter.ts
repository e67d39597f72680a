import { SKILL_NAME } from './agent-file.ts';
import { ANY_TEXT, defineBlock } from './field-kinds.ts';

/** What stands between `---` lines at the top of `SKILL.md`, as the Agent Skills standard has it. */
export const skillFrontMatter = defineBlock(
  {
    name: {
      required: true,
      about: 'Name of the skill, equal to the name of its folder.',
      kind: { kind: 'text', rule: SKILL_NAME },
    },
    description: {
      required: true,
      about:
        'What the skill does and when to use it: all that a tool reads before it opens the skill.',
      kind: { kind: 'text', rule: { min: 1, max: 1024 } },
    },
    license: {
      about: 'Licence, or the file that holds it.',
      kind: { kind: 'text', rule: ANY_TEXT },
    },
    compatibility: {
      about: 'What it needs of the machine or the tool.',
      kind: { kind: 'text', rule: { min: 1, max: 500 } },
    },
    metadata: {
      about: 'Any further words about it.',
      kind: {
        kind: 'words',
        rule: ANY_TEXT,
        min: 0,
        max: Number.POSITIVE_INFINITY,
        needed: [],
      },
    },
    'allowed-tools': {
      about: 'Tools it may use without asking, divided by spaces.',
      kind: { kind: 'text', rule: ANY_TEXT },
    },
  },
  { others: 'told' },
);
