import * as crypto from 'node:crypto';
import type { CryptoRuntime } from './crypto-runtime.ts';

/** Cryptography of every runtime that knows `node:crypto`. */
export const cryptoRuntime: CryptoRuntime = {
  node: () => crypto,
  // `hash` came with Node 20.12; earlier releases of 20 have only `createHash`.
  sha256Hex: (data) =>
    typeof crypto.hash === 'function'
      ? crypto.hash('sha256', data, 'hex')
      : crypto.createHash('sha256').update(data).digest('hex'),
  startSha256: () => {
    const hash = crypto.createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
  },
};
