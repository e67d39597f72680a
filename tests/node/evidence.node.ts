import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parsePublicKey, singleKey } from '@gait/canon';
import {
  bytesSource,
  diffRunpacks,
  readRunpack,
  verifyGuardPack,
  verifyPack,
  verifyRunpack,
  verifyTrace,
} from '@gait/evidence';

const vectors = join(process.cwd(), 'conformance/vectors');
const read = (name: string): Uint8Array => readFileSync(join(vectors, name));
const source = (name: string): ReturnType<typeof bytesSource> => bytesSource(read(name));
const keyOf = (name: string): string =>
  readFileSync(join(vectors, `keys/${name}_public.key`), 'utf8');

const options = {
  profile: 'standard',
  keys: singleKey(parsePublicKey(keyOf('main'))),
  requireSignature: true,
} as const;
const stranger = { ...options, keys: singleKey(parsePublicKey(keyOf('other'))) };

test('artifacts of the reference verify on Node', async () => {
  equal((await verifyRunpack(source('runpack/signed.zip'), options)).ok, true);
  equal((await verifyPack(source('pack/run_signed.zip'), options)).ok, true);
  equal((await verifyGuardPack(source('guard/signed.zip'), options)).ok, true);
  equal(verifyTrace(read('trace/block.json'), options).ok, true);
});

test('the same artifacts do not verify with a key that did not sign them', async () => {
  equal((await verifyRunpack(source('runpack/signed.zip'), stranger)).ok, false);
  equal((await verifyPack(source('pack/run_signed.zip'), stranger)).ok, false);
  equal((await verifyGuardPack(source('guard/signed.zip'), stranger)).ok, false);
  equal(verifyTrace(read('trace/block.json'), stranger).ok, false);
});

test('altered artifacts are found out on Node', async () => {
  const runpack = await verifyRunpack(source('runpack/tampered_byte_intents.zip'), options);
  equal(runpack.ok, false);
  deepEqual(
    runpack.hashMismatches.map(({ path }) => path),
    ['intents.jsonl'],
  );
  const extra = await verifyRunpack(source('runpack/tampered_extra_entry.zip'), options);
  deepEqual(
    extra.refusals.map(({ code }) => code),
    ['runpack_undeclared_entry'],
  );
  equal((await verifyGuardPack(source('guard/tampered_byte.zip'), options)).ok, false);
  equal((await verifyPack(source('pack/tampered_proof_event.zip'), options)).ok, false);
});

test('two runs are compared on Node', () => {
  const run = (name: string): ReturnType<typeof readRunpack> => readRunpack(source(name));
  const same = diffRunpacks(run('runpack/recorded.zip'), run('runpack/recorded.zip'), 'full');
  equal(same.summary.intents_changed, false);
  const other = diffRunpacks(run('runpack/recorded.zip'), run('runpack/raw.zip'), 'full');
  equal(other.summary.intents_changed, true);
});
