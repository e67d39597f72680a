import { isCodedError } from '@gait/canon';
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { formatPolicy } from './format-policy.ts';
import type { Block, FieldKind } from './language/field-kinds.ts';
import { policyBlock } from './language/policy-blocks.ts';
import { parsePolicy } from './parse-policy.ts';
import { policyDigest } from './policy-digest.ts';
import { policyTemplate, policyTemplateNames } from './policy-templates.ts';

/** Digest of a text, or undefined when it is refused; any other failure ends the test. */
function digestOf(text: string): string | undefined {
  try {
    return policyDigest(parsePolicy(text));
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}

const word = fc.oneof(
  fc.constantFrom('allow', 'block', 'high', 'fs.read', 'tool.write', 'UTC', '168h', 'hour', '1.5'),
  fc.constantFrom('true', 'null', '~', '0x1F', 'a: b', '- x', '\n x\n', '\ttab', '#c', '&a', '*a'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

/** A value of the right kind, as JSON, which is YAML. */
function valueOf(kind: FieldKind): fc.Arbitrary<unknown> {
  const known = (oneOf: readonly string[] | null) =>
    oneOf === null ? word : fc.constantFrom(...oneOf);
  switch (kind.kind) {
    case 'text':
      return known(kind.oneOf);
    case 'list':
      return fc.array(known(kind.oneOf), { maxLength: 3 });
    case 'flag':
      return fc.boolean();
    case 'whole':
      return fc.nat({ max: 5 });
    case 'number':
      return fc.constantFrom(0, 0.25, 1);
    case 'block':
      return valuesOf(kind.block);
    case 'blocks':
      return fc.array(valuesOf(kind.block), { maxLength: 2 });
    case 'table':
      return fc.dictionary(word, fc.constantFrom(...kind.oneOf), { maxKeys: 3 });
  }
}

function valuesOf(block: Block): fc.Arbitrary<Record<string, unknown>> {
  const needed = ['name', 'effect', 'rules', 'timezone', 'windows', 'start', 'end', 'snapshot'];
  const fields = block.fields.map((field) => {
    const value = valueOf(field.kind);
    const often = needed.includes(field.name) ? 1000 : 2;
    return [field.name, fc.option(value, { freq: often, nil: undefined })] as const;
  });
  return fc.record(Object.fromEntries(fields), { noNullPrototype: true });
}

const policies = valuesOf(policyBlock).map((policy) =>
  JSON.stringify({ ...policy, schema_version: '1.1.0', default_action: undefined }),
);

test('a formatted policy is the same policy, and stays as it is', () => {
  let read = 0;
  fc.assert(
    fc.property(policies, (text) => {
      const digest = digestOf(text);
      if (digest === undefined) return;
      read++;
      const { formatted } = formatPolicy(text);
      expect(digestOf(formatted)).toBe(digest);
      expect(formatPolicy(formatted)).toEqual({ formatted, changed: false });
    }),
    { numRuns: 400, seed: 4 },
  );
  expect(read).toBeGreaterThan(20);
});

test('any text is a policy or is refused with a code', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      digestOf(text);
    }),
    { numRuns: 2000, seed: 5 },
  );
});

const templates = policyTemplateNames().map((name) => policyTemplate(name) as string);
const piece = fc.constantFrom(
  ...[
    ' ',
    '\n',
    '\t',
    ':',
    ': ',
    '- ',
    '#',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '&a ',
    '*a',
    '!!x ',
  ],
  ...['|', '>', '? ', '%', '\r', '\0', '\ufeff', '<<: ', '---\n', '...', '__proto__: ', '\ud800'],
);

test('a damaged policy is a policy or is refused with a code', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...templates),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), piece), { minLength: 1, maxLength: 3 }),
      (template, edits) => {
        let text = template;
        for (const [at, removed, put] of edits) {
          const start = at % (text.length + 1);
          text = text.slice(0, start) + put + text.slice(start + removed);
        }
        digestOf(text);
      },
    ),
    { numRuns: 2000, seed: 6 },
  );
}, 30_000);
