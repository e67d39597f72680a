import { readFileSync } from 'node:fs';
import framework from 'framework:assets' with { type: 'file' };
import { openFrameworkPack } from '../krci/install/framework-pack.ts';
import type { BuiltinFiles } from '../krci/install/builtin-source.ts';

/** Bun unpacks without loading a module. */
const RAW = { library: 'zlib', windowBits: -15 } as const;

/** The executable's framework: what the build validated, packed and put into it as a plain file. */
export function loadBuiltin(): BuiltinFiles {
  return openFrameworkPack(readFileSync(framework), (packed) =>
    Bun.inflateSync(packed as Uint8Array<ArrayBuffer>, RAW),
  );
}
