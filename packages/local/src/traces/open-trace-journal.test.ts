import { afterEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../testing/code-of.ts';
import { watchedCalls } from '../testing/watched-calls.ts';
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

/** What a script tells that writes to a journal in `place`. */
function watched(place: string, script: string): unknown {
  return watchedCalls(`
    const { openTraceJournal } = await load('traces/open-trace-journal.ts');
    const calls = [];
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    const codeOf = (promise) => promise.then(() => 'kept', (error) => error.code);
    watch = (name, what) => { if (name !== 'stat') calls.push(name === 'fsync' ? name + ' ' + what : name); };
    const journal = openTraceJournal(${JSON.stringify(place)}, { label: 'a', maxBytes: 20 });
    const text = () => real.readFileSync(journal.path, 'utf8');
    ${script}`);
}

describe('the disk of a trace journal', () => {
  test('has the name of the file, and each line before it is acknowledged', () => {
    const told = watched(
      folder(),
      `
      for (const line of ['"a long line of text"', '"second"']) {
        await journal.append(line);
        tell(calls.splice(0));
      }`,
    );
    // The second line begins another file.
    expect(told).toEqual([
      ['fsync folder', 'write', 'fdatasync'],
      ['fsync folder', 'write', 'fdatasync'],
    ]);
  });

  test('that is full keeps no line that was not acknowledged, and is tried again', () => {
    const told = watched(
      folder(),
      `
      await journal.append('1');
      let times = 0;
      const before = watch;
      watch = (name, what) => {
        before(name, what);
        if (name !== 'write') return;
        times += 1;
        // A part of it was written before there was no room.
        if (times === 1) { real.appendFileSync(journal.path, '"hal'); throw full; }
      };
      tell(await codeOf(journal.append('"half"')));
      tell(text());
      tell(journal.fault()?.code);
      tell(await codeOf(journal.append('2')));
      tell(journal.fault()?.code ?? null);
      tell(text());`,
    );
    expect(told).toEqual(['disk_full', '1\n', 'disk_full', 'kept', null, '1\n2\n']);
  });

  test('that did not confirm a line is not written to any more', () => {
    const told = watched(
      folder(),
      `
      await journal.append('1');
      watch = (name) => { if (name === 'fdatasync') throw full; };
      const both = [codeOf(journal.append('2')), codeOf(journal.append('3'))];
      tell(await Promise.all(both));
      tell(text());
      const waiting = [];
      watch = (name) => { if (name !== 'stat') waiting.push(name); };
      tell(await codeOf(journal.append('4')));
      tell(waiting);
      tell(text());`,
    );
    expect(told).toEqual([['disk_full', 'disk_full'], '1\n', 'disk_full', [], '1\n']);
  });

  test('that failed fails those too who came meanwhile', () => {
    const told = watched(
      folder(),
      `
      let later;
      watch = (name) => {
        if (name !== 'fdatasync') return;
        later ??= codeOf(journal.append('2'));
        throw full;
      };
      tell(await codeOf(journal.append('1')));
      tell(await later);
      tell(text());`,
    );
    expect(told).toEqual(['disk_full', 'disk_full', '']);
  });

  const TWO_ON_THEIR_WAY = `
    const ends = [];
    watch = (name) => {
      if (name !== 'fdatasync') return undefined;
      const { promise, ...end } = Promise.withResolvers();
      ends.push(end);
      return promise;
    };
    const said = [];
    const lines = [...'123456789'].map((line) =>
      codeOf(journal.append(line)).then((code) => said.push(line + ' ' + code)));
    const turn = () => new Promise((done) => setTimeout(done, 20));
    await turn();
    tell([ends.length, text()]);`;

  test('takes a second commit while the first is on its way, and acknowledges in the order of the lines', () => {
    const told = watched(
      folder(),
      `${TWO_ON_THEIR_WAY}
      ends[1].resolve();
      await turn();
      tell([...said]);
      ends[0].resolve();
      await turn();
      tell([...said]);
      ends[2].resolve();
      await Promise.all(lines);
      tell([...said, text()]);`,
    );
    const all = '1\n2\n3\n4\n5\n6\n7\n8\n9\n';
    const kept = Array.from({ length: 9 }, (_, at) => `${at + 1} kept`);
    expect(told).toEqual([[2, all.slice(0, -2)], [], kept.slice(0, 8), [...kept, all]]);
  });

  test('that lost a commit keeps nothing that follows it, whatever it says of that', () => {
    const told = watched(
      folder(),
      `${TWO_ON_THEIR_WAY}
      ends[1].resolve();
      await turn();
      ends[0].reject(full);
      await Promise.all(lines);
      tell([...said, text(), journal.fault()?.code]);`,
    );
    expect(told).toEqual([
      [2, '1\n2\n3\n4\n5\n6\n7\n8\n'],
      [...[...'123456789'].map((line) => `${line} disk_full`), '', 'disk_full'],
    ]);
  });

  test('that lost a later commit keeps none of those on their way, and asks each through its own descriptor', () => {
    const told = watched(
      folder(),
      `
      const asked = [];
      const ends = [];
      watch = (name, fd) => {
        if (name !== 'fdatasync') return undefined;
        asked.push(fd);
        const { promise, ...end } = Promise.withResolvers();
        ends.push(end);
        return promise;
      };
      const lines = [...'12345678'].map((line) => codeOf(journal.append(line)));
      const turn = () => new Promise((done) => setTimeout(done, 20));
      await turn();
      tell(new Set(asked).size);
      ends[1].reject(full);
      await turn();
      ends[0].resolve();
      tell(await Promise.all(lines));
      tell(text());`,
    );
    expect(told).toEqual([2, Array.from({ length: 8 }, () => 'disk_full'), '']);
  });

  test('that had no room for a line is still at fault when an earlier commit arrives', () => {
    const told = watched(
      folder(),
      `
      const first = Promise.withResolvers();
      let syncs = 0;
      watch = (name) => (name === 'fdatasync' && syncs++ === 0 ? first.promise : undefined);
      const append = (...lines) =>
        Promise.all(lines.map((line) => codeOf(journal.append(line)))).then((codes) => codes.join(' '));
      const kept = append('1', '2', '3', '4');
      const before = watch;
      watch = (name) => { if (name === 'write') throw full; };
      tell(await append('5', '6', '7', '8'));
      watch = before;
      first.resolve();
      tell(await kept);
      tell(journal.fault()?.code);
      tell(await append('9'));
      tell([journal.fault()?.code ?? null, text()]);`,
    );
    expect(told).toEqual([
      'disk_full disk_full disk_full disk_full',
      'kept kept kept kept',
      'disk_full',
      'kept',
      [null, '1\n2\n3\n4\n9\n'],
    ]);
  });
});
