import type { Encoding } from './encodings.ts';
import { packRanks } from './rank-table.ts';

/**
 * The packed ranks of an encoding, out of the kept library. Its tables are source text: 59 and 115 ms
 * of loading. The build of the executable has another module in place of this one, which reads what
 * the build packed.
 */
export async function loadRanks(encoding: Encoding): Promise<Uint8Array> {
  const library =
    encoding === 'cl100k_base'
      ? await import('gpt-tokenizer/bpeRanks/cl100k_base')
      : await import('gpt-tokenizer/bpeRanks/o200k_base');
  return packRanks(library.default);
}
