import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHAIN_START, lineHash } from './chain-line.ts';
import { openChainCheck, type ChainReport } from './check-chain.ts';
import { openTraceJournal } from './open-trace-journal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-chain-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Lines of a journal of five decisions by file, as they were written. */
async function written(maxBytes = 1e9): Promise<Map<string, string[]>> {
  const place = mkdtempSync(join(folder, 'j-'));
  const journal = openTraceJournal(place, { label: 'a', maxBytes, chained: true });
  for (let n = 1; n <= 5; n += 1) await journal.append(JSON.stringify({ n }));
  await journal.close();
  return new Map(
    readdirSync(place)
      .toSorted()
      .map((name) => [name, readFileSync(join(place, name), 'utf8').trimEnd().split('\n')]),
  );
}

function look(files: Iterable<[string, readonly string[]]>, head?: string): ChainReport {
  const check = openChainCheck(head);
  for (const [file, lines] of files) {
    for (const [at, text] of lines.entries())
      check.line({ file, number: at + 1, text, json: JSON.parse(text) });
  }
  return check.end();
}
const found = ({ findings }: ChainReport): string[] =>
  findings.map(({ code, place }) => `${code} ${place}`);

/** Five lines in one file, changed. */
async function changed(change: (lines: string[]) => void): Promise<ChainReport> {
  const [entry] = await written();
  const [name, lines] = entry as [string, string[]];
  change(lines);
  return look([[name, lines]]);
}

describe('a chained journal', () => {
  test('says in each line where it stands, and is unbroken through all its parts', async () => {
    const files = await written(300);
    expect(files.size).toBeGreaterThan(1);
    const lines = [...files.values()].flat();
    expect(JSON.parse(lines[0] as string)).toEqual({
      ...{ n: 1, journal: 'a', part: 1, seq: 1 },
      prev: CHAIN_START,
    });
    expect(JSON.parse(lines[4] as string)).toMatchObject({
      ...{ seq: 5, part: files.size },
      prev: lineHash(lines[3] as string),
    });
    expect(look(files)).toMatchObject({
      findings: [],
      journals: [{ journal: 'a', lines: 5, fromPart: 1, head: lineHash(lines[4] as string) }],
    });
  });

  test('names a line that was changed, in the middle and at the start', async () => {
    const at = (n: number) =>
      changed((lines) => (lines[n - 1] = lines[n - 1]?.replace(`"n":${n}`, '"n":9') as string));
    expect(found(await at(3))).toEqual(['trace_chain_edit traces-a-0001.jsonl:3']);
    expect(found(await at(1))).toEqual(['trace_chain_edit traces-a-0001.jsonl:1']);
  });

  test('names where lines are missing', async () => {
    const middle = await changed((lines) => lines.splice(1, 2));
    expect(found(middle)).toEqual(['trace_chain_gap traces-a-0001.jsonl:2']);
    expect(middle.findings[0]?.message).toContain('2 lines are missing');
    const start = await changed((lines) => lines.shift());
    expect(found(start)).toEqual(['trace_chain_gap traces-a-0001.jsonl:1']);
  });

  test('names lines that were moved or stand twice', async () => {
    const moved = await changed((lines) =>
      lines.splice(1, 2, lines[2] as string, lines[1] as string),
    );
    expect(found(moved)).toEqual(['trace_chain_order traces-a-0001.jsonl:3']);
    const twice = await changed((lines) => lines.splice(2, 0, lines[1] as string));
    expect(found(twice)).toEqual(['trace_chain_order traces-a-0001.jsonl:3']);
  });

  test('names lines that lost their place or come from elsewhere', async () => {
    expect(found(await changed((lines) => (lines[2] = '{"n":3}')))).toEqual([
      'trace_chain_stripped traces-a-0001.jsonl:3',
      'trace_chain_gap traces-a-0001.jsonl:4',
    ]);
    const foreign = await changed((lines) =>
      lines.splice(2, 0, (lines[2] as string).replace('"journal":"a"', '"journal":"b"')),
    );
    expect(found(foreign)).toEqual(['trace_chain_foreign traces-a-0001.jsonl:3']);
  });
});

describe('the end of a chained journal', () => {
  test('that was cut shows by the next part', async () => {
    const files = await written(300);
    [...files.values()][0]?.pop();
    expect(found(look(files))).toEqual(['trace_chain_gap traces-a-0002.jsonl:1']);
  });

  test('that was cut shows by the expected head, and not otherwise', async () => {
    const [entry] = await written();
    const [name, lines] = entry as [string, string[]];
    const head = lineHash(lines.at(-1) as string);
    expect(look([[name, lines]], head)).toMatchObject({ findings: [], headFound: true });
    lines.pop();
    expect(look([[name, lines]]).findings).toEqual([]);
    expect(look([[name, lines]], head).findings).toMatchObject([{ code: 'trace_chain_head' }]);
  });

  test('may lie in a later part alone: the lines before are not missed', async () => {
    const [, ...later] = await written(300);
    expect(look(later)).toMatchObject({ findings: [], journals: [{ fromPart: 2 }] });
  });
});

test('lines from before there was a chain are read as such', () => {
  expect(look([['traces-old-0001.jsonl', ['{"n":1}', '{"n":2}']]])).toEqual({
    ...{ journals: [], findings: [], unchained: 2, headFound: false },
  });
});
