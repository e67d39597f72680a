import { isJsonObject, sha256Hex, type Json } from '@gait/canon';

/** What a chained line of a journal says of its place. */
export interface ChainLink {
  /** The label of the journal: one for every process that writes. */
  readonly journal: string;
  /** Number of the file, from 1. */
  readonly part: number;
  /** Number of the line in the journal, from 1, through all its parts. */
  readonly seq: number;
  /** SHA-256 of the bytes of the line before, without its end; zeros for the first. */
  readonly prev: string;
}

/** `prev` of the first line. */
export const CHAIN_START = '0'.repeat(64);

/** The line with its place as last members. @param line JSON text of an object with members */
export function chainLine(line: string, { journal, part, seq, prev }: ChainLink): string {
  const place = `"journal":${JSON.stringify(journal)},"part":${part},"seq":${seq},"prev":"${prev}"`;
  return `${line.slice(0, -1)},${place}}`;
}

/** What the next line says in `prev`. */
export function lineHash(line: string): string {
  return sha256Hex(line);
}

/** The place that a line claims; undefined for lines of journals that were not chained. */
export function chainLink(line: Json): ChainLink | undefined {
  if (!isJsonObject(line)) return undefined;
  const { journal, part, seq, prev } = line;
  const fits =
    typeof journal === 'string' &&
    typeof prev === 'string' &&
    typeof part === 'number' &&
    typeof seq === 'number';
  return fits ? { journal, part, seq, prev } : undefined;
}
