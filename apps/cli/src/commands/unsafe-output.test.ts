import { beforeEach, expect, test } from 'bun:test';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInProcess } from '../testing.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

const vectors = join(import.meta.dirname, '../../../../conformance/vectors');
let cwd = '';
folderForEach((folder) => (cwd = folder));
beforeEach(() => {
  for (const name of [
    'runpack/recorded.zip',
    'runpack/missing_results.zip',
    'keys',
    'guard/signed.zip',
  ])
    cpSync(join(vectors, name), join(cwd, name.split('/').at(-1) ?? ''), { recursive: true });
  writeFileSync(join(cwd, 'gait.yaml'), '{"fixtures": []}');
});

const KEY = 'keys/main_private.key';

/** The command line, and the file that it would overwrite. */
const UNSAFE: readonly (readonly [command: string, victim: string])[] = [
  ['run inspect ./recorded.zip --html recorded.zip', 'recorded.zip'],
  ['run inspect ./recorded.zip --html missing_results.zip', 'missing_results.zip'],
  [`run inspect ./recorded.zip --html ${KEY}`, KEY],
  ['run inspect ./recorded.zip --html k.pub --public-key k.pub', 'k.pub'],
  ['run diff ./recorded.zip ./missing_results.zip --output recorded.zip', 'recorded.zip'],
  ['run reduce --from ./missing_results.zip --out missing_results.zip', 'missing_results.zip'],
  [`run reduce --from ./missing_results.zip --report-out ${KEY}`, KEY],
  ['run record runpack_x.zip --out-dir . --run-id x', 'runpack_x.zip'],
  [`migrate ./recorded.zip --out ${KEY}`, KEY],
  ['migrate ./recorded.zip --out signed.zip', 'signed.zip'],
  ['capture --from ./recorded.zip --out recorded.zip', 'recorded.zip'],
  ['pack build --from ./recorded.zip --out recorded.zip', 'recorded.zip'],
  ['pack build --from ./recorded.zip --out missing_results.zip', 'missing_results.zip'],
  [`pack build --from ./recorded.zip --out ${KEY} --private-key ${KEY}`, KEY],
  ['pack diff recorded.zip signed.zip --output signed.zip', 'signed.zip'],
  ['pack export signed.zip --otel-out signed.zip', 'signed.zip'],
  ['pack export recorded.zip --otel-out o --postgres-sql-out o', 'k.pub'],
  ['guard pack --run ./recorded.zip --out recorded.zip', 'recorded.zip'],
  ['guard pack --run ./recorded.zip --out k.pub --inventory k.pub --profile compat', 'k.pub'],
  [
    `delegate mint --delegator a --delegate b --scope s --ttl 1h --key-mode prod --private-key ${KEY} --out ${KEY}`,
    KEY,
  ],
  [`regress run --output ${KEY}`, KEY],
  ['regress run --junit gait.yaml', 'gait.yaml'],
  ['run session checkpoint --journal j --out signed.zip', 'signed.zip'],
  ['run session checkpoint --journal j --out c.zip --chain-out recorded.zip', 'recorded.zip'],
  [`run session compact --journal j --out ${KEY}`, KEY],
];

test.each(UNSAFE)('gait %s overwrites nothing and says so', async (command, victim) => {
  writeFileSync(join(cwd, 'k.pub'), '{"snapshot_id":"s","items":[]}');
  writeFileSync(
    join(cwd, 'runpack_x.zip'),
    JSON.stringify({ run: { run_id: 'x' }, intents: [], results: [], refs: {} }),
  );
  if (command.includes('--public-key k.pub'))
    cpSync(join(vectors, 'keys/main_public.key'), join(cwd, 'k.pub'));
  const before = readFileSync(join(cwd, victim));
  const { exit, json } = await runInProcess([...command.split(' '), '--json'], { cwd });
  expect({ exit, code: (json?.['detail'] as { code: string } | undefined)?.code }).toEqual({
    exit: 8,
    code: 'output_unsafe',
  });
  expect(json).toMatchObject({ ok: false, error_code: 'unsafe_operation' });
  expect(readFileSync(join(cwd, victim)).equals(before)).toBe(true);
});

test('outputs of the same kind are replaced as before', async () => {
  const twice = async (command: string): Promise<unknown> => {
    await runInProcess(command.split(' '), { cwd });
    return (await runInProcess(command.split(' '), { cwd })).exit;
  };
  expect(await twice('pack build --from ./recorded.zip --out p.zip')).toBe(0);
  expect(await twice('guard pack --run ./recorded.zip --out g.zip')).toBe(0);
  expect(await twice('migrate ./recorded.zip --out m.zip')).toBe(0);
  expect(await twice('run inspect ./recorded.zip --html page.html')).toBe(0);
});
