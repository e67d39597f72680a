import { CodedError } from '@gait/canon';

/** One element of a DER structure. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** Tags this product meets. */
export const DER = {
  integer: 0x02,
  octets: 0x04,
  nothing: 0x05,
  oid: 0x06,
  sequence: 0x30,
} as const;

/**
 * Reads the elements that lie one after the other in `bytes`. The attacker holds
 * the bytes: lengths that pass the end, or are not in the shortest form, are refused.
 */
export function readDer(bytes: Uint8Array): readonly DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.byteLength;) {
    const tag = bytes[at] ?? 0;
    const [length, start] = readLength(bytes, at + 1);
    if (start + length > bytes.byteLength) throw malformed();
    elements.push({ tag, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return elements;
}

function readLength(bytes: Uint8Array, at: number): readonly [length: number, next: number] {
  const first = bytes[at];
  if (first === undefined) throw malformed();
  if (first < 0x80) return [first, at + 1];
  const count = first & 0x7f;
  if (count === 0 || count > 3 || at + count >= bytes.byteLength) throw malformed();
  let length = 0;
  for (let i = 1; i <= count; i += 1) length = length * 256 + (bytes[at + i] ?? 0);
  if (length < 0x80 || length < 256 ** (count - 1)) throw malformed();
  return [length, at + 1 + count];
}

/** The elements of a sequence. */
export function readSequence(element: DerElement | undefined): readonly DerElement[] {
  if (element?.tag !== DER.sequence) throw malformed();
  return readDer(element.content);
}

/** A small positive number. */
export function readNumber(element: DerElement | undefined): number {
  if (element?.tag !== DER.integer || element.content.byteLength > 5) throw malformed();
  let value = 0;
  for (const byte of element.content) value = value * 256 + byte;
  return value;
}

/** The bytes of an octet string. */
export function readOctets(element: DerElement | undefined): Uint8Array {
  if (element?.tag !== DER.octets) throw malformed();
  return element.content;
}

/** An object identifier as the hex of its content: enough to compare. */
export function readOid(element: DerElement | undefined): string {
  if (element?.tag !== DER.oid) throw malformed();
  return Buffer.from(element.content).toString('hex');
}

/** Writes one element. */
export function writeDer(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  const { byteLength } = content;
  if (byteLength < 0x80) return Buffer.concat([Uint8Array.of(tag, byteLength), content]);
  if (byteLength < 0x100) return Buffer.concat([Uint8Array.of(tag, 0x81, byteLength), content]);
  return Buffer.concat([Uint8Array.of(tag, 0x82, byteLength >> 8, byteLength & 0xff), content]);
}

/** Writes a small positive number. */
export function writeNumber(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff);
  if (bytes.length === 0 || (bytes[0] ?? 0) >= 0x80) bytes.unshift(0);
  return writeDer(DER.integer, Uint8Array.from(bytes));
}

function malformed(): CodedError {
  return new CodedError('key_encoding', 'the encrypted private key is not well-formed PKCS#8', {
    hint: 'restore the key file from its backup',
  });
}
