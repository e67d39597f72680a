import type { CryptoRuntime } from '@gait/canon';

/**
 * Verifications that WebCrypto does. It starts in a fraction of the time of `node:crypto`, which
 * takes half as long for each further signature once it is loaded.
 */
const FEW = 4;

let verified = 0;

/** The executable's cryptography: what Bun has without loading a module. */
export const cryptoRuntime: CryptoRuntime = {
  node: nodeCrypto,
  sha256Hex: (data) => Bun.SHA256.hash(data, 'hex'),
  startSha256: () => {
    const hash = new Bun.CryptoHasher('sha256');
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
  },
  prepareEd25519Signing: (seed, publicKey) => {
    const pair = Promise.all([importSeed(seed), importPublic(publicKey)]);
    pair.catch(() => undefined);
    return async (message) => {
      const [secret, half] = await pair;
      const bytes = message as Uint8Array<ArrayBuffer>;
      const signature = await crypto.subtle.sign('Ed25519', secret, bytes);
      // A signature that the public half does not verify was made by another seed.
      const fits = await crypto.subtle.verify('Ed25519', half, signature, bytes);
      return fits ? new Uint8Array(signature) : undefined;
    };
  },
  prepareEd25519: (publicKey) => {
    let key: CryptoKey | undefined;
    const importing = importPublic(publicKey).then((imported) => (key = imported));
    // Whoever verifies hears of a failure; a key that nobody asks must not end the process.
    importing.catch(() => undefined);
    return async (message, signature) => {
      verified++;
      if (verified > FEW) return verifyWithNode(publicKey, message, signature);
      return await crypto.subtle.verify(
        'Ed25519',
        key ?? (await importing),
        signature as Uint8Array<ArrayBuffer>,
        message as Uint8Array<ArrayBuffer>,
      );
    };
  },
};

/** As PKCS#8: the form of RFC 8410 around the 32 bytes. */
function importSeed(seed: Uint8Array): Promise<CryptoKey> {
  const prefix = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
  const der = new Uint8Array([...prefix, ...seed]);
  return crypto.subtle.importKey('pkcs8', der, 'Ed25519', false, ['sign']);
}

function importPublic(raw: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw as Uint8Array<ArrayBuffer>, 'Ed25519', false, [
    'verify',
  ]);
}

function verifyWithNode(raw: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const { createPublicKey, verify } = nodeCrypto();
  const x = Buffer.from(raw).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, message, key, signature);
}

/** Loaded when first asked for: an `import` would load it at every start. */
function nodeCrypto(): ReturnType<CryptoRuntime['node']> {
  return require('node:crypto') as ReturnType<CryptoRuntime['node']>;
}
