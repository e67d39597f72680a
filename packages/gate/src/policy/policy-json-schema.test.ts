import { expect, test } from 'bun:test';
import { load } from 'js-yaml';
import { parsePolicy } from './parse-policy.ts';
import { policyJsonSchema } from './policy-json-schema.ts';
import { policyTemplate, policyTemplateNames } from './policy-templates.ts';
import type { Block } from './language/field-kinds.ts';
import { policyBlock } from './language/policy-blocks.ts';

interface Schema {
  readonly const?: unknown;
  readonly if?: Schema;
  readonly else?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly minLength?: number;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

function checkBlock(schema: Schema, block: Block): void {
  expect(Object.keys(schema.properties ?? {})).toEqual(block.fields.map(({ name }) => name));
  expect(schema.additionalProperties).toBeFalse();
  for (const field of block.fields) {
    const found = schema.properties?.[field.name] as Schema;
    expect(found.description).toStartWith(field.about);
    if (field.kind.kind === 'block') checkBlock(found, field.kind.block);
    if (field.kind.kind === 'blocks') checkBlock(found.items as Schema, field.kind.block);
  }
}

test('the schema describes every field of the language, and no other', () => {
  checkBlock(policyJsonSchema() as Schema, policyBlock);
});

test('words of closed sets are offered', () => {
  const { properties } = policyJsonSchema() as Schema;
  expect(properties?.['default_verdict']?.enum).toEqual([
    'allow',
    'block',
    'dry_run',
    'require_approval',
    null,
  ]);
  const rule = properties?.['rules']?.items;
  expect(rule?.required).toEqual(['name']);
  expect(rule?.properties?.['match']?.properties?.['endpoint_classes']?.items?.enum).toContain(
    'fs.read',
  );
});

test('a table offers the words that its names may stand for', () => {
  const { properties } = policyJsonSchema() as Schema;
  const table = properties?.['tool_classes'];
  expect(table?.description).toEndWith('Since 1.1.0.');
  expect(table?.additionalProperties).toMatchObject({
    enum: expect.arrayContaining(['proc.exec', 'other']),
  });
});

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  null: (value) => value === null,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  array: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** As much of JSON Schema as this schema uses. */
function fits(schema: Schema | boolean, value: unknown): boolean {
  if (typeof schema === 'boolean') return schema;
  if ('const' in schema && schema.const !== value) return false;
  if (schema.if !== undefined && !fits(schema.if, value) && !fits(schema.else ?? true, value))
    return false;
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => TYPES[type]?.(value))) return false;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return false;
  if (schema.anyOf?.some((one) => fits(one, value)) === false) return false;
  if (typeof value === 'number' && value < (schema.minimum ?? -Infinity)) return false;
  if (typeof value === 'string' && value.length < (schema.minLength ?? 0)) return false;
  if (Array.isArray(value)) return value.every((item) => fits(schema.items ?? {}, item));
  if (!TYPES['object']?.(value)) return true;
  const entries = Object.entries(value as object);
  if (schema.required?.some((name) => !entries.some(([key]) => key === name))) return false;
  return entries.every(([key, item]) => {
    const known = schema.properties?.[key];
    return known === undefined ? schema.additionalProperties !== false : fits(known, item);
  });
}

test('every template fits the schema, and what the reader refuses does not', () => {
  const schema = policyJsonSchema() as Schema;
  for (const name of policyTemplateNames()) {
    expect([name, fits(schema, load(policyTemplate(name) ?? ''))]).toEqual([name, true]);
  }
  const refused = [
    { rulez: [] },
    { rules: {} },
    { rules: [{ effect: 'allow' }] },
    { rules: [{ name: 'a' }] },
    { rules: [{ name: 'a', effect: 'alow' }] },
    { rules: [{ name: 'a', effect: 'allow', min_approvals: -1 }] },
    { rules: [{ name: 'a', effect: 'allow', match: { endpoint_classes: ['fs'] } }] },
    { rules: [{ name: 'a', effect: 'allow', match: { tool_names: 'a' } }] },
  ];
  for (const policy of refused) expect(fits(schema, policy)).toBeFalse();
});

test('a field of a later version fits only where that version is named', () => {
  const schema = policyJsonSchema() as Schema;
  const rule = { name: 'a', effect: 'allow' };
  const newer = [
    { tool_classes: { deploy: 'proc.exec' } },
    { rules: [{ ...rule, sequence: null }] },
    { rules: [rule, { ...rule, taint: null }] },
  ];
  for (const policy of newer) {
    expect(fits(schema, { schema_version: '1.1.0', ...policy })).toBeTrue();
    for (const old of [{}, { schema_version: '1.0.0' }, { schema_version: null }]) {
      const text = JSON.stringify({ ...old, ...policy });
      expect(fits(schema, { ...old, ...policy })).toBeFalse();
      expect(() => parsePolicy(text)).toThrow('is not in the language of schema_version 1.0.0');
    }
  }
});
