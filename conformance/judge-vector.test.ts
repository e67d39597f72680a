import { describe, expect, test } from 'bun:test';
import { zipSync } from 'fflate';
import { judgeVector } from './judge-vector.ts';
import type { VectorRun } from './run-vector.ts';
import type { VectorCase } from './vector-case.ts';

const VECTOR: VectorCase = {
  id: 'x',
  kind: 'runpack',
  note: '',
  files: [],
  command: ['verify', 'x.zip', '--json'],
  exit: 0,
  stdout_json: { ok: true },
};

const RUN: VectorRun = {
  exit: 0,
  stdout: '{"ok":true}\n',
  stderr: '',
  setupExits: [],
  written: new Map(),
  removed: [],
};

const file = (text: string | Uint8Array, mode = '600') => ({ bytes: Buffer.from(text), mode });
const judge = (vector: Partial<VectorCase>, run: Partial<VectorRun>) =>
  judgeVector({ ...VECTOR, ...vector }, { ...RUN, ...run });
const verdict = (vector: Partial<VectorCase>, run: Partial<VectorRun>) =>
  judge(vector, run).verdict;

describe('a run agrees with its case', () => {
  test('when exit, answer and files are the same', () => {
    expect(judge({}, {})).toEqual({ verdict: 'agrees' });
  });

  test('not when the exit status is another', () => {
    expect(verdict({}, { exit: 2 })).toBe('differs');
    expect(verdict({ exit_ok: [2] }, { exit: 2 })).toBe('agrees');
    expect(verdict({ exit_ok: [2] }, { exit: 6 })).toBe('differs');
  });

  test('not when the answer is no JSON, or more than one line', () => {
    expect(verdict({}, { stdout: 'ok\n' })).toBe('differs');
    expect(verdict({}, { stdout: '{\n"ok":true}\n' })).toBe('differs');
    expect(verdict({}, { stdout: '{"ok":true}' })).toBe('differs');
  });

  test('not when a setup command failed', () => {
    expect(verdict({}, { setupExits: [6] })).toBe('differs');
  });

  test('not when text that is a format has another letter', () => {
    const receipt = { id: 'receipt-text', stdout_json: null, stdout_text: 'GAIT run_id=x\n' };
    expect(verdict(receipt, { stdout: 'GAIT run_id=x\n' })).toBe('agrees');
    expect(verdict(receipt, { stdout: 'GAIT run_id=y\n' })).toBe('differs');
  });
});

describe('a refusal where the reference is lax', () => {
  const refused = {
    exit: 2,
    stdout: '{"ok":false,"refusals":[{"code":"runpack_undeclared_entry"}]}\n',
  };

  test('is stricter, with its codes, where the case allows it', () => {
    expect(judge({ stricter_ok: true }, refused)).toEqual({
      verdict: 'stricter',
      codes: ['runpack_undeclared_entry'],
    });
  });

  test('is a difference where it does not', () => {
    expect(verdict({}, refused)).toBe('differs');
  });

  test('is a difference when it is a crash', () => {
    expect(verdict({ stricter_ok: true }, { ...refused, exit: 1 })).toBe('differs');
  });
});

describe('files', () => {
  const outputs = [{ path: 'out/a.json', mode: '600', json: { a: 1 } }];
  const written = (name: string, found: ReturnType<typeof file>) => ({
    written: new Map([[name, found]]),
  });

  test('must be there, with the mode and the content', () => {
    expect(verdict({ outputs }, written('out/a.json', file('{"a":1}')))).toBe('agrees');
    expect(verdict({ outputs }, {})).toBe('differs');
    expect(verdict({ outputs }, written('out/a.json', file('{"a":1}', '644')))).toBe('differs');
    expect(verdict({ outputs }, written('out/a.json', file('{"a":2}')))).toBe('differs');
    expect(verdict({ outputs }, written('out/a.json', file('{')))).toBe('differs');
  });

  test('must not be more than expected', () => {
    expect(verdict({}, written('out/extra', file('')))).toBe('differs');
    expect(verdict({}, { removed: ['in.json'] })).toBe('differs');
    expect(verdict({ removed: ['in.json'] }, {})).toBe('differs');
  });

  test('of a zip are compared entry by entry, uncompressed', () => {
    const sha256 = 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb';
    const zip = [
      { path: 'p.zip', zip_entries: { a: { sha256, size: 1 }, b: null }, zip_volatile: ['b'] },
    ];
    const packed = (entries: Record<string, string>) =>
      written(
        'p.zip',
        file(
          zipSync(
            Object.fromEntries(
              Object.entries(entries).map(([name, text]) => [name, Buffer.from(text)]),
            ),
          ),
        ),
      );
    expect(verdict({ outputs: zip }, packed({ a: 'a', b: 'anything' }))).toBe('agrees');
    expect(verdict({ outputs: zip }, packed({ a: 'x', b: 'anything' }))).toBe('differs');
    expect(verdict({ outputs: zip }, packed({ a: 'a' }))).toBe('differs');
    expect(verdict({ outputs: zip }, packed({ a: 'a', b: '', c: '' }))).toBe('differs');
  });
});
