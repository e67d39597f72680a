import { describe, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bytesSource, openZip, readEntry, writeZip } from '@gait/evidence';

const BINARY = resolve(
  process.env['GAIT_CONFORMANCE_BIN'] ??
    join(import.meta.dirname, '..', '..', 'dist', 'conformance', 'gait'),
);
const versions = readdirSync(import.meta.dirname).filter((name) => /^\d+\.\d+\.\d+$/u.test(name));

interface Answer {
  readonly exit: number | null;
  readonly json: { readonly ok?: boolean; readonly detail?: { readonly code?: string } };
}

/** Runs one command in a copy of a version's folder, after `change` has altered the copy. */
function run(version: string, words: readonly string[], change?: (folder: string) => void): Answer {
  const folder = mkdtempSync(join(tmpdir(), 'gait-upgrade-'));
  try {
    cpSync(join(import.meta.dirname, version), folder, { recursive: true });
    change?.(folder);
    const { status, stdout } = spawnSync(BINARY, [...words, '--json'], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, TZ: 'UTC' },
    });
    return { exit: status, json: JSON.parse(stdout) as Answer['json'] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

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

function laterText(file: string): (folder: string) => void {
  return (folder) => {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    const later = text.replace(/("schema_version":\s*")1\.0\.0"/u, '$12.0.0"');
    if (later === text) throw new Error(`${file} names no version`);
    writeFileSync(path, later);
  };
}

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
    const { exit, json } = run('0.1.0', words, change);
    expect(json.ok).toBe(false);
    expect([2, 6]).toContain(exit as number);
    const text = JSON.stringify(json);
    expect(json.detail?.code ?? /"code":"([a-z_]+)"/u.exec(text)?.[1]).toMatch(/^[a-z]+_[a-z_]+$/u);
  });
});
