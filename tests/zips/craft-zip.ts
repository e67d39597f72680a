import { crc32, deflateRawSync } from 'node:zlib';

/** For tests: zips made by hand, any field of which may lie. */

export interface CraftedEntry {
  readonly name: string | Uint8Array;
  /** Unpacked content. */
  readonly data?: Uint8Array | string;
  readonly method?: number;
  readonly flags?: number;
  /** The packed bytes, where they are not what `method` makes of `data`. */
  readonly packed?: Uint8Array;
  readonly crc32?: number;
  readonly size?: number;
  readonly compressedSize?: number;
  readonly attributes?: number;
  readonly extra?: Uint8Array;
  readonly comment?: string;
  /** Offset written to the directory, where it is not the true one. */
  readonly headerOffset?: number;
  /** Bytes before the local header that belong to nobody. */
  readonly before?: Uint8Array;
  /** Only in the directory: no local header, no data. */
  readonly ghost?: boolean;
  /** What the local header says instead. */
  readonly local?: {
    readonly signature?: number;
    readonly name?: string;
    readonly flags?: number;
    readonly method?: number;
    readonly crc32?: number;
    readonly size?: number;
    readonly compressedSize?: number;
    readonly extra?: Uint8Array;
  };
  /** Data descriptor bytes after the data. */
  readonly descriptor?: Uint8Array;
}

export interface CraftedEnd {
  readonly prefix?: Uint8Array;
  readonly beforeDirectory?: Uint8Array;
  readonly beforeEnd?: Uint8Array;
  readonly records?: number;
  readonly directorySize?: number;
  readonly directoryOffset?: number;
  readonly disk?: number;
  readonly comment?: Uint8Array;
  readonly commentLength?: number;
  readonly after?: Uint8Array;
}

export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

/** Little-endian numbers: [width, value] pairs as bytes. */
export function le(...fields: readonly (readonly [number, number])[]): Uint8Array {
  const bytes: number[] = [];
  for (const [width, value] of fields) {
    let rest = BigInt(value);
    for (let index = 0; index < width; index += 1) {
      bytes.push(Number(rest & 0xffn));
      rest >>= 8n;
    }
  }
  return Uint8Array.from(bytes);
}

export function join(...pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}

const EMPTY = new Uint8Array();

/** A zip with exactly these parts, in this order. */
export function craftZip(entries: readonly CraftedEntry[], end: CraftedEnd = {}): Uint8Array {
  const pieces: Uint8Array[] = [end.prefix ?? EMPTY];
  const directory: Uint8Array[] = [];
  let offset = pieces[0]?.length ?? 0;
  const put = (bytes: Uint8Array): void => {
    pieces.push(bytes);
    offset += bytes.length;
  };
  for (const entry of entries) {
    put(entry.before ?? EMPTY);
    const made = craftEntry(entry, offset);
    directory.push(made.central);
    put(made.local);
  }
  put(end.beforeDirectory ?? EMPTY);
  const directoryOffset = end.directoryOffset ?? offset;
  const directoryBytes = join(...directory);
  put(directoryBytes);
  put(end.beforeEnd ?? EMPTY);
  const comment = end.comment ?? EMPTY;
  const records = end.records ?? entries.length;
  const disk = end.disk ?? 0;
  put(
    le(
      [4, 0x06054b50],
      [2, disk],
      [2, disk],
      [2, records & 0xffff],
      [2, records & 0xffff],
      [4, end.directorySize ?? directoryBytes.length],
      [4, directoryOffset],
      [2, end.commentLength ?? comment.length],
    ),
  );
  put(comment);
  put(end.after ?? EMPTY);
  return join(...pieces);
}

function craftEntry(
  entry: CraftedEntry,
  offset: number,
): { local: Uint8Array; central: Uint8Array } {
  const data = typeof entry.data === 'string' ? text(entry.data) : (entry.data ?? EMPTY);
  const name = typeof entry.name === 'string' ? text(entry.name) : entry.name;
  const method = entry.method ?? 8;
  const flags = entry.flags ?? 0;
  const packed = entry.packed ?? (method === 8 ? new Uint8Array(deflateRawSync(data)) : data);
  const checksum = entry.crc32 ?? crc32(data);
  const size = entry.size ?? data.length;
  const compressedSize = entry.compressedSize ?? packed.length;
  const extra = entry.extra ?? EMPTY;
  const lie = entry.local ?? {};
  const localName = lie.name === undefined ? name : text(lie.name);
  const localExtra = lie.extra ?? extra;
  const local = join(
    le(
      [4, lie.signature ?? 0x04034b50],
      [2, 20],
      [2, lie.flags ?? flags],
      [2, lie.method ?? method],
      [4, 0x00210000],
      [4, lie.crc32 ?? checksum],
      [4, lie.compressedSize ?? compressedSize],
      [4, lie.size ?? size],
      [2, localName.length],
      [2, localExtra.length],
    ),
    localName,
    localExtra,
    packed,
    entry.descriptor ?? EMPTY,
  );
  const comment = text(entry.comment ?? '');
  const central = join(
    le(
      [4, 0x02014b50],
      [2, (3 << 8) | 20],
      [2, 20],
      [2, flags],
      [2, method],
      [4, 0x00210000],
      [4, checksum],
      [4, compressedSize],
      [4, size],
      [2, name.length],
      [2, extra.length],
      [2, comment.length],
      [2, 0],
      [2, 0],
      [4, entry.attributes ?? 0o100644 * 0x10000],
      [4, entry.headerOffset ?? offset],
    ),
    name,
    extra,
    comment,
  );
  return { local: entry.ghost === true ? EMPTY : local, central };
}
