import type { Json, JsonObject } from '@gait/canon';
import type { Block, Field, FieldKind } from './language/field-kinds.ts';
import { LONGEST_NAME } from './language/read-table.ts';
import { policyBlock } from './language/policy-blocks.ts';
import { ruleBlock } from './language/rule-block.ts';

/** Without these the reader refuses the policy. */
const NEEDED: ReadonlyMap<string, readonly string[]> = new Map([
  ['rule', ['name']],
  ['window', ['start', 'end']],
  ['taint', ['labels']],
]);

/**
 * The JSON Schema (draft 2020-12) of a policy, from the definition that the reader uses: for
 * editors, which complete fields and words and mark what is not in the language. It asks for
 * the plain spelling; the reader also takes words in capitals and numbers in quotes.
 */
export function policyJsonSchema(): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Gait policy',
    description: 'Which tool calls may happen: schema gait.gate.policy, versions 1.0.0 and 1.1.0.',
    ...describeBlock(policyBlock, false),
    // A policy that names no version is one of 1.0.0.
    if: { required: ['schema_version'], properties: { schema_version: { const: '1.1.0' } } },
    else: { properties: withoutNewer(policyBlock) },
  };
}

/** Refuses every field of a block that 1.0.0 does not have, also those deeper in it. */
function withoutNewer(block: Block): JsonObject {
  return Object.fromEntries(
    block.fields.flatMap(({ name, kind, since }): [string, Json][] => {
      if (since !== '1.0.0') return [[name, false]];
      if (kind.kind !== 'block' && kind.kind !== 'blocks') return [];
      const properties = withoutNewer(kind.block);
      if (Object.keys(properties).length === 0) return [];
      return [[name, kind.kind === 'block' ? { properties } : { items: { properties } }]];
    }),
  );
}

function describeBlock(block: Block, nullable: boolean): JsonObject {
  const needed = NEEDED.get(block.title) ?? [];
  return {
    type: nullable ? ['object', 'null'] : 'object',
    properties: Object.fromEntries(
      block.fields.map((field) => [field.name, describeField(field, !needed.includes(field.name))]),
    ),
    ...(needed.length === 0 ? {} : { required: [...needed] }),
    // The verdict of a rule has two names.
    ...(block === ruleBlock
      ? { anyOf: ['effect', 'action'].map((name) => ({ required: [name] })) }
      : {}),
    additionalProperties: false,
  };
}

function describeField(field: Field, nullable: boolean): JsonObject {
  const since = field.since === '1.0.0' ? '' : ` Since ${field.since}.`;
  return { description: field.about + since, ...describeKind(field.kind, nullable) };
}

function describeKind(kind: FieldKind, nullable: boolean): JsonObject {
  const orNull = (type: string): string | string[] => (nullable ? [type, 'null'] : type);
  switch (kind.kind) {
    case 'text':
      if (kind.oneOf !== null) return { enum: nullable ? [...kind.oneOf, null] : [...kind.oneOf] };
      return { type: orNull('string'), ...(nullable ? {} : { minLength: 1 }) };
    case 'list':
      return {
        type: orNull('array'),
        items: kind.oneOf === null ? { type: 'string' } : { enum: [...kind.oneOf] },
        ...(nullable ? {} : { minItems: 1 }),
      };
    case 'flag':
      return { type: orNull('boolean') };
    case 'whole':
      return {
        type: orNull('integer'),
        ...(Number.isFinite(kind.min) ? { minimum: kind.min } : {}),
      };
    case 'number':
      return { type: orNull('number'), minimum: 0, maximum: 1 };
    case 'block':
      return describeBlock(kind.block, nullable);
    case 'table':
      return {
        type: orNull('object'),
        propertyNames: { minLength: 1, maxLength: LONGEST_NAME },
        additionalProperties: { enum: [...kind.oneOf] },
      };
    case 'blocks':
      return { type: orNull('array'), items: describeBlock(kind.block, false) };
  }
}
