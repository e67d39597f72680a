import { CodedError } from '@gait/canon';

/** Reading little-endian numbers; callers have checked that the bytes exist. */

export function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

export function u32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)) >>>
    0
  );
}

/** A 64-bit number; above 2^53 no file can be meant, so it is refused instead of rounded. */
export function u64(bytes: Uint8Array, at: number): number {
  const value = u32(bytes, at + 4) * 0x1_0000_0000 + u32(bytes, at);
  if (!Number.isSafeInteger(value)) {
    throw new CodedError('zip_malformed', 'a 64-bit size or offset in the zip is beyond any file');
  }
  return value;
}
