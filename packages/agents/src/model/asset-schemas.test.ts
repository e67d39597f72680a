import { expect, test } from 'bun:test';
import { readYamlTree, typeOfScalar, type YamlNode } from '@gait/yaml';
import { agentText } from '../testing/lamp-framework.ts';
import { validateLamp, withIdentity } from '../testing/validate-lamp.ts';
import { agentFile } from './agent-file.ts';
import { assetSchemas } from './asset-schemas.ts';
import type { Block } from './field-kinds.ts';
import { skillFrontMatter } from './skill-front-matter.ts';
import { taskFrontMatter } from './task-front-matter.ts';

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | false;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly uniqueItems?: boolean;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

function checkBlock(schema: Schema, block: Block): void {
  expect(Object.keys(schema.properties ?? {})).toEqual(block.fields.map(({ name }) => name));
  expect(schema.additionalProperties).toBe(block.others === 'refused' ? false : undefined);
  for (const field of block.fields) {
    const found = schema.properties?.[field.name];
    expect(found?.description).toBe(field.about);
    if (field.kind.kind === 'block') checkBlock(found as Schema, field.kind.block);
  }
}

test('the schemas describe every field, and no other', () => {
  const { agent, skill, task } = assetSchemas();
  checkBlock(agent as Schema, agentFile);
  checkBlock(skill as Schema, skillFrontMatter);
  checkBlock(task as Schema, taskFrontMatter);
});

function within(count: number, min = 0, max = Number.POSITIVE_INFINITY): boolean {
  return count >= min && count <= max;
}

/** As much of JSON Schema as these schemas use. */
function fits(schema: Schema, value: unknown): boolean {
  const isList = Array.isArray(value);
  const type = value === null ? 'null' : isList ? 'array' : typeof value;
  if (schema.type !== undefined && ![schema.type].flat().includes(type)) return false;
  if (typeof value === 'string') {
    const right = schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value);
    return right && within(Array.from(value).length, schema.minLength, schema.maxLength);
  }
  if (isList) {
    if (!within(value.length, schema.minItems, schema.maxItems)) return false;
    if (schema.uniqueItems === true && new Set(value).size < value.length) return false;
    return value.every((item) => fits(schema.items ?? {}, item));
  }
  if (typeof value !== 'object' || value === null) return true;
  const entries = Object.entries(value);
  if (!within(entries.length, schema.minProperties, schema.maxProperties)) return false;
  if (schema.required?.some((name) => !(name in value)) === true) return false;
  return entries.every(([key, item]) => {
    const known = schema.properties?.[key] ?? schema.additionalProperties;
    return known === false ? false : fits(known ?? {}, item);
  });
}

/** The value that a strict reader gives a part. */
function valueOf(node: YamlNode | undefined): unknown {
  if (node === undefined) return null;
  if (node.kind === 'list') return node.items.map(valueOf);
  if (node.kind === 'map') {
    return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, valueOf(value)]));
  }
  const type = typeOfScalar(node);
  if (type === 'text') return node.text;
  return type === 'number' ? Number(node.text) : type === 'truth' ? true : null;
}

test('an editor and the reader say the same of an agent', () => {
  const schema = assetSchemas().agent as Schema;
  const texts = [
    agentText(),
    agentText({ tasks: undefined }),
    agentText({ skills: '  skills: [a-b]' }),
    agentText({ skills: '  skills: [A]' }),
    agentText({ commands: undefined }),
    agentText({ extra: '  extra: 1' }),
    agentText({ principles: '  principles: []' }),
    agentText({ customization: '  customization: 1' }),
    agentText({ tasks: '  tasks: [trim.md]' }),
    withIdentity('id: Lamp-v1'),
    withIdentity('version: 1.0.0-rc.1+b'),
    withIdentity('version: 01.0.0'),
    withIdentity(`role: ${'🏮'.repeat(100)}`),
    withIdentity(`role: ${'🏮'.repeat(101)}`),
    'agent:\n',
    '[]\n',
  ];
  for (const text of texts) {
    const { findings } = validateLamp({ 'agents/lamp.yaml': text });
    const valid = !findings.some(({ code }) => code.startsWith('schema_'));
    expect([text, fits(schema, valueOf(readYamlTree(text, { maxDepth: 9 }).root))]).toEqual([
      text,
      valid,
    ]);
  }
});
