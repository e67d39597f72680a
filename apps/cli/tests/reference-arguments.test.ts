import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { runInProcess } from '../src/testing.ts';

/** Arguments in an empty folder, and what the reference did: exit status, JSON or text on standard output. */
type Row = readonly [words: readonly string[], exit: number, form: 'json' | 'text'];
const ROWS = readFileSync(join(import.meta.dirname, 'reference-arguments.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

/** Ends another way here, on purpose: rows of docs/COMPATIBILITY.md. */
const ANOTHER_EXIT: Readonly<Record<string, number>> = { 'help x': 6 };

let cwd = '';
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gait-arguments-'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('arguments are taken and refused as by the reference', () => {
  for (const [words, exit, form] of ROWS) {
    const line = words
      .map((word) => (/^[\w./=-]+$/u.test(word) ? word : JSON.stringify(word)))
      .join(' ');
    test(`gait ${line}`, async () => {
      const folder = mkdtempSync(join(cwd, 'c-'));
      const ran = await runInProcess(words, { cwd: folder });
      expect({ exit: ran.exit, form: ran.json === undefined ? 'text' : 'json' }).toEqual({
        exit: ANOTHER_EXIT[line] ?? exit,
        form,
      });
      if (exit !== 0 && form === 'json') {
        expect(ran.json).toMatchObject({
          ok: false,
          error_category: 'invalid_input',
          error_code: 'invalid_input',
        });
        expect(typeof ran.json?.['hint']).toBe('string');
      }
      expect(ran.stdout + ran.stderr).not.toBe('');
    });
  }
});
