import type { Random } from './random.ts';

/** Places worth hitting and pieces worth inserting, for one format. */
export interface MutationHints {
  /** Where the structure of the format lies; a place shortly behind one of these is favoured. */
  readonly anchors?: (bytes: Uint8Array) => readonly number[];
  readonly pieces: readonly Uint8Array[];
  /** Another input to splice with. */
  readonly donor: (random: Random) => Uint8Array;
}

const EDGES = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
];

/**
 * One to four changes: bits, bytes, edge numbers, cuts, insertions, repetitions, splices.
 * Half of the cases keep their length: a shifted offset is refused early and hides the rest.
 */
export function mutate(bytes: Uint8Array, random: Random, hints: MutationHints): Uint8Array {
  const kinds = random.chance(50) ? IN_PLACE_KINDS : ALL_KINDS;
  let changed = bytes;
  for (let left = 1 + random.int(4); left > 0; left -= 1)
    changed = changeOnce(changed, random.int(kinds), random, hints);
  return changed;
}

/** The kinds of change below; the first three keep the length. */
const ALL_KINDS = 9;
const IN_PLACE_KINDS = 3;

function changeOnce(
  bytes: Uint8Array,
  kind: number,
  random: Random,
  hints: MutationHints,
): Uint8Array {
  const at = choosePlace(bytes, random, hints);
  switch (kind) {
    case 0:
      return overwrite(bytes, at, [(bytes[at] ?? 0) ^ (1 << random.int(8))]);
    case 1:
      return overwrite(bytes, at, [random.int(256)]);
    case 2:
      return overwrite(bytes, at, littleEndian(random.pick(EDGES), random.pick([1, 2, 4, 8])));
    case 3:
      return bytes.subarray(0, at);
    case 4:
      return join(bytes.subarray(0, at), random.pick(hints.pieces), bytes.subarray(at));
    case 5:
      return join(bytes.subarray(0, at), bytes.subarray(at + random.int(40)));
    case 6:
      return repeatRange(bytes, at, random);
    case 7:
      return overwrite(bytes, at, [...random.pick(hints.pieces)]);
    default: {
      const donor = hints.donor(random);
      return join(bytes.subarray(0, at), donor.subarray(random.int(donor.length + 1)));
    }
  }
}

function choosePlace(bytes: Uint8Array, random: Random, hints: MutationHints): number {
  const anchors = hints.anchors?.(bytes) ?? [];
  if (anchors.length === 0 || random.chance(25)) return random.int(bytes.length + 1);
  return Math.min(bytes.length, random.pick(anchors) + random.int(50));
}

function repeatRange(bytes: Uint8Array, at: number, random: Random): Uint8Array {
  const range = bytes.subarray(at, at + 1 + random.int(60));
  const copies = Array.from({ length: 1 + random.int(random.chance(5) ? 500 : 4) }, () => range);
  return join(bytes.subarray(0, at), ...copies, bytes.subarray(at));
}

function overwrite(bytes: Uint8Array, at: number, values: readonly number[]): Uint8Array {
  const changed = new Uint8Array(bytes);
  changed.set(values.slice(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length));
  return changed;
}

function littleEndian(value: number, width: number): number[] {
  return Array.from({ length: width }, (_, index) =>
    index < 4 ? (value >>> (8 * index)) & 0xff : 0,
  );
}

export function join(...pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}
