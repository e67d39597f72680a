import { afterEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchedCalls } from '../testing/watched-calls.ts';

const folders: string[] = [];

afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

/** What a script tells that writes to a journal; `first` ends the first commit. */
function watched(script: string): unknown {
  const place = mkdtempSync(join(tmpdir(), 'gait-traces-'));
  folders.push(place);
  return watchedCalls(`
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    let mayCut = true;
    const { ftruncateSync } = real;
    const mocked = { ...(await import('node:fs')) };
    mock.module('node:fs', () => ({
      ...mocked,
      ftruncateSync: (...given) => {
        if (!mayCut) throw full;
        ftruncateSync(...given);
      },
    }));
    const { openTraceJournal } = await load('traces/open-trace-journal.ts');
    const codeOf = (promise) => promise.then(() => 'kept', (error) => error.code);
    const place = ${JSON.stringify(place)};
    const journal = openTraceJournal(place, { label: 'a', maxBytes: 20 });
    const append = (...lines) =>
      Promise.all(lines.map((line) => codeOf(journal.append(line)))).then((codes) => codes.join(' '));
    const parts = () =>
      real.readdirSync(place).toSorted().map((name) => real.readFileSync(place + '/' + name, 'utf8'));
    const turn = () => new Promise((done) => setTimeout(done, 20));
    const first = Promise.withResolvers();
    const holdFirst = () => {
      let syncs = 0;
      watch = (name) => (name === 'fdatasync' && syncs++ === 0 ? first.promise : undefined);
    };
    ${script}`);
}

describe('a part of a trace journal', () => {
  test('that is full is not left while a commit of it is on its way', () => {
    const told = watched(`
      holdFirst();
      const early = append('"a long line"', '"another line"');
      await turn();
      tell(parts());
      const late = append('1', '2', '3', '4', '5');
      await turn();
      tell(parts());
      first.resolve();
      tell([await early, await late]);
      await journal.close();
      tell(parts());`);
    const one = '"a long line"\n"another line"\n';
    expect(told).toEqual([
      [one],
      [one],
      ['kept kept', 'kept kept kept kept kept'],
      [one, '1\n2\n3\n4\n5\n'],
    ]);
  });

  test('that is full and lost has no next one: who waits for it is refused', () => {
    const told = watched(`
      holdFirst();
      const early = append('"a long line"', '"another line"');
      await turn();
      const late = append('1', '2', '3', '4', '5');
      first.reject(full);
      tell([await early, await late]);
      tell(parts());`);
    const codes = (count: number) => Array.from({ length: count }, () => 'disk_full').join(' ');
    expect(told).toEqual([[codes(2), codes(5)], ['']]);
  });

  test('is not closed before the commit that is on its way has arrived', () => {
    const told = watched(`
      holdFirst();
      const said = [];
      const line = append('1').then((code) => said.push(code));
      await turn();
      const closing = journal.close().then(() => said.push('closed'));
      await turn();
      tell([...said]);
      tell(await append('2'));
      first.resolve();
      await Promise.all([line, closing]);
      tell(said.toSorted());
      tell(parts());`);
    expect(told).toEqual([[], 'trace_journal_closed', ['closed', 'kept'], ['1\n']]);
  });

  test('is not closed before a line has arrived that came in the same turn', () => {
    const told = watched(`
      holdFirst();
      const said = [];
      const line = append('1').then((code) => said.push(code));
      const closing = journal.close().then(() => said.push('closed'));
      await turn();
      tell([...said]);
      first.resolve();
      await Promise.all([line, closing]);
      tell([...said.toSorted(), ...parts()]);`);
    expect(told).toEqual([[], ['closed', 'kept', '1\n']]);
  });

  test('is not closed before the lines that wait behind a commit are kept', () => {
    const told = watched(`
      holdFirst();
      const lines = [append('1')];
      await turn();
      lines.push(append('2'));
      const closing = journal.close();
      await turn();
      tell(parts());
      first.resolve();
      await closing;
      tell(await Promise.all(lines));
      tell(parts());`);
    expect(told).toEqual([['1\n'], ['kept', 'kept'], ['1\n2\n']]);
  });

  test('that half a line could not be taken back from is not written to any more', () => {
    const told = watched(`
      tell(await append('1'));
      let writes = 0;
      watch = (name) => {
        if (name !== 'write' || writes++ > 0) return;
        // A part of it was written before there was no room.
        real.appendFileSync(journal.path, '"hal');
        throw full;
      };
      mayCut = false;
      tell(await append('"half"'));
      mayCut = true;
      tell(await append('2'));
      tell([writes, journal.fault()?.code, parts()]);`);
    expect(told).toEqual(['kept', 'disk_full', 'disk_full', [1, 'disk_full', ['1\n"hal']]]);
  });
});
