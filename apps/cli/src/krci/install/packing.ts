import type * as NodeZlib from 'node:zlib';
import type { Packing } from '@gait/agents';

/** Compression of the runtime, loaded when it is first needed: that takes 3 ms. */
export const packing: Packing = {
  deflate: (bytes) => zlib().deflateRawSync(bytes, { level: 6 }),
  inflate: (packed, most) => zlib().inflateRawSync(packed, { maxOutputLength: Math.max(most, 1) }),
};

function zlib(): typeof NodeZlib {
  return process.getBuiltinModule('node:zlib');
}
