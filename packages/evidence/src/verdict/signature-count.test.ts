import { describe, expect, test } from 'bun:test';
import { parseJson, type Json, type JsonObject, type KeySet, type VerifyKey } from '@gait/canon';
import { buildGuardPack } from '../guard/build-guard-pack.ts';
import { verifyGuardPack } from '../guard/verify-guard-pack.ts';
import { readJson, tamper, writeJson } from '../pack/testing/forge-pack.ts';
import { samplePack, SAMPLE_RUNPACK } from '../pack/testing/sample-packs.ts';
import { verifyPack } from '../pack/verify-pack.ts';
import { readRunpack } from '../runpack/read-runpack.ts';
import { recordRun } from '../runpack/record-run.ts';
import { DEFAULTS, sampleRun, TEST_KEY } from '../runpack/testing/sample-run.ts';
import { verifyRunpack } from '../runpack/verify-runpack.ts';
import {
  makeSession,
  sealOf,
  utf8,
  verify as verifySession,
} from '../session/testing/session-fixture.ts';
import { bytesSource } from '../zip/byte-source.ts';
import type { Profile, Refusal } from './findings.ts';

interface Answer {
  readonly refusals: readonly Refusal[];
  readonly tolerated: readonly Refusal[];
  readonly errors: readonly string[];
  readonly ok?: boolean;
  readonly total?: number;
}

interface Kind {
  readonly name: string;
  /** Verifies a good artifact that carries its signature this many times. */
  readonly judge: (copies: number, profile: Profile, keys: KeySet) => Promise<Answer>;
  /** Other signatures that are verified: where the repeated one counts, and where it does not. */
  readonly others: readonly [counts: number, refused: number];
}

const repeated = (signatures: unknown, copies: number): Json[] =>
  Array.from({ length: copies }, () => (signatures as Json[])[0] as Json);

const repeatedIn = (zip: Uint8Array, manifest: string, copies: number) =>
  bytesSource(
    tamper(zip, (files) => {
      const json = readJson(files, manifest);
      writeJson(files, manifest, { ...json, signatures: repeated(json['signatures'], copies) });
    }),
  );

const RUNPACK = recordRun(sampleRun({ signingKey: TEST_KEY }), DEFAULTS).zip;
const PACK = await samplePack('job');
const GUARD = buildGuardPack(readRunpack(bytesSource(SAMPLE_RUNPACK)), {
  caseId: 'case-1',
  templateId: 'soc2',
  renderPdf: false,
  producerVersion: '1.0.0',
  key: TEST_KEY,
  inventories: [],
  traces: [],
  regressResults: [],
  approvalAudits: [],
  credentialEvidence: [],
});
const SESSION = makeSession(['event', 'signed checkpoint', 'event'], TEST_KEY);
const SEAL = parseJson(sealOf(SESSION.lines, TEST_KEY)) as JsonObject;
const CHAIN = parseJson(SESSION.chain) as JsonObject;

const KINDS: readonly Kind[] = [
  {
    name: 'runpack',
    others: [0, 0],
    judge: async (copies, profile, keys) => {
      const source = repeatedIn(RUNPACK, 'manifest.json', copies);
      const { signature, ...report } = await verifyRunpack(source, { profile, keys });
      return { ...report, errors: signature.errors, total: signature.total };
    },
  },
  {
    name: 'pack',
    // Its proof records are signed each, and looked at when the pack's own signature counts.
    others: [3, 0],
    judge: async (copies, profile, keys) => {
      const source = repeatedIn(PACK, 'pack_manifest.json', copies);
      const report = await verifyPack(source, { profile, keys, requireSignature: false });
      const { signatureErrors = [], signaturesTotal } = report.result ?? {};
      return { ...report, errors: signatureErrors, total: signaturesTotal ?? -1 };
    },
  },
  {
    name: 'guard pack',
    others: [0, 0],
    judge: async (copies, profile, keys) => {
      const source = repeatedIn(GUARD.bytes, 'pack_manifest.json', copies);
      const report = await verifyGuardPack(source, { profile, keys, requireSignature: false });
      const { signatureErrors = [], signaturesTotal } = report.result ?? {};
      return { ...report, errors: signatureErrors, total: signaturesTotal ?? -1 };
    },
  },
  {
    name: 'session seal',
    others: [0, 0],
    judge: async (copies, profile, keys) => {
      const seal = { ...SEAL, signatures: repeated(SEAL['signatures'], copies) };
      const bytes = utf8(JSON.stringify(seal));
      const plain = makeSession(['event']);
      const report = await verifySession(plain, { seal: bytes, lines: plain.lines, profile, keys });
      return { ...report, errors: [] };
    },
  },
  {
    name: 'checkpoint of a session',
    // The runpack of the checkpoint is signed too.
    others: [1, 1],
    judge: async (copies, profile, keys) => {
      const [first] = CHAIN['checkpoints'] as JsonObject[];
      const checkpoint = { ...first, signatures: repeated(first?.['signatures'], copies) };
      const chain = utf8(JSON.stringify({ ...CHAIN, checkpoints: [checkpoint] }));
      const report = await verifySession(SESSION, { chain, profile, keys });
      return { ...report, errors: [] };
    },
  },
];

/** The test key, and how often it was asked. */
function counting(): { readonly keys: KeySet; readonly asked: () => number } {
  let asked = 0;
  const { alg, keyId, text } = TEST_KEY.publicKey;
  const key: VerifyKey = {
    alg,
    keyId,
    text,
    verify: (message, signature) => {
      asked++;
      return TEST_KEY.publicKey.verify(message, signature);
    },
  };
  const limits = { roles: undefined, validFrom: undefined, validUntil: undefined };
  return { keys: { keys: [{ key, revoked: undefined, ...limits }] }, asked: () => asked };
}

const counts = (found: readonly Refusal[]): number =>
  found.filter(({ code }) => code === 'signature_count').length;

describe('one signature many times', () => {
  for (const { name, judge, others } of KINDS) {
    test(`in a ${name}: 64 are looked at, of 65 none`, async () => {
      const few = counting();
      expect(counts((await judge(64, 'standard', few.keys)).refusals)).toBe(0);
      expect(few.asked()).toBe(64 + others[0]);
      const many = counting();
      const report = await judge(65, 'standard', many.keys);
      expect(counts(report.refusals)).toBe(1);
      expect(many.asked()).toBe(others[1]);
      expect(report.errors.length).toBeLessThanOrEqual(2);
      expect(report.ok ?? false).toBe(false);
      expect(report.total ?? 65).toBe(65);
    });

    test(`in a ${name} under compat: up to 4096 are tolerated`, async () => {
      const some = counting();
      const tolerated = await judge(65, 'compat', some.keys);
      expect(counts(tolerated.tolerated)).toBe(1);
      expect(tolerated.errors).toEqual([]);
      expect(some.asked()).toBe(65 + others[0]);
      const many = counting();
      const report = await judge(4097, 'compat', many.keys);
      expect(many.asked()).toBe(others[1]);
      expect(report.errors.length).toBeLessThanOrEqual(2);
    });
  }
});
