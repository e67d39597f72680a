import type { Inflated, ZlibRuntime } from '@gait/evidence';

/**
 * Packed bytes that may be inflated without an output limit, which `Bun.inflateSync` does not
 * have: deflate gives at most 1032 bytes for one, so these are 17 MB at the very most.
 */
const MAX_PACKED = 16 * 1024;

const CHUNK = 64 * 1024;

/** The same library that `node:zlib` uses. */
const RAW = { library: 'zlib', windowBits: -15 } as const;

/** The executable's compression: what Bun has without loading a module. */
export const zlibRuntime: ZlibRuntime = {
  node: nodeZlib,
  crc32: (data, previous) => Bun.hash.crc32(data, previous),
  inflateRaw: (packed, maxBytes) =>
    packed.length <= MAX_PACKED ? inflateFew(packed, maxBytes) : inflateMany(packed, maxBytes),
};

function inflateFew(packed: Uint8Array, maxBytes: number): Inflated {
  const bytes = Bun.inflateSync(packed as Uint8Array<ArrayBuffer>, RAW);
  if (bytes.length > maxBytes) {
    throw Object.assign(new Error('too large'), { code: 'ERR_BUFFER_TOO_LARGE' });
  }
  return { bytes, usedAll: needsLastByte(packed) };
}

/** True unless the stream ends before its last byte: without it the stream is unfinished then. */
function needsLastByte(packed: Uint8Array): boolean {
  try {
    Bun.inflateSync(packed.subarray(0, -1) as Uint8Array<ArrayBuffer>, RAW);
    return false;
  } catch {
    return true;
  }
}

function inflateMany(packed: Uint8Array, maxBytes: number): Inflated {
  const result = nodeZlib().inflateRawSync(packed, {
    maxOutputLength: maxBytes,
    // The default of 16 KiB makes many pieces of a large entry.
    chunkSize: Math.max(Math.min(maxBytes + 1, CHUNK), 64),
    info: true,
  }) as unknown as { readonly buffer: Uint8Array; readonly engine: { bytesWritten: number } };
  return { bytes: result.buffer, usedAll: result.engine.bytesWritten === packed.length };
}

/** Loaded when first asked for: an `import` would load it at every start. */
function nodeZlib(): ReturnType<ZlibRuntime['node']> {
  return require('node:zlib') as ReturnType<ZlibRuntime['node']>;
}
