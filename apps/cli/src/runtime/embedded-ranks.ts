import { readFileSync } from 'node:fs';
import type { Encoding } from '@gait/agents';
import cl100k from 'ranks:cl100k_base' with { type: 'file' };
import o200k from 'ranks:o200k_base' with { type: 'file' };

const FILES: Readonly<Record<Encoding, string>> = { cl100k_base: cl100k, o200k_base: o200k };

/** The executable's ranks: what the build packed and put into it as plain files. */
export function loadRanks(encoding: Encoding): Uint8Array {
  return readFileSync(FILES[encoding]);
}
