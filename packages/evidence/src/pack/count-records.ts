import { entryChunks } from '../zip/entry-chunks.ts';
import { readEntry } from '../zip/read-entry.ts';
import type { ZipArchive } from '../zip/zip-archive.ts';

/** Entries up to this size are read at once. */
const SMALL_BYTES = 1024 * 1024;
const LF = 0x0a;

/** Lines of a JSONL entry that hold something, one record each; 0 for no entry. In constant memory. */
export async function countRecords(zip: ZipArchive, name: string): Promise<number> {
  const entry = zip.find(name);
  if (entry === undefined) return 0;
  const counter = new RecordCounter();
  if (entry.size <= SMALL_BYTES) counter.push(readEntry(zip, entry));
  else for await (const chunk of entryChunks(zip, entry)) counter.push(chunk);
  return counter.end();
}

class RecordCounter {
  private count = 0;
  private blank = true;

  push(bytes: Uint8Array): void {
    let start = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, start)) {
      if (!this.blank || !isBlank(bytes, start, end)) this.count++;
      this.blank = true;
      start = end + 1;
    }
    this.blank &&= isBlank(bytes, start, bytes.length);
  }

  end(): number {
    return this.blank ? this.count : this.count + 1;
  }
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    if ((bytes[i] ?? 0) > 0x20) return false;
  }
  return true;
}
