import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import {
  bytesSource,
  entryChunks,
  openZip,
  readEntry,
  writeZip,
  ZipStreamWriter,
} from '@gait/evidence';

/** A program for both runtimes: writes and reads zips, prints what came out. */

const lines = new TextEncoder().encode(
  Array.from(
    { length: 40_000 },
    (_, index) => `{"intent_id":"intent_${index}","hash":"${sha256(`${index}`)}"}\n`,
  ).join(''),
);
const files = [
  { path: 'a.txt', data: new TextEncoder().encode('alpha') },
  { path: 'empty', data: new Uint8Array() },
  { path: 'intents.jsonl', data: lines, mode: 0o755 },
  { path: 'é.txt', data: lines.subarray(0, 70_000) },
];

function sha256(value: string | Uint8Array): string {
  return createHash('sha256').update(value).digest('hex');
}

const whole = writeZip(files);
const streamed = createHash('sha256');
const writer = new ZipStreamWriter((bytes) => void streamed.update(bytes));
for (const { path, data, mode } of files) await writer.addEntry(path, [data], mode);
await writer.finish();

const archive = openZip(bytesSource(whole));
const read: string[] = [];
for (const entry of archive.entries) {
  const chunks = createHash('sha256');
  for await (const chunk of entryChunks(archive, entry)) chunks.update(chunk);
  read.push(`${entry.name} ${sha256(readEntry(archive, entry))} ${chunks.digest('hex')}`);
}
writeSync(1, JSON.stringify({ whole: sha256(whole), streamed: streamed.digest('hex'), read }));
