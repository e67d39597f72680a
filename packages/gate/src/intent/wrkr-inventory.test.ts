import { expect, test } from 'bun:test';
import type { Json } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { plainIntent } from '../testing/plain-intent.ts';
import { prepareIntent } from './prepare-intent.ts';
import { enrichWithInventory, parseInventory } from './wrkr-inventory.ts';

const ITEM = { tool_name: ' Tool.X ', Data_Class: 'PII', endpoint_class: 'fs.read' };
const INVENTORY = parseInventory({ items: [ITEM, {}, null] });

test('an inventory is a list, bare or under items', () => {
  expect([...INVENTORY.keys()]).toEqual(['tool.x']);
  expect(INVENTORY.get('tool.x')?.data_class).toBe('pii');
  expect(parseInventory([ITEM]).size).toBe(1);
  expect(parseInventory(null).size).toBe(0);
});

test.each<[Json]>([[{}], [{ items: null }], [{ Items: [] }], ['x'], [[5]], [[{ tool_name: 5 }]]])(
  '%j is not an inventory',
  (json) => {
    expect(codeOf(() => parseInventory(json))).toBe('intent_inventory');
  },
);

test('what the inventory says of the tool is digested, over what the caller says', () => {
  const intent = plainIntent({}, { auth_context: { 'wrkr.data_class': 'public', user: 'a' } });
  const plain = prepareIntent(intent);
  const enriched = prepareIntent(intent, { inventory: INVENTORY });
  expect(enriched.inventoryApplied).toBe(true);
  expect(enriched.intentDigest).not.toBe(plain.intentDigest);
  expect(enriched.intent.context.auth_context).toEqual({
    user: 'a',
    'wrkr.tool_name': 'tool.x',
    'wrkr.data_class': 'pii',
    'wrkr.endpoint_class': 'fs.read',
    'wrkr.autonomy_level': '',
  });
  expect(prepareIntent(enriched.intent).intentDigest).toBe(enriched.intentDigest);
});

test('a tool that is not listed, and a script, stay as they are', () => {
  const other = prepareIntent(plainIntent({ tool_name: 'y' }));
  expect(enrichWithInventory(other, INVENTORY)).toBe(other);
  const script = prepareIntent(
    plainIntent({ script: { steps: [{ tool_name: 'tool.x', args: {} }] } }),
  );
  expect(enrichWithInventory(script, INVENTORY)).toBe(script);
});
