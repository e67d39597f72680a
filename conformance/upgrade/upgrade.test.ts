import { describe, expect, test } from 'bun:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesSource, openZip, readEntry, writeZip } from '@gait/evidence';
import { codeOf, laterText, run, versions } from './version-folder.ts';

const SESSION = [
  'verify',
  'session-chain',
  '--chain',
  'session_chain.json',
  '--journal',
  'session.jsonl',
];
const READS: readonly (readonly [string, readonly string[]])[] = [
  [
    'a runpack',
    ['verify', './runpack_run_alpha.zip', '--profile', 'strict', '--public-key', 'public.key'],
  ],
  ['a trust file', ['verify', './runpack_run_alpha.zip', '--trust', 'trust.json']],
  ['a run pack', ['pack', 'verify', 'run_pack.zip', '--trust', 'trust.json']],
  ['a guard pack', ['guard', 'verify', 'guard.zip', '--trust', 'trust.json']],
  ['a sealed session', [...SESSION, '--trust', 'trust.json']],
  ['a regression suite', ['regress', 'run', '--output', 'result.json']],
  ['a journal that is continued', ['run', 'session', 'status', '--journal', 'session.jsonl']],
];

function laterEntry(file: string, entry: string): (folder: string) => void {
  return (folder) => {
    const path = join(folder, file);
    const archive = openZip(bytesSource(readFileSync(path)));
    const files = archive.entries.map((item) => {
      const data = readEntry(archive, item);
      if (item.name !== entry) return { path: item.name, data };
      const text = new TextDecoder()
        .decode(data)
        .replace('"schema_version":"1.0.0"', '"schema_version":"2.0.0"');
      return { path: item.name, data: new TextEncoder().encode(text) };
    });
    writeFileSync(path, writeZip(files));
  };
}

const REFUSES: readonly (readonly [string, readonly string[], (folder: string) => void])[] = [
  [
    'runpack manifest',
    ['verify', './runpack_run_alpha.zip'],
    laterEntry('runpack_run_alpha.zip', 'manifest.json'),
  ],
  [
    'pack manifest',
    ['pack', 'verify', 'run_pack.zip'],
    laterEntry('run_pack.zip', 'pack_manifest.json'),
  ],
  [
    'guard pack manifest',
    ['guard', 'verify', 'guard.zip'],
    laterEntry('guard.zip', 'pack_manifest.json'),
  ],
  [
    'trust file',
    ['verify', './runpack_run_alpha.zip', '--trust', 'trust.json'],
    laterText('trust.json'),
  ],
  [
    'session journal',
    ['run', 'session', 'status', '--journal', 'session.jsonl'],
    laterText('session.jsonl'),
  ],
  ['session chain', SESSION, laterText('session_chain.json')],
  ['session seal', SESSION, laterText('session.jsonl.seal.json')],
  ['regression suite', ['regress', 'run', '--output', 'result.json'], laterText('gait.yaml')],
  [
    'regression fixture',
    ['regress', 'run', '--output', 'result.json'],
    laterText('fixtures/alpha/fixture.json'),
  ],
];

test('every released version has its folder', () => {
  expect(versions).toContain('0.1.0');
});

describe.each(versions)('files of version %s', (version) => {
  test.each(READS)('%s is read', (_, words) => {
    const { exit, json } = run(version, words);
    expect({ exit, ok: json.ok }).toEqual({ exit: 0, ok: true });
  });
});

describe('files of a version that does not exist yet', () => {
  test.each(REFUSES)('a later %s is refused with a code', (_, words, change) => {
    const answer = run('0.1.0', words, change);
    expect(answer.json.ok).toBe(false);
    expect([2, 6]).toContain(answer.exit as number);
    expect(codeOf(answer)).toMatch(/^[a-z]+_[a-z_]+$/u);
  });
});
