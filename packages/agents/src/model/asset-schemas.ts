import type { JsonObject } from '@gait/canon';
import { agentFile } from './agent-file.ts';
import type { Block, Field, FieldKind, TextRule } from './field-kinds.ts';
import { skillFrontMatter } from './skill-front-matter.ts';
import { taskFrontMatter } from './task-front-matter.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/**
 * JSON Schemas (draft 2020-12) of what heads an asset, by name, from the definitions that the
 * readers use: for editors, which complete fields and mark what is wrong.
 */
export function assetSchemas(): Readonly<Record<'agent' | 'skill' | 'task', JsonObject>> {
  return {
    agent: {
      $schema: DIALECT,
      title: 'Agent',
      description: 'An agent of krci-ai: .krci-ai/agents/NAME.yaml.',
      ...describeBlock(agentFile),
    },
    skill: {
      $schema: DIALECT,
      title: 'Skill front matter',
      description: 'What stands between --- lines at the top of SKILL.md.',
      ...describeBlock(skillFrontMatter),
    },
    task: {
      $schema: DIALECT,
      title: 'Task front matter',
      description: 'What may stand between --- lines at the top of a task of krci-ai.',
      ...describeBlock(taskFrontMatter),
    },
  };
}

function describeBlock(block: Block): JsonObject {
  const required = block.fields.filter((field) => field.required).map(({ name }) => name);
  return {
    type: block.lenient ? ['object', 'null'] : 'object',
    properties: Object.fromEntries(
      block.fields.map((field) => [field.name, describeField(field, block)]),
    ),
    ...(required.length === 0 ? {} : { required }),
    ...(block.others === 'refused' ? { additionalProperties: false } : {}),
  };
}

function describeField(field: Field, block: Block): JsonObject {
  return { description: field.about, ...describeKind(field.kind, block.lenient) };
}

function describeKind(kind: FieldKind, lenient: boolean): JsonObject {
  switch (kind.kind) {
    case 'any':
      return {};
    case 'text':
      return { type: 'string', ...describeRule(kind.rule) };
    case 'texts':
      return {
        type: lenient ? ['array', 'null'] : 'array',
        items: lenient
          ? { type: ['string', 'number', 'boolean'] }
          : { type: 'string', ...describeRule(kind.rule) },
        ...bounds('Items', kind.min, kind.max),
        ...(kind.unique ? { uniqueItems: true } : {}),
      };
    case 'words':
      return {
        type: 'object',
        additionalProperties: { type: 'string', ...describeRule(kind.rule) },
        ...bounds('Properties', kind.min, kind.max),
        ...(kind.needed.length === 0 ? {} : { required: [...kind.needed] }),
      };
    case 'block':
      return describeBlock(kind.block);
  }
}

function describeRule({ min, max, pattern }: TextRule): JsonObject {
  return {
    ...bounds('Length', min, max),
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
  };
}

function bounds(of: 'Items' | 'Properties' | 'Length', min: number, max: number): JsonObject {
  return {
    ...(min > 0 ? { [`min${of}`]: min } : {}),
    ...(Number.isFinite(max) ? { [`max${of}`]: max } : {}),
  };
}
