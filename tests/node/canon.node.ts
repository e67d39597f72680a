import { deepEqual, equal, throws } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  canonicalize,
  digest,
  generateKeyPair,
  isCodedError,
  parseJson,
  parsePrivateKey,
  parsePublicKey,
  signValue,
  verifyValue,
} from '@gait/canon';

const vectors = join(process.cwd(), 'conformance/vectors');

test('keys are ordered by UTF-16 code units and numbers printed as ECMAScript does', () => {
  const value = parseJson('{"\\ud83d\\ude00":2,"\\ue000":3,"10":1,"9":1.0,"a":1e21,"b":-0}');
  equal(canonicalize(value), '{"10":1,"9":1,"a":1e+21,"b":0,"\u{1f600}":2,"\ue000":3}');
});

test('digests of reference traces agree with what the reference signed', () => {
  for (const name of ['allow', 'block', 'script']) {
    const trace = parseJson(readFileSync(join(vectors, `trace/${name}.json`))) as Record<
      string,
      never
    >;
    const { signature, ...signable } = trace as Record<string, never> & {
      signature: { signed_digest: string };
    };
    equal(digest(signable), signature.signed_digest, name);
  }
});

test('a signature by a reference key is the same on every runtime', () => {
  const key = parsePrivateKey(readFileSync(join(vectors, 'keys/main_private.key'), 'utf8'));
  const verify = parsePublicKey(readFileSync(join(vectors, 'keys/main_public.key'), 'utf8'));
  const value = parseJson('{"a":[1,2.5,"x"],"b":null}');
  const signature = signValue(key, value);
  deepEqual(signature, signValue(key, value));
  deepEqual(verifyValue(verify, signature, value), { ok: true });
});

test('both algorithms sign and verify, and refuse another value', () => {
  for (const algorithm of ['ed25519', 'ecdsa-p256-sha256'] as const) {
    const pair = generateKeyPair(algorithm);
    const signature = signValue(parsePrivateKey(pair.privateKey), { a: 1 });
    equal(signature.alg, algorithm);
    equal(verifyValue(parsePublicKey(pair.publicKey), signature, { a: 1 }).ok, true);
    equal(verifyValue(parsePublicKey(pair.publicKey), signature, { a: 2 }).ok, false);
  }
});

test('the strict reader names what it refuses', () => {
  const refusals: readonly (readonly [string, string])[] = [
    ['{"a":1,"a":2}', 'json_duplicate_key'],
    ['{"__proto__":{}}', 'json_prototype_key'],
    ['{} {}', 'json_trailing_data'],
    ['{"a":', 'json_syntax'],
    [`${'['.repeat(5000)}${']'.repeat(5000)}`, 'json_depth'],
  ];
  for (const [text, code] of refusals) {
    throws(
      () => parseJson(text),
      (error) => isCodedError(error) && error.code === code,
      code,
    );
  }
});
