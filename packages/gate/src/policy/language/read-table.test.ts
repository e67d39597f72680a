import { isCodedError, type CodedError } from '@gait/canon';
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { ENDPOINT_CLASSES } from '../../intent/intent-words.ts';
import { formatPolicy, shortenPolicy } from '../format-policy.ts';
import { parsePolicy } from '../parse-policy.ts';
import { policyDigest, policyDigestText } from '../policy-digest.ts';
import { LONGEST_NAME } from './read-table.ts';

const NEW = 'schema_version: 1.1.0\n';
const tableOf = (text: string) => parsePolicy(`${NEW}tool_classes: ${text}\n`).tool_classes;

function failureOf(text: string): CodedError {
  try {
    parsePolicy(text, { file: '.gait.yaml' });
  } catch (error) {
    if (isCodedError(error)) return error;
    throw error;
  }
  throw new Error('the policy was read');
}

describe('the table of tools', () => {
  test('has names as intents have them: trimmed, in lower case, in order', () => {
    const table = tableOf('\n  " Run.It ": Proc.Exec\n  a: fs.read\n  1.50: other');
    expect(Object.entries(table)).toEqual([
      ['1.5', 'other'],
      ['a', 'fs.read'],
      ['run.it', 'proc.exec'],
    ]);
  });

  test('keeps a name that objects have already', () => {
    const table = tableOf('{__proto__: fs.read, constructor: fs.write}');
    expect(Object.entries(table)).toEqual([
      ['__proto__', 'fs.read'],
      ['constructor', 'fs.write'],
    ]);
    expect(Object.getPrototypeOf(table)).toBe(Object.prototype);
  });

  test('may come through anchors and merges', () => {
    const rule = 'rules:\n- name: a\n  effect: allow\n';
    expect(tableOf(`\n  a: &x fs.read\n  b: *x\n${rule}`)).toEqual({ a: 'fs.read', b: 'fs.read' });
    expect(failureOf(`${NEW}tool_classes: &t\n  a: fs.read\n  <<: *t\n`).code).toBe('yaml_alias');
  });

  test('is empty when it is not written, or written as nothing', () => {
    expect(parsePolicy('').tool_classes).toEqual({});
    expect(tableOf('')).toEqual({});
    expect(tableOf('{}')).toEqual({});
  });

  test.each([
    [
      'is asked for: 1.0.0 does not know it',
      'tool_classes: {a: fs.read}\n',
      'policy_unknown_field',
      1,
      1,
    ],
    ['also when nothing is in it', 'rules: []\ntool_classes:\n', 'policy_unknown_field', 2, 1],
    [
      'a name twice',
      `${NEW}tool_classes:\n  bash: proc.exec\n  bash: fs.read\n`,
      'yaml_duplicate_key',
      4,
      3,
    ],
    [
      'two spellings of one name',
      `${NEW}tool_classes:\n  bash: proc.exec\n  " BASH": proc.exec\n`,
      'yaml_duplicate_key',
      4,
      4,
    ],
    ['an unknown class', `${NEW}tool_classes:\n  a: fs.raed\n`, 'policy_field_value', 3, 6],
    ['a name without a class', `${NEW}tool_classes:\n  a:\n`, 'policy_field_value', 3, 3],
    ['a list', `${NEW}tool_classes: [a]\n`, 'policy_field_type', 2, 15],
    ['a mapping as class', `${NEW}tool_classes: {a: {b: c}}\n`, 'policy_field_type', 2, 19],
    ['an empty name', `${NEW}tool_classes: {" ": fs.read}\n`, 'policy_field_value', 2, 17],
    [
      'a name nobody can write',
      `${NEW}tool_classes: {${'x'.repeat(LONGEST_NAME + 1)}: fs.read}\n`,
      'policy_field_value',
      2,
      16,
    ],
    ['a colon in braces', `${NEW}tool_classes: {mcp:x: fs.read}\n`, 'yaml_syntax', 2, 16],
    ['a tag', `${NEW}tool_classes: !!map {a: fs.read}\n`, 'yaml_tag', 2, 21],
  ])('refuses %s', (_, text, code, line, column) => {
    const error = failureOf(text);
    expect([error.code as string, error.where.line, error.where.column]).toEqual([
      code,
      line,
      column,
    ]);
  });

  test('names the field and the nearest class', () => {
    const error = failureOf(`${NEW}tool_classes:\n  mcp__x: fs.raed\n`);
    expect(error.where.field).toBe('tool_classes.mcp__x');
    expect(error.hint).toBe('did you mean fs.read?');
  });
});

describe('a policy with a table', () => {
  test('has it in its digest, by name, and without one the digest it always had', () => {
    const without = parsePolicy(NEW);
    expect(policyDigestText(without)).not.toContain('ToolClasses');
    expect(policyDigest(parsePolicy(`${NEW}tool_classes: {}\n`))).toBe(policyDigest(without));
    const two = parsePolicy(`${NEW}tool_classes: {b: fs.read, a: proc.exec}\n`);
    expect(policyDigestText(two)).toEndWith(
      ',"SchemaVersion":"1.1.0","ToolClasses":{"a":"proc.exec","b":"fs.read"}}',
    );
    const changed = parsePolicy(`${NEW}tool_classes: {b: fs.read, a: fs.write}\n`);
    expect(policyDigest(changed)).not.toBe(policyDigest(two));
  });

  test('is written with it where it says something', () => {
    expect(formatPolicy(NEW).formatted).not.toContain('tool_classes');
    const text = `${NEW}tool_classes: {"<<": fs.read, b: OTHER, "a b": proc.exec, "null": fs.write}\n`;
    const { formatted } = formatPolicy(text);
    expect(formatted).toContain(
      'tool_classes:\n  "<<": fs.read\n  a b: proc.exec\n  b: other\n  "null": fs.write\nrules: []\n',
    );
    expect(parsePolicy(formatted)).toEqual(parsePolicy(text));
    expect(parsePolicy(shortenPolicy(formatted).formatted)).toEqual(parsePolicy(text));
  });

  test('reads back whatever its tools are called', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: LONGEST_NAME }),
      fc.constantFrom('~', 'true', '0x1f', 'a: b', '- x', '? x', '#c', '\n', 'a\nb', '*a', '\x07'),
      fc.constant('\u{10ffff}'.repeat(LONGEST_NAME / 2)),
    );
    let read = 0;
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.constantFrom(...ENDPOINT_CLASSES), { maxKeys: 4 }),
        (table) => {
          const text = JSON.stringify({ schema_version: '1.1.0', tool_classes: table });
          let policy;
          try {
            policy = parsePolicy(text);
          } catch (error) {
            if (isCodedError(error)) return;
            throw error;
          }
          read++;
          expect(parsePolicy(formatPolicy(text).formatted)).toEqual(policy);
        },
      ),
      { numRuns: 500, seed: 7 },
    );
    expect(read).toBeGreaterThan(200);
  });
});
