import type { Encoding } from './encodings.ts';
import { loadRanks } from './library-ranks.ts';
import { openTokenizer, type Tokenizer } from './open-tokenizer.ts';

/** Makes an encoding ready: some 15 ms in the executable. Whoever counts nothing does not call it. */
export async function loadTokenizer(encoding: Encoding): Promise<Tokenizer> {
  return openTokenizer(encoding, await loadRanks(encoding));
}
