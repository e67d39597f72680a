import type * as NodeZlib from 'node:zlib';
import type { Packing } from '@gait/agents';

/**
 * Compression of the runtime. What packs is there at once; what unpacks is loaded when it is first
 * needed, which takes 3 ms: it alone stops at a size.
 */
export const packing: Packing = {
  deflate: (bytes) => Bun.deflateSync(bytes as Uint8Array<ArrayBuffer>, RAW),
  inflate: (packed, most) => zlib().inflateRawSync(packed, { maxOutputLength: Math.max(most, 1) }),
};

/** The bytes of `node:zlib`: the same library with the same settings. */
const RAW = { library: 'zlib', windowBits: -15, level: 6, memLevel: 8 } as const;

function zlib(): typeof NodeZlib {
  return process.getBuiltinModule('node:zlib');
}
