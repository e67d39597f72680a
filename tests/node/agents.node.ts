import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadTokenizer, parseBundle, printBundle } from '@gait/agents';
import { sha256Hex } from '@gait/canon';
import { changeFiles, changeJournalPath, finishChanges } from '@gait/local';

const files = [
  { path: '.krci-ai/data/a.md', content: Buffer.from('\ufeff\r\n==== END FILE ====\r\nx') },
  { path: '.krci-ai/data/b.bin', content: Buffer.from([0, 255, 10, 13]) },
];

test('a bundle is the same bytes on every runtime and comes back byte for byte', () => {
  const bundle = printBundle([{ files }], 'test');
  equal(sha256Hex(bundle), '09d113b577aff4b352454ea9678505af8a1d9b1e1e0ee175417e89b2c54e000f');
  const parsed = parseBundle(bundle, { allow: [] });
  ok(parsed.ok && parsed.verified);
  deepEqual(
    parsed.files.map(({ content }) => Buffer.from(content).toString('hex')),
    files.map(({ content }) => content.toString('hex')),
  );
});

test('tokens are the same on every runtime, of long pieces too', async () => {
  const cl100k = await loadTokenizer('cl100k_base');
  const o200k = await loadTokenizer('o200k_base');
  const text = "Тримає маяк, it's 1234 日本語 \u0085\ufeff👩‍👩‍👧 HTTPServer\r\n\r\n";
  deepEqual([cl100k.count(text), o200k.count(text)], [39, 28]);
  deepEqual(
    [cl100k, o200k].map((one) => one.count('a'.repeat(200_000))),
    [25_000, 25_000],
  );
});

test('many files are changed whole, and nothing is left of it', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-node-changes-')));
  try {
    const place = { root: folder, journal: changeJournalPath(join(folder, 'state'), folder) };
    const report = changeFiles(place, [
      { path: 'a/b', content: Buffer.from('1') },
      { path: 'c', content: Buffer.from('2') },
    ]);
    deepEqual([report.created, report.folders], [['a/b', 'c'], ['a']]);
    equal(readFileSync(join(folder, 'a/b'), 'utf8'), '1');
    changeFiles(place, [{ path: 'a/b', content: undefined }], { emptied: ['a'] });
    deepEqual(readdirSync(folder).sort(), ['c', 'state']);
    equal(finishChanges(place).outcome, 'nothing');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
