import { afterEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../testing/code-of.ts';
import { openTraceJournal } from './open-trace-journal.ts';

const folders: string[] = [];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'gait-traces-'));
  folders.push(made);
  return made;
}

afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

describe('a trace journal', () => {
  test('holds every acknowledged line, in the order in which they came', async () => {
    const journal = openTraceJournal(folder(), { label: 'a' });
    const lines = Array.from({ length: 500 }, (_, index) => JSON.stringify({ index }));
    await Promise.all(lines.map((line) => journal.append(line)));
    await journal.close();
    expect(readFileSync(journal.path, 'utf8')).toBe(lines.map((line) => `${line}\n`).join(''));
    expect(statSync(journal.path).mode & 0o777).toBe(0o600);
  });

  test('begins another file when one is full', async () => {
    const place = folder();
    const journal = openTraceJournal(place, { label: 'a', maxBytes: 100 });
    for (let index = 0; index < 10; index += 1) {
      await journal.append(JSON.stringify({ index, filler: 'x'.repeat(40) }));
    }
    await journal.close();
    const names = readdirSync(place).toSorted();
    expect(names.length).toBe(5);
    const all = names.map((name) => readFileSync(join(place, name), 'utf8')).join('');
    expect(all.trim().split('\n').length).toBe(10);
  });

  test('never takes the file of another writer', () => {
    const place = folder();
    openTraceJournal(place, { label: 'same' });
    expect(codeOf(() => openTraceJournal(place, { label: 'same' }))).toBe('file_exists');
  });

  test('that nothing was written to is removed when it is closed', async () => {
    const place = folder();
    await openTraceJournal(place, { label: 'a' }).close();
    expect(readdirSync(place)).toEqual([]);
  });

  test('refuses a line with a line end, and anything after it was closed', async () => {
    const journal = openTraceJournal(folder(), { label: 'a' });
    expect(await journal.append('{}\n{}').catch((error) => error.code)).toBe('invalid_input');
    await journal.close();
    expect(await journal.append('{}').catch((error) => error.code)).toBe('trace_journal_closed');
  });

  test('acknowledges only what kill -9 cannot take away', async () => {
    const script = join(import.meta.dir, 'testing', 'append-for-ever.ts');
    for (let round = 0; round < 5; round += 1) {
      const place = folder();
      const child = Bun.spawn([process.execPath, script, place], { stdout: 'pipe' });
      const said: string[] = [];
      const first = Promise.withResolvers<void>();
      const reading = readLines(child.stdout, (line) => {
        said.push(line);
        first.resolve();
      });
      await first.promise;
      await Bun.sleep(Math.floor(Math.random() * 100));
      child.kill('SIGKILL');
      await reading;
      const name = readdirSync(place)[0] as string;
      const kept = new Set(readFileSync(join(place, name), 'utf8').split('\n'));
      expect(said.length).toBeGreaterThan(0);
      expect(said.filter((line) => !kept.has(JSON.stringify({ line })))).toEqual([]);
    }
  });
});

async function readLines(stream: ReadableStream<Uint8Array>, each: (line: string) => void) {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) each(part);
  }
}
