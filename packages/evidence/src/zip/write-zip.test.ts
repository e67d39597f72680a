import { describe, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { bytesSource } from './byte-source.ts';
import { openZip } from './open-zip.ts';
import { text } from '../../../../tests/zips/craft-zip.ts';
import { codeOf, readAll } from './testing/read-all.ts';
import { readWithYauzl } from './testing/read-with-yauzl.ts';
import { writeZip, type ZipFile } from './write-zip.ts';

const FILES: readonly ZipFile[] = [
  { path: 'run.json', data: text('{"run":1}') },
  { path: 'intents.jsonl', data: text('{"intent":1}\n'.repeat(200)) },
  { path: 'Zebra', data: text('upper case sorts first') },
  { path: 'é/ü.txt', data: text('accents'), mode: 0o600 },
  { path: 'bin/tool', data: text('#!/bin/sh\n'), mode: 0o4711 },
  { path: 'empty', data: new Uint8Array() },
];

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('writeZip', () => {
  test('writes the same bytes for the same files in any order', () => {
    expect(sha256(writeZip([...FILES].reverse()))).toBe(sha256(writeZip(FILES)));
  });

  test('writes the bytes it wrote before, on every machine', () => {
    // Embedded archives are hashed: another digest here means other pack ids for the same runs.
    expect(sha256(writeZip(FILES))).toBe(
      '4325f8c44ee40965d253b84df4522a59dcf4eb224778dac208668096f656366e',
    );
  });

  test('sorts by the bytes of the names', () => {
    expect(readAll(writeZip(FILES)).map(([name]) => name)).toEqual([
      'Zebra',
      'bin/tool',
      'empty',
      'intents.jsonl',
      'run.json',
      'é/ü.txt',
    ]);
  });

  test('writes nothing for no files', () => {
    expect(writeZip([])).toEqual(new Uint8Array());
  });

  test('keeps of the mode only whether it can be executed', () => {
    const { entries } = openZip(bytesSource(writeZip(FILES)));
    expect(entries.filter(({ mode }) => mode === 0o755).map(({ name }) => name)).toEqual([
      'bin/tool',
    ]);
    expect(entries.filter(({ mode }) => mode === 0o644)).toHaveLength(5);
  });

  test('writes the date 1980-01-01 in both forms, whatever the zone', () => {
    const zone = process.env.TZ;
    const digests = ['UTC', 'America/New_York', 'Asia/Kolkata'].map((name) => {
      process.env.TZ = name;
      return sha256(writeZip(FILES));
    });
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
    expect(new Set(digests).size).toBe(1);
    const zip = Buffer.from(writeZip(FILES));
    expect(zip.readUInt32LE(10)).toBe(0x00210000);
    const timestamp = Buffer.of(0x55, 0x54, 5, 0, 1, 0x00, 0xa6, 0xce, 0x12);
    expect(zip.indexOf(timestamp)).toBeGreaterThan(0);
  });

  test('is read equally by another library', async () => {
    const zip = writeZip(FILES);
    expect(await readWithYauzl(zip)).toEqual(readAll(zip));
  });

  test('refuses names its own reader would refuse', () => {
    for (const path of [
      '',
      '/x',
      '../x',
      'a/../b',
      'a\\b',
      'C:x',
      'a\0',
      'dir/',
      'a//b',
      '\ud800',
      'n\u202e',
    ]) {
      expect([path, codeOf(() => writeZip([{ path, data: text('x') }]))]).toEqual([
        path,
        'zip_entry_name',
      ]);
    }
  });

  test('refuses two files of one name', () => {
    const file = { path: 'x', data: text('x') };
    expect(codeOf(() => writeZip([file, file]))).toBe('zip_duplicate_entry');
  });
});
