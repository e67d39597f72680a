import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { codeOf, laterText, run, versions, type Answer, type Change } from './version-folder.ts';

/** A project with installed agents: what a released version wrote, read by this one. */
const folderOf = (version: string): string => join(version, 'krci');
const withAgents = versions.filter((version) =>
  existsSync(join(import.meta.dirname, folderOf(version))),
);
const krci = (version: string, words: readonly string[], change?: Change): Answer =>
  run(folderOf(version), words, change, 'krci-ai');

test('a released version has installed agents', () => {
  expect(withAgents).toContain('0.1.0');
});

describe.each(withAgents)('agents that version %s installed', (version) => {
  test.each([
    ['are as the lock says, and the lock is signed', ['verify', '--public-key', 'public.key']],
    ['are told', ['status']],
    [
      'have a record, and each part of it is signed',
      ['audit', 'verify', '--public-key', 'public.key'],
    ],
    ['validate', ['validate']],
    ['are installed again', ['install', '--from', 'source']],
    ['are removed', ['uninstall']],
  ])('%s', (_, words) => {
    const { exit, json } = krci(version, words);
    expect({ exit, ok: json.ok, findings: json.findings ?? [] }).toEqual({
      exit: 0,
      ok: true,
      findings: [],
    });
  });
});

test.each(['install', 'uninstall', 'status', 'verify'])(
  'a lock of a version that does not exist yet is refused by %s',
  (command) => {
    const answer = krci('0.1.0', [command], laterText('krci-ai.lock.json'));
    expect([answer.exit, codeOf(answer)]).toEqual([6, 'agent_lock_newer']);
  },
);

test('an audit with a record of a later version is damaged', () => {
  const change: Change = (folder) => {
    const path = join(folder, '.krci-ai/audit.jsonl');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replaceAll('"record_version":"1.0"', '"record_version":"2.0"'));
  };
  expect(codeOf(krci('0.1.0', ['audit', 'verify'], change))).toBe('agent_audit_damaged');
});
