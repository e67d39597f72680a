import { readFileSync } from 'node:fs';
import framework from 'framework:assets' with { type: 'file' };
import rendering from 'framework:rendering' with { type: 'file' };
import { openFrameworkPack } from '../krci/install/framework-pack.ts';
import { openRenderingPack } from '../krci/install/rendering-pack.ts';
import type { BuiltinFiles } from '../krci/install/builtin-source.ts';

/** Bun unpacks without loading a module. */
const RAW = { library: 'zlib', windowBits: -15 } as const;

/** The executable's framework: what the build validated, packed and put into it as plain files. */
export function loadBuiltin(): BuiltinFiles {
  return {
    ...openFrameworkPack(readFileSync(framework), inflate),
    rendering: () => openRenderingPack(readFileSync(rendering), inflate),
  };
}

function inflate(packed: Uint8Array): Uint8Array {
  return Bun.inflateSync(packed as Uint8Array<ArrayBuffer>, RAW);
}
