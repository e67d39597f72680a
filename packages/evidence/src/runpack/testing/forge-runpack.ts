import {
  decodeRecord,
  sha256Hex,
  signValue,
  type Json,
  type JsonObject,
  type SigningKey,
} from '@gait/canon';
import { bytesSource } from '../../zip/byte-source.ts';
import { openZip } from '../../zip/open-zip.ts';
import { readEntry } from '../../zip/read-entry.ts';
import { writeZip } from '../../zip/write-zip.ts';
import { manifestDigest } from '../manifest-digest.ts';
import { recordRun } from '../record-run.ts';
import { manifestRecord } from '../runpack-records.ts';
import { DEFAULTS, sampleRun } from './sample-run.ts';

/** Content of a container by entry name; text is UTF-8. */
export type Files = Record<string, string | Uint8Array>;

/** The entries of a container as text. */
export function unpack(zip: Uint8Array): Record<string, string> {
  const archive = openZip(bytesSource(zip));
  return Object.fromEntries(
    archive.entries.map((entry) => [
      entry.name,
      Buffer.from(readEntry(archive, entry)).toString('utf8'),
    ]),
  );
}

/** A container of these entries. */
export function pack(files: Files): Uint8Array {
  return writeZip(
    Object.entries(files).map(([path, data]) => ({ path, data: Buffer.from(data as Uint8Array) })),
  );
}

/** How a forged container differs besides the altered entries. */
export interface Forgery {
  /** What is altered; default the sample run. */
  readonly zip?: Uint8Array;
  readonly key?: SigningKey;
  /** Members put into the manifest. */
  readonly manifest?: JsonObject;
}

/** What an attacker who holds the key does: alter, then make digests and signature anew. */
export function forge(alter: (files: Files) => void, forgery: Forgery = {}): Uint8Array {
  const files: Files = unpack(forgery.zip ?? recordRun(sampleRun(), DEFAULTS).zip);
  const { signatures: _, ...given } = JSON.parse(files['manifest.json'] as string) as Record<
    string,
    Json
  >;
  alter(files);
  const listed = given['files'] as unknown as readonly { path: string; sha256: string }[];
  const bare: JsonObject = {
    ...given,
    files: listed.map(({ path, sha256 }) => {
      const data = files[path];
      return { path, sha256: data === undefined ? sha256 : sha256Hex(data) };
    }),
    ...forgery.manifest,
  };
  const digestHex = manifestDigest(decodeRecord(manifestRecord, bare, { fold: true }));
  const manifest: JsonObject = { ...bare, manifest_digest: digestHex };
  const signatures =
    forgery.key === undefined ? {} : { signatures: [{ ...signValue(forgery.key, manifest) }] };
  files['manifest.json'] = JSON.stringify({ ...manifest, ...signatures });
  return pack(files);
}

/** Replaces a line, from 1, of a file of lines. */
export function alterLine(
  files: Files,
  entry: string,
  line: number,
  alter: (text: string) => string,
): void {
  const lines = (files[entry] as string).split('\n');
  lines[line - 1] = alter(lines[line - 1] ?? '');
  files[entry] = lines.join('\n');
}

/** Sets members of a file that is one JSON object. */
export function alterJson(files: Files, entry: string, members: JsonObject): void {
  files[entry] = JSON.stringify({
    ...(JSON.parse(files[entry] as string) as JsonObject),
    ...members,
  });
}
