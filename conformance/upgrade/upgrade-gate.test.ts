import { describe, expect, test } from 'bun:test';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCallerTokens } from '@gait/boundary';
import { sha256Hex } from '@gait/canon';
import { codeOf, laterText, run, versions, type Change } from './version-folder.ts';

/** What the gate keeps: written by a released version, read by this one. */
const folderOf = (version: string): string => join(version, 'gate');
const withGate = versions.filter((version) =>
  existsSync(join(import.meta.dirname, folderOf(version))),
);

/** Counters are of the hour that they were written in; the clock alone says which one it is. */
const thisHour: Change = (folder) => {
  const path = join(folder, 'limits.json');
  const hour = `${new Date().toISOString().slice(0, 13)}:00:00Z`;
  const text = readFileSync(path, 'utf8').replaceAll(/\d{4}-\d\d-\d\dT\d\d:00:00Z/gu, hour);
  writeFileSync(path, text);
};

/** Asks for a call, with the settings that the files were written with. */
const asks = (intent: string, ...more: readonly string[]): readonly string[] => [
  ...['gate', 'eval', '--intent', intent, '--policy', 'policy.yaml'],
  ...['--evaluation-time', '2026-01-05T09:20:00Z', '--rate-limit-state', 'limits.json'],
  ...['--approval-public-key', 'public.key', ...more],
];
const approved = (name: string): readonly string[] =>
  asks(`${name}.json`, '--approval-token', `approval_${name}.json`);
const USES_ONE = asks('approved.json', '--approval-token', 'approval.json');
const SCRIPT = asks(
  'script.json',
  ...['--approved-script-registry', 'approved_scripts.json'],
  ...['--approved-script-public-key', 'public.key'],
);
const LIST = ['list-scripts', '--registry', 'approved_scripts.json', '--public-key', 'public.key'];
const STOPPED = asks('approved.json', '--kill-switch-state', 'kill_switch_state.json');
const SHOW = ['trace', 'show', 'traces', '--public-key', 'public.key', '--profile', 'strict'];
const TRACE = ['trace', 'verify', 'trace.json', '--public-key', 'public.key'];
const SERVE = [
  ...['gate', 'serve', '--policy', 'policy.yaml'],
  ...['--listen', '127.0.0.1:0', '--tokens', 'callers.json'],
];

/** What is read, with which command, its exit status, and what the answer says if the file counted. */
const READS: readonly (readonly [string, readonly string[], number, string])[] = [
  ['a policy', ['policy', 'validate', 'policy.yaml'], 0, '"ok":true'],
  ['a policy of 1.1.0', ['policy', 'validate', 'policy_1_1.yaml'], 0, '"ok":true'],
  [
    'what a policy of 1.1.0 says that tools do',
    ['policy', 'test', 'policy_1_1_tools.yaml', 'read.json'],
    3,
    'tool_class_stricter',
  ],
  ['an approval', USES_ONE, 0, 'approval_granted'],
  ['the ledger of used approvals', approved('spent'), 4, 'approval_token_already_used'],
  ['the denials', approved('denied'), 3, 'approval_denied'],
  ['the list of withdrawn tokens', approved('revoked'), 4, 'approval_token_revoked'],
  ['the kill switch', STOPPED, 3, 'kill_switch_active'],
  ['the counters of limits', asks('read.json'), 3, 'rate_limit_exceeded'],
  ['the approved scripts', SCRIPT, 0, 'approved_script_match'],
  ['the list of approved scripts', LIST, 0, '"ok":true'],
  ['a journal of traces', SHOW, 0, '"ok":true'],
  ['a trace with its decision and outcome', [...TRACE, '--profile', 'strict'], 0, '"ok":true'],
  ['the trusted policies', ['trust', 'list'], 0, '/srv/shop/.gait.yaml'],
  [
    'the defaults of a project',
    ['gate', 'eval', '--config', 'config.yaml', '--intent', 'denied.json'],
    3,
    'approval_denied',
  ],
];

describe.each(withGate)('what the gate of version %s keeps', (version) => {
  test.each(READS)('%s is read', (_, words, exit, says) => {
    const answer = run(folderOf(version), words, thisHour);
    expect(JSON.stringify(answer.json)).toContain(says);
    expect(answer.exit).toBe(exit);
  });

  test('the callers are read', () => {
    const file = join(import.meta.dirname, folderOf(version), 'callers.json');
    expect(parseCallerTokens(readFileSync(file), file)).toEqual([
      {
        sha256: sha256Hex('the-token-of-alice'),
        caller: { identity: 'alice', workspace: '/srv/shop' },
      },
    ]);
  });

  test('the journal of the kill switch says what it is', () => {
    const file = join(import.meta.dirname, folderOf(version), 'kill_switch_journal.jsonl');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      schema_id: 'gait.gate.kill_switch_journal',
      schema_version: '1.0.0',
    });
  });
});

const SPENT = 'home/state/gait/approvals/spent.jsonl';
const DENIALS = 'home/state/gait/approvals/denials.jsonl';
const REVOKED = 'home/state/gait/approvals/revocations.json';
const TRUSTED = 'home/config/gait/trusted-policies.json';
const addSetting: Change = (folder) =>
  appendFileSync(join(folder, 'config.yaml'), '  setting_of_later: "on"\n');

const REFUSES: readonly (readonly [string, readonly string[], Change, string])[] = [
  ['ledger of used approvals', USES_ONE, laterText(SPENT), 'ledger_schema'],
  ['denials', USES_ONE, laterText(DENIALS), 'denials_unreadable'],
  ['list of withdrawn tokens', USES_ONE, laterText(REVOKED), 'revocation_list_invalid'],
  ['counters of limits', asks('read.json'), laterText('limits.json'), 'limit_state_schema'],
  ['kill switch', STOPPED, laterText('kill_switch_state.json'), 'kill_switch_state_invalid'],
  ['approved scripts', LIST, laterText('approved_scripts.json'), 'approved_script_invalid'],
  ['journal of traces', SHOW, laterText('traces/traces-1-0001.jsonl'), 'trace_journal_schema'],
  ['decision document', TRACE, laterText('trace.decision.json'), 'decision_document_schema'],
  ['outcome statement', TRACE, laterText('trace.outcome.json'), 'outcome_schema'],
  ['file of callers', SERVE, laterText('callers.json'), 'serve_tokens_invalid'],
  ['list of trusted policies', ['trust', 'list'], laterText(TRUSTED), 'trusted_policies_invalid'],
  [
    'project setting',
    asks('read.json', '--config', 'config.yaml'),
    addSetting,
    'config_unknown_field',
  ],
];

describe('what the gate of a later version keeps', () => {
  test.each(REFUSES)('a later %s is refused with its code', (_, words, change, code) => {
    const answer = run(folderOf('0.1.0'), words, change);
    expect(codeOf(answer)).toBe(code);
    expect(answer.json.ok).toBe(false);
    expect(answer.exit).not.toBe(0);
  });

  test.each(['policy.yaml', 'policy_1_1.yaml', 'policy_1_1_tools.yaml'])(
    'a later %s is refused',
    (file) => {
      const from = file === 'policy.yaml' ? '1.0.0' : '1.1.0';
      const answer = run(folderOf('0.1.0'), ['policy', 'validate', file], laterText(file, from));
      expect(answer.json.ok).toBe(false);
      expect(answer.exit).toBe(6);
    },
  );

  test('a later approval permits nothing', () => {
    const answer = run(folderOf('0.1.0'), USES_ONE, laterText('approval.json'));
    expect(answer.exit).toBe(4);
    expect(answer.json.reason_codes).not.toContain('approval_granted');
  });
});
