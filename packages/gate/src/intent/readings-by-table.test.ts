import { describe, expect, test } from 'bun:test';
import type { Json } from '@gait/canon';
import { plainIntent } from '../testing/plain-intent.ts';
import { prepareIntent } from './prepare-intent.ts';
import { isListed, readingsByTable } from './readings-by-table.ts';
import { retarget } from './retarget.ts';

const TABLE = new Map([
  ['run_it', 'proc.exec'],
  ['look', 'fs.read'],
]);

function prepare(tool: string, targets: Json, more: Record<string, Json> = {}) {
  return prepareIntent(plainIntent({ tool_name: tool, targets, ...more }), {
    policyClasses: TABLE,
  });
}

/** `kind class`, with a `!` for what is destructive, of each reading. */
function readings(tool: string, targets: Json): readonly (readonly string[])[] {
  return readingsByTable(prepare(tool, targets), TABLE).map(({ intent }) =>
    (intent.targets ?? []).map(
      ({ kind, endpoint_class: known, destructive }) =>
        `${kind} ${known}${destructive ? ' !' : ''}`,
    ),
  );
}

const path = (endpoint_class?: string): Json => ({
  kind: 'path',
  value: '/x',
  ...(endpoint_class === undefined ? {} : { endpoint_class }),
});
const url: Json = { kind: 'url', value: 'https://example.org' };

describe('a call of a listed tool', () => {
  test.each<[string, string, Json[], string[][]]>([
    ['that says nothing is filled in and read in one way', 'run_it', [path()], []],
    ['that says the same is read in one way', 'run_it', [path('proc.exec')], []],
    [
      'that says something else is also read as the table says',
      'run_it',
      [path('fs.read')],
      [['path proc.exec !']],
    ],
    [
      'that says something worse stays as bad in the other reading',
      'look',
      [path('fs.delete')],
      [['path fs.read !']],
    ],
    [
      'that says something else by its operation is read in both ways',
      'look',
      [{ ...(path() as object), operation: 'write' }],
      [['path fs.read']],
    ],
    [
      'that names none of what it touches is read as if it named the tool',
      'run_it',
      [],
      [['other proc.exec !']],
    ],
    [
      'that names servers alone also does to them what the tool does',
      'run_it',
      [url],
      [['url net.http !', 'url proc.exec !']],
    ],
    [
      'that lies about a server is read without the lie, and then with what the tool does',
      'run_it',
      [{ ...(url as object), endpoint_class: 'fs.read' }],
      [['url net.http !'], ['url net.http !', 'url proc.exec !']],
    ],
    ['that names a server and what it does is read in one way', 'look', [url, path('fs.read')], []],
  ])('%s', (_, tool, targets, expected) => {
    expect(readings(tool, targets)).toEqual(expected);
  });

  test('destroys what the table says it destroys, whatever the target says', () => {
    const { intent } = prepare('run_it', [path('fs.read')]);
    expect(intent.targets).toMatchObject([{ endpoint_class: 'fs.read', destructive: true }]);
  });

  test('keeps the digests of what was prepared', () => {
    const prepared = prepare('run_it', [path('fs.read')]);
    const [reading] = readingsByTable(prepared, TABLE);
    expect(reading).toMatchObject({
      intentDigest: prepared.intentDigest,
      argsDigest: prepared.argsDigest,
    });
    expect(reading?.intent.intent_digest).toBe(prepared.intent.intent_digest);
  });
});

test('a call of another tool is read in one way, and costs nothing', () => {
  const prepared = prepare('read', [path('proc.exec')]);
  expect(isListed(prepared.intent, TABLE)).toBeFalse();
  expect(readingsByTable(prepared, TABLE)).toBe(readingsByTable(prepared, new Map()));
});

test('a script is read otherwise in the steps whose tools are listed', () => {
  const steps: Json = [
    { tool_name: 'read', args: {}, targets: [path('fs.write')] },
    { tool_name: 'run_it', args: {}, targets: [path('fs.read')] },
    { tool_name: 'run_it', args: {} },
  ];
  const prepared = prepare('x', [], { script: { steps } });
  expect(isListed(prepared.intent, TABLE)).toBeTrue();
  const [unsaid, full] = readingsByTable(prepared, TABLE).map(({ intent }) => intent);
  const classes = (intent: typeof unsaid) =>
    (intent?.script?.steps ?? []).map(({ targets }) =>
      (targets ?? []).map((t) => t.endpoint_class),
    );
  expect(classes(unsaid)).toEqual([['fs.write'], ['proc.exec'], []]);
  expect(classes(full)).toEqual([['fs.write'], ['proc.exec'], ['proc.exec']]);
  expect(full?.targets?.map((t) => t.endpoint_class)).toContain('proc.exec');
});

describe('a call that is prepared under one table and read by another', () => {
  test('is what it would have been under that one', () => {
    const asked = plainIntent({ tool_name: 'shell_x', targets: [path(), url] });
    const under = (table?: ReadonlyMap<string, string>) =>
      prepareIntent(asked, { policyClasses: table });
    const lax = under(new Map([['shell_x', 'fs.read']]));
    expect(retarget(lax, asked, {}).intent.targets).toEqual(under().intent.targets);
    const strict = new Map([['shell_x', 'proc.exec']]);
    expect(retarget(lax, asked, { policyClasses: strict }).intent.targets).toEqual(
      under(strict).intent.targets,
    );
    expect(retarget(lax, asked, {}).intentDigest).toBe(lax.intentDigest);
  });

  test('also as a script', () => {
    const steps: Json = [{ tool_name: 'shell_x', args: {}, targets: [path()] }];
    const asked = plainIntent({ targets: [], script: { steps } });
    const plain = prepareIntent(asked);
    const lax = prepareIntent(asked, { policyClasses: new Map([['shell_x', 'fs.read']]) });
    expect(lax.intent.script).not.toEqual(plain.intent.script);
    expect(retarget(lax, asked, {}).intent.script).toEqual(plain.intent.script);
    expect(retarget(lax, asked, {}).intent.targets).toEqual(plain.intent.targets);
  });

  test('also as a script that names targets of its own', () => {
    const steps: Json = [{ tool_name: 'shell_x', args: {}, targets: [path()] }];
    const asked = plainIntent({ targets: [url, path('fs.write')], script: { steps } });
    const plain = prepareIntent(asked);
    const lax = prepareIntent(asked, { policyClasses: new Map([['shell_x', 'fs.read']]) });
    const { intent } = retarget(lax, asked, {});
    expect(intent.targets).toEqual(plain.intent.targets);
    expect(intent.targets?.map(({ kind }) => kind)).toEqual(['path', 'url']);
    expect(intent.script).toEqual(plain.intent.script);
  });
});
