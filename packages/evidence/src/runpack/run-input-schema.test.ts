import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { isJsonObject, type Json, type JsonObject } from '@gait/canon';
import { runInputSchema } from './run-input-schema.ts';

const SCHEMA = runInputSchema();

/** The part of JSON Schema that the schema uses; gives the paths that do not fit. */
function misfits(schema: JsonObject, value: Json, path = ''): string[] {
  const types = [schema['type'] ?? []].flat();
  if (types.length > 0 && !types.includes(typeOf(value))) {
    if (!(types.includes('number') && typeOf(value) === 'integer')) return [`${path}: type`];
  }
  const allowed = schema['enum'];
  if (Array.isArray(allowed) && !allowed.includes(value)) return [`${path}: value`];
  if (schema['minLength'] === 1 && value === '') return [`${path}: empty`];
  if (Array.isArray(value)) {
    const items = schema['items'];
    if (!isJsonObject(items)) return [];
    return value.flatMap((item, i) => misfits(items, item, `${path}[${i}]`));
  }
  if (!isJsonObject(value)) return [];
  const properties = schema['properties'];
  if (!isJsonObject(properties)) return [];
  const missing = [schema['required'] ?? []]
    .flat()
    .filter((name) => typeof name === 'string' && !Object.hasOwn(value, name))
    .map((name) => `${path}.${String(name)}: missing`);
  const wrong = Object.entries(value).flatMap(([name, item]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return isJsonObject(property)
      ? misfits(property, item, `${path}.${name}`)
      : [`${path}.${name}: unknown`];
  });
  return [...missing, ...wrong];
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

const read = (text: string): Json => JSON.parse(text) as Json;

describe('the schema of a run record', () => {
  const folder = join(import.meta.dirname, '../../../../conformance/vectors/run_record');
  const refused: Readonly<Record<string, readonly string[]>> = {
    // `run record` takes both and warns of the unknown field; nobody should write them.
    'case.json': ['.run: missing', '.unknown_field: unknown', '.RUN: unknown'],
    'no_run_id.json': ['.run.run_id: missing'],
  };

  test.each(readdirSync(folder).filter((name) => name.endsWith('.json')))(
    'judges %s as the reader does',
    (name) => {
      const input = read(readFileSync(join(folder, name), 'utf8'));
      expect(misfits(SCHEMA, input)).toEqual([...(refused[name] ?? [])]);
    },
  );

  test('takes null for what is not set, and the least that can be recorded', () => {
    const least = read('{"run":{"run_id":"x","env":null},"intents":null,"refs":null}');
    expect(misfits(SCHEMA, least)).toEqual([]);
  });

  test('finds misspelt fields and wrong types at their place', () => {
    const input = read(
      '{"run":{"run_id":""},"intents":[{"tool":"x"}],"results":{},"capture_mode":"all"}',
    );
    expect(misfits(SCHEMA, input)).toEqual([
      '.run.run_id: empty',
      '.intents[0].tool: unknown',
      '.results: type',
      '.capture_mode: value',
    ]);
  });
});

/** Every field of the schema as `intents[].tool_name`, down to the records of a run. */
function fields(schema: JsonObject, path: string, depth: number): string[] {
  const properties = schema['properties'];
  if (!isJsonObject(properties) || depth === 0) return [];
  return Object.entries(properties).flatMap(([name, field]) => {
    if (!isJsonObject(field)) return [];
    const at = `${path}${name}`;
    const { items } = field;
    if (isJsonObject(items)) return [at, ...fields(items, `${at}[].`, depth - 1)];
    return [at, ...fields(field, `${at}.`, depth - 1)];
  });
}

describe('the description of a run record', () => {
  const document = readFileSync(
    join(import.meta.dirname, '../../../../docs/reference/run-input.md'),
    'utf8',
  );

  test.each(fields(SCHEMA, '', 3).filter((path) => !path.includes('relationship.')))(
    'has a row about %s',
    (path) => {
      expect(document).toContain(`| \`${path}\``);
    },
  );
});
