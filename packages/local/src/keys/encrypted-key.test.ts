import { expect, test } from 'bun:test';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { generateKeyPair, parsePrivateKey } from '@gait/canon';
import { codeOf, codeOfAsync } from '../testing/code-of.ts';
import { DER, writeDer, writeNumber } from './der.ts';
import { decryptKey, encryptKey } from './encrypted-key.ts';
import { loadSigningKey } from './load-key.ts';

// Made with openssl genpkey and openssl pkcs8 -topk8; passphrase "x". The key signs nothing.
const SCRYPT = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGTME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAg5IFkYWA4yaQICQAAC
AQgCAQEwHQYJYIZIAWUDBAEqBBBQF/aO07fVz44CynOUQm4wBEDpKgNGBpB9TfWp
XQLEvdK7xfZIoiZyo69Ro+m4JDw2vmyOhJX1TTYEUdgD1kNiwNt7vlkLpiJi3bFI
VHK0RR5H
-----END ENCRYPTED PRIVATE KEY-----`;
const SHA512 = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjoH9+y0av+SQICCAAw
DAYIKoZIhvcNAgsFADAdBglghkgBZQMEASoEEBsgQ1xKC4lh9wSd1XonFsUEQKsM
BQMoK0DcB0bDhlxEA6OsYEH/QzxbnYmghei0iZ/SOv5joTqZpYTOWmzz7rlFw7Kp
HJuo16WkL7qSp35Ose4=
-----END ENCRYPTED PRIVATE KEY-----`;
const SHA1_AES128 = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGNMEkGCSqGSIb3DQEFDTA8MBsGCSqGSIb3DQEFDDAOBAgPDdakuSK/hwICCAAw
HQYJYIZIAWUDBAECBBAuLmqZBCJFxS8QQpN1bHTqBEAgdgUX3RY4ZxWx9bjBdmyW
0YZs4A81QqRddIBjTaqe3mMdoNSvifHB/dgeqUZ+Cf7KzKQQ3bJe9f0IuY+MI/M8
-----END ENCRYPTED PRIVATE KEY-----`;

const der = (text: string): Uint8Array =>
  createPrivateKey(text).export({ format: 'der', type: 'pkcs8' });
const ed25519 = (): Uint8Array =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });

test('keys that OpenSSL encrypted in three ways open to the same key', () => {
  const ids = [SCRYPT, SHA512, SHA1_AES128].map(
    (pem) => parsePrivateKey(decryptKey(pem, 'x')).keyId,
  );
  expect(new Set(ids).size).toBe(1);
});

test('an encrypted key opens with its passphrase to the same key, also in the runtime itself', () => {
  const plain = ed25519();
  const pem = encryptKey(plain, 'päss wörd');
  expect(pem).toStartWith('-----BEGIN ENCRYPTED PRIVATE KEY-----\n');
  expect(Buffer.from(der(decryptKey(pem, 'päss wörd')))).toEqual(Buffer.from(plain));
  const opened = createPrivateKey({ key: pem, format: 'pem', passphrase: 'päss wörd' });
  expect(opened.export({ format: 'der', type: 'pkcs8' })).toEqual(Buffer.from(plain));
});

test('a P-256 key can be encrypted too', () => {
  const pair = generateKeyPair('ecdsa-p256-sha256');
  expect(parsePrivateKey(decryptKey(encryptKey(der(pair.privateKey), 'x'), 'x')).keyId).toBe(
    pair.keyId,
  );
});

test('the same key encrypted twice gives different texts', () => {
  const plain = ed25519();
  expect(encryptKey(plain, 'x')).not.toBe(encryptKey(plain, 'x'));
});

test('a wrong passphrase is refused with its own code', () => {
  for (const wrong of ['', 'y', 'x '])
    expect(codeOf(() => decryptKey(SCRYPT, wrong))).toBe('key_passphrase');
});

test('the passphrase comes from a variable, a command or a person', async () => {
  const sources = { privateKeyEnv: 'K' };
  const env = { K: SCRYPT, P: 'x', PATH: process.env['PATH'] };
  const id = parsePrivateKey(decryptKey(SCRYPT, 'x')).keyId;
  expect((await loadSigningKey({ ...sources, passphraseEnv: 'P' }, { env })).key.keyId).toBe(id);
  expect(
    (await loadSigningKey({ ...sources, passphraseCommand: ['echo', 'x'] }, { env })).key.keyId,
  ).toBe(id);
  expect((await loadSigningKey(sources, { env, ask: () => Promise.resolve('x') })).key.keyId).toBe(
    id,
  );
  const code = (more: object): Promise<string> =>
    codeOfAsync(() => loadSigningKey({ ...sources, ...more }, { env }));
  expect(await code({})).toBe('key_passphrase');
  expect(await code({ passphraseEnv: 'NONE' })).toBe('key_passphrase');
  expect(await code({ passphraseEnv: 'P', passphraseCommand: ['echo', 'x'] })).toBe(
    'key_source_ambiguous',
  );
});

test('text that is cut or is no PEM is refused', () => {
  for (const pem of ['', SCRYPT.slice(0, 100), SCRYPT.replace('MI', '**')]) {
    expect(codeOf(() => decryptKey(pem, 'x'))).toBe('key_encoding');
  }
});

test('every byte of an encrypted key may be changed without a stray exception or a long wait', () => {
  const body = Buffer.from(SHA1_AES128.split('\n').slice(1, -1).join(''), 'base64');
  const known = new Set(['key_encoding', 'key_passphrase', 'key_algorithm', 'no error']);
  for (let i = 0; i < body.byteLength; i += 1) {
    const changed = Buffer.from(body);
    changed[i] = (changed[i] ?? 0) ^ 0x11;
    const pem = `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${changed.toString('base64')}\n-----END ENCRYPTED PRIVATE KEY-----`;
    expect(known).toContain(codeOf(() => decryptKey(pem, 'x')));
  }
});

/** An encrypted key whose derivation has these parameters behind its salt. */
function derivedBy(kdf: string, ...numbers: readonly number[]): string {
  const oid = (hex: string): Uint8Array => writeDer(DER.oid, Buffer.from(hex, 'hex'));
  const sequence = (...parts: readonly Uint8Array[]): Uint8Array =>
    writeDer(DER.sequence, ...parts);
  const octets = (size: number): Uint8Array => writeDer(DER.octets, Buffer.alloc(size));
  const derivation = sequence(oid(kdf), sequence(octets(8), ...numbers.map(writeNumber)));
  const scheme = sequence(oid('60864801650304012a'), octets(16));
  const algorithm = sequence(oid('2a864886f70d01050d'), sequence(derivation, scheme));
  const body = Buffer.from(sequence(algorithm, octets(32))).toString('base64');
  return `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${body}\n-----END ENCRYPTED PRIVATE KEY-----\n`;
}

test('a planted key that asks for minutes of work or for all memory is refused before the work', () => {
  const pbkdf2 = '2a864886f70d01050c';
  const scrypt = '2b06010401da47040b';
  // The forms themselves are read: with a little work the passphrase is what is wrong.
  expect(codeOf(() => decryptKey(derivedBy(pbkdf2, 1), 'x'))).toBe('key_passphrase');
  expect(codeOf(() => decryptKey(derivedBy(scrypt, 2, 8, 1), 'x'))).toBe('key_passphrase');
  for (const planted of [
    derivedBy(pbkdf2, 10_000_001),
    derivedBy(pbkdf2, 0),
    derivedBy(scrypt, 2 ** 19, 8, 1),
    derivedBy(scrypt, 2, 2 ** 21, 1),
    derivedBy(scrypt, 2, 8, 17),
    derivedBy(scrypt, 3, 8, 1),
  ]) {
    expect(codeOf(() => decryptKey(planted, 'x'))).toBe('key_algorithm');
  }
});
