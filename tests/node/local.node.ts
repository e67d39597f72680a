import { deepEqual, equal, rejects, throws } from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  appendLine,
  initKeys,
  loadSigningKey,
  openFileSource,
  readLines,
  runChild,
  STANDARD_LOCK,
  withLock,
  withLockSync,
  writeWhole,
  writeWholeStream,
} from '@gait/local';

const folder = mkdtempSync(join(tmpdir(), 'gait-node-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

test('files are written whole, exactly once where asked, and nothing is left beside them', async () => {
  writeWhole(at('a'), 'one');
  throws(() => writeWhole(at('a'), 'two', { overwrite: false }), { code: 'file_exists' });
  throws(() => writeWhole(at('none/a'), 'x'), { code: 'file_missing' });
  throws(() => writeWhole(at('a/b'), 'x'), { code: 'file_missing' });
  throws(() => writeWhole('/dev/null', 'x'), { code: 'file_not_regular' });
  equal(await writeWholeStream(at('s'), [new Uint8Array(10), new Uint8Array(5)]), 15);
  equal(statSync(at('s')).mode & 0o777, 0o600);
  deepEqual(readdirSync(folder).sort(), ['a', 's']);
  const source = openFileSource(at('a'));
  equal(Buffer.from(source.read(1, 2)).toString(), 'ne');
  source.close();
});

test('a journal survives a torn line, and its lock keeps others out', async () => {
  appendLine(at('j'), '{"n":1}');
  appendFileSync(at('j'), '{"n"');
  equal(appendLine(at('j'), '{"n":2}').torn?.action, 'set_aside');
  equal([...readLines(at('j'))].length, 2);
  await withLock(at('j'), () => {
    const options = { ...STANDARD_LOCK, timeoutMs: 50 };
    throws(() => withLockSync(at('j'), () => undefined, options), { code: 'lock_contention' });
  });
});

test('an encrypted key opens, and a wrong passphrase has its code', async () => {
  const made = initKeys({ folder: at('keys'), prefix: 'k', env: process.env, passphrase: 'x' });
  const sources = { privateKeyPath: made.privateKeyPath, passphraseEnv: 'P' };
  equal((await loadSigningKey(sources, { env: { P: 'x' } })).key.keyId, made.keyId);
  await rejects(loadSigningKey(sources, { env: { P: 'y' } }), { code: 'key_passphrase' });
  equal(readFileSync(made.publicKeyPath, 'utf8').length, 45);
});

test('a child and everything it started ends at its time limit', async () => {
  const result = await runChild({
    command: 'sleep 30 & echo hi; sleep 30',
    env: { PATH: process.env['PATH'] },
    timeoutMs: 200,
  });
  deepEqual(
    [result.timedOut, result.signal, Buffer.from(result.stdout).toString()],
    [true, 'SIGTERM', 'hi\n'],
  );
});
