import { canonicalize, isCodedError, parseJson, parseJsonLoose } from '@gait/canon';
import type { FuzzTarget } from '../fuzz.ts';
import { mutate, type MutationHints } from '../mutate.ts';
import type { Random } from '../random.ts';

const encoder = new TextEncoder();
const bytesOf = (text: string): Uint8Array => encoder.encode(text);

const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\\u',
  '\\ud800',
  '\\udfff',
  '\\u0000',
  '\n',
  ' ',
  '\ufeff',
  '//',
  '/*',
  '"__proto__":1,',
  '"constructor":{},',
  '"a":1,"a":2',
  '"\\u0061":1,"a":2',
  'true',
  'nul',
  'NaN',
  'Infinity',
  '-',
  '-0',
  '1e',
  '1e999',
  '1e-999',
  '0x1',
  '01',
  '.5',
  '1.',
  '9007199254740993',
  '1'.repeat(400),
  '['.repeat(1200),
  '{"a":'.repeat(1200),
  '\u2028',
  '\ud83d\ude00',
].map(bytesOf);

const ODD_BYTES = [
  Uint8Array.of(0xff),
  Uint8Array.of(0xc0, 0x80),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xf5),
  Uint8Array.of(0),
];

const HINTS: MutationHints = {
  pieces: [...PIECES, ...ODD_BYTES],
  donor: (random) => bytesOf(makeValue(random, 3)),
};

const STRINGS = [
  '',
  'a',
  'intent_id',
  'é',
  '\u{1f600}',
  '\u0000',
  '"',
  '\\',
  '__proto__',
  '10',
  '9',
  'A',
  ' ',
];
const NUMBERS = [
  '0',
  '-0',
  '1',
  '-1.5',
  '1e3',
  '1E-7',
  '123456789012345678901234567890',
  '0.1',
  '1e21',
  '5e-324',
];

function makeValue(random: Random, depth: number): string {
  const kind = random.int(depth > 0 ? 7 : 4);
  if (kind === 0) return random.pick(NUMBERS);
  if (kind === 1) return random.pick(['true', 'false', 'null']);
  if (kind <= 3) return JSON.stringify(random.pick(STRINGS));
  const parts = Array.from({ length: random.int(5) }, () => makeValue(random, depth - 1));
  if (kind === 4) return `[${parts.join(',')}]`;
  return `{${parts.map((part) => `${JSON.stringify(random.pick(STRINGS))}:${part}`).join(', ')}}`;
}

/** The strict and the loose JSON reader, and the canonical form of what they accept. */
export const jsonTarget: FuzzTarget = {
  name: 'json',
  makeCase(random) {
    if (random.chance(3)) return random.bytes(random.int(100));
    const text = bytesOf(makeValue(random, 5));
    return random.chance(15) ? text : mutate(text, random, HINTS);
  },
  read(bytes) {
    try {
      canonicalize(parseJsonLoose(bytes));
    } catch (error) {
      if (!isCodedError(error)) throw error;
    }
    const value = parseJson(bytes);
    // What the strict reader accepts, every reader must understand the same way.
    const native: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
    );
    if (JSON.stringify(native) !== JSON.stringify(value))
      throw new Error('the strict reading differs');
    const canonical = canonicalize(value);
    if (canonicalize(parseJson(canonical)) !== canonical)
      throw new Error('the canonical form is not stable');
  },
};
