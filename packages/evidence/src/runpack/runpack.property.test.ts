import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { isCodedError, type JsonObject } from '@gait/canon';
import { bytesSource } from '../zip/byte-source.ts';
import { openZip } from '../zip/open-zip.ts';
import { readEntry } from '../zip/read-entry.ts';
import { VERIFY_LIMITS } from '../zip/zip-limits.ts';
import { diffRunpacks, isChanged } from './diff-runpacks.ts';
import { readRunpack } from './read-runpack.ts';
import { recordRun, type RecordRunInput } from './record-run.ts';
import {
  DEFAULTS,
  sampleIntent,
  sampleReceipt,
  sampleResult,
  sampleRun,
  TEST_KEY,
} from './testing/sample-run.ts';
import { KEYS, verdictOf, verify } from './testing/verify-zip.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const payload = fc
  .dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4, noNullPrototype: true })
  .map((value) => value as JsonObject);

const runs: fc.Arbitrary<RecordRunInput> = fc
  .record({
    calls: fc.array(fc.tuple(text, text, payload), { maxLength: 5 }),
    outcomes: fc.array(fc.tuple(text, text, payload), { maxLength: 5 }),
    refIds: fc.array(text, { maxLength: 4 }),
    captureMode: fc.constantFrom('reference', 'raw', ''),
    signed: fc.boolean(),
  })
  .map(({ calls, outcomes, refIds, captureMode, signed }) =>
    sampleRun({
      intents: calls.map(([id, tool, args]) => sampleIntent(id, tool, args)),
      results: outcomes.map(([id, status, result]) => sampleResult(id, status, result)),
      refs: { ...sampleRun().refs, receipts: refIds.map((id) => sampleReceipt(id)) },
      captureMode,
      ...(signed ? { signingKey: TEST_KEY } : {}),
    }),
  );

describe('whatever is recorded', () => {
  test('verifies, small and streamed, and under strict when it is signed', async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (input) => {
        const { zip } = recordRun(input, DEFAULTS);
        const small = await verify(zip);
        expect(small).toMatchObject({ ok: true, refusals: [] });
        expect(verdictOf(await verify(zip, { streamAbove: 0 }))).toEqual(verdictOf(small));
        if (input.signingKey !== undefined) {
          expect((await verify(zip, { profile: 'strict', keys: KEYS })).ok).toBe(true);
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test('is read back, gives the same bytes again and differs from nothing', () => {
    fc.assert(
      fc.property(runs, (input) => {
        const { signingKey: _, ...unsigned } = input;
        const { zip } = recordRun(unsigned, DEFAULTS);
        const { manifest, run, intents, results, refs } = readRunpack(bytesSource(zip));
        const again = { run, intents, results, refs, captureMode: manifest.capture_mode };
        expect(recordRun(again, DEFAULTS).zip).toEqual(zip);
        const left = readRunpack(bytesSource(zip));
        expect(isChanged(diffRunpacks(left, left, 'full').summary)).toBe(false);
      }),
      { numRuns: 200, seed: 2 },
    );
  });
});

/** The content of an archive, or undefined when it cannot be read. */
function contents(zip: Uint8Array): readonly (readonly [string, string])[] | undefined {
  try {
    const archive = openZip(bytesSource(zip), VERIFY_LIMITS);
    return archive.entries.map((entry) => [
      entry.name,
      Buffer.from(readEntry(archive, entry)).toString('hex'),
    ]);
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}

describe('whatever is altered', () => {
  const zip = recordRun(sampleRun({ signingKey: TEST_KEY }), DEFAULTS).zip;

  test('no change of any byte verifies unless what is in the container stays the same', async () => {
    const original = contents(zip);
    for (let i = 0; i < zip.length; i++) {
      const altered = Uint8Array.from(zip);
      altered[i] = (altered[i] ?? 0) ^ (1 << (i % 8));
      const { ok } = await verify(altered, { keys: KEYS });
      if (ok) expect(contents(altered)).toEqual(original);
    }
  });

  test('no cut verifies', async () => {
    for (let length = 0; length < zip.length; length += 7) {
      expect((await verify(zip.subarray(0, length), { keys: KEYS })).ok).toBe(false);
    }
  });

  test('bytes of any kind give an answer', async () => {
    const piece = fc.tuple(fc.nat(zip.length - 1), fc.uint8Array({ maxLength: 12 }));
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 4 }), async (pieces) => {
        const altered = Uint8Array.from(zip);
        for (const [at, bytes] of pieces) altered.set(bytes.subarray(0, zip.length - at), at);
        const report = await verify(altered, { keys: KEYS });
        if (report.ok) expect(contents(altered)).toEqual(contents(zip));
      }),
      { numRuns: 500, seed: 4 },
    );
  });
});
