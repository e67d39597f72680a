import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parsePublicKey, singleKey } from '@gait/canon';
import {
  bytesSource,
  demoRun,
  diffRunpacks,
  readRunpack,
  recordRun,
  replayRunpack,
  verifyRunpack,
} from '@gait/evidence';

const vectors = join(process.cwd(), 'conformance/vectors');
const open = (name: string) => bytesSource(readFileSync(join(vectors, `runpack/${name}.zip`)));
const keys = singleKey(parsePublicKey(readFileSync(join(vectors, 'keys/main_public.key'), 'utf8')));

test('runpacks of the reference verify, small and streamed', async () => {
  const signed = ['signed', 'tampered_stored', 'tampered_key_order'];
  for (const name of ['recorded', 'raw', 'demo', ...signed]) {
    // A key asks for a signature: without one the unsigned are right.
    const options = {
      profile: 'standard',
      keys: signed.includes(name) ? keys : undefined,
    } as const;
    const small = await verifyRunpack(open(name), options);
    equal(small.ok, true, name);
    const streamed = await verifyRunpack(open(name), { ...options, streamAbove: 0 });
    deepEqual({ ...streamed, facts: undefined }, { ...small, facts: undefined }, name);
  }
});

test('tampered runpacks do not', async () => {
  for (const name of [
    'tampered_byte_intents',
    'tampered_extra_entry',
    'tampered_signature_byte',
    'tampered_truncated',
  ]) {
    equal((await verifyRunpack(open(name), { profile: 'standard', keys })).ok, false, name);
  }
});

test('the demo run has the digest of the reference', () => {
  const { manifest } = recordRun(demoRun('1.4.0'), {
    createdAt: '2026-01-01T00:00:00Z',
    os: 'linux',
    arch: 'amd64',
  });
  equal(
    manifest.manifest_digest,
    '6124af948c9ebec4cd5461e236576e7c8c42c00f99c69b1310ec2e4663fd8634',
  );
});

test('runs are compared and replayed', () => {
  const left = readRunpack(open('recorded'));
  const right = readRunpack(open('later_receipt'));
  equal(diffRunpacks(left, right, 'full').summary.context_drift_classification, 'runtime_only');
  deepEqual(replayRunpack(readRunpack(open('missing_results'))).missingResults, ['intent_2']);
});
