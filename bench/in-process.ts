/** Times our libraries on given files: in-process.ts INPUTS OUTPUT.json, nanoseconds per call. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  canonicalize,
  digest,
  parseJson,
  parsePrivateKey,
  parsePublicKey,
  signValue,
  singleKey,
} from '@gait/canon';
import {
  diffRunpacks,
  readRunpack,
  verifyGuardPack,
  verifyPack,
  verifyRunpack,
  verifyTrace,
} from '@gait/evidence';
import { openFileSource } from '@gait/local';
import { nanosecondsOf } from './measure.ts';

const [inputs = '.', output = 'in-process.json'] = process.argv.slice(2);
const at = (name: string): string => join(inputs, name);
const signer = parsePrivateKey(readFileSync(at('private.key'), 'utf8'));
const keys = singleKey(parsePublicKey(readFileSync(at('public.key'), 'utf8')));
const options = { profile: 'standard', keys, requireSignature: true } as const;
const trace = readFileSync(at('trace.json'));
const { signature: _, ...unsigned } = parseJson(trace) as Record<string, never>;
const signable = Buffer.from(JSON.stringify(unsigned));

function mustBe(right: boolean, what: string): void {
  if (!right) throw new Error(`${what} was not verified: the time would mean nothing`);
}

function withFile<Result>(
  name: string,
  use: (source: ReturnType<typeof openFileSource>) => Result,
): Result {
  return use(openFileSource(at(name)));
}

/** Each starts from the bytes or the file, as the reference's measurement does. */
const OPERATIONS: Readonly<Record<string, () => unknown>> = {
  canonicalize_trace: () => canonicalize(parseJson(signable)),
  digest_trace: () => digest(parseJson(signable)),
  sign_trace: () => signValue(signer, parseJson(signable)),
  verify_trace: () => {
    mustBe(verifyTrace(trace, options).ok, 'the trace');
  },
  verify_runpack: async () => {
    mustBe(
      (await withFile('runpack.zip', (source) => verifyRunpack(source, options))).ok,
      'the runpack',
    );
  },
  verify_guard_pack: async () => {
    mustBe(
      (await withFile('guard.zip', (source) => verifyGuardPack(source, options))).ok,
      'the guard pack',
    );
  },
  verify_pack: async () => {
    mustBe((await withFile('pack.zip', (source) => verifyPack(source, options))).ok, 'the pack');
  },
  diff_runpacks: () =>
    diffRunpacks(
      withFile('left.zip', (source) => readRunpack(source)),
      withFile('right.zip', (source) => readRunpack(source)),
      'full',
    ),
};

const times: Record<string, number> = {};
for (const [name, operation] of Object.entries(OPERATIONS))
  times[name] = await nanosecondsOf(operation);
writeFileSync(output, `${JSON.stringify(times, null, 2)}\n`);
