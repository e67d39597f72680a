import { expect, test } from 'bun:test';
import type { Finding } from '../../findings/finding.ts';
import { validateLamp } from '../../testing/validate-lamp.ts';
import { findingsGithub } from './github.ts';
import { reportJson } from './report-json.ts';
import { findingsSarif } from './sarif.ts';
import { countsText, findingsText } from './text.ts';

const FINDING: Finding = {
  code: 'missing_data',
  severity: 'error',
  file: '.krci-ai/tasks/a b,c:d%.md',
  line: 3,
  column: 7,
  agents: ['a', 'b', 'c', 'd'],
  message: 'the data file x\n::error::y does not exist',
  hint: 'add 100% of it',
  about: ['x'],
  fix: [{ start: 0, end: 0, text: '' }],
};
const plain = (text: string): string => text;

test('GitHub cannot be given a second command by a name or a message', () => {
  expect(findingsGithub([FINDING, { ...FINDING, severity: 'note' }])).toEqual([
    '::error file=.krci-ai/tasks/a b%2Cc%3Ad%25.md,line=3,col=7,title=missing_data::the data file x%0A::error::y does not exist. Repair: add 100%25 of it',
    '::notice file=.krci-ai/tasks/a b%2Cc%3Ad%25.md,line=3,col=7,title=missing_data::the data file x%0A::error::y does not exist. Repair: add 100%25 of it',
  ]);
});

test('SARIF names each rule once, and places as addresses', () => {
  const sarif = findingsSarif(
    [FINDING, { ...FINDING, code: 'orphan', severity: 'warning' }],
    '1.2.3',
  );
  expect(sarif).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        columnKind: 'utf16CodeUnits',
        tool: {
          driver: {
            name: 'krci-ai',
            version: '1.2.3',
            rules: [
              { id: 'missing_data', defaultConfiguration: { level: 'error' } },
              { id: 'orphan' },
            ],
          },
        },
        results: [
          {
            ruleId: 'missing_data',
            ruleIndex: 0,
            level: 'error',
            locations: [
              {
                physicalLocation: {
                  artifactLocation: {
                    uri: '.krci-ai/tasks/a%20b%2Cc%3Ad%25.md',
                    uriBaseId: '%SRCROOT%',
                  },
                  region: { startLine: 3, startColumn: 7 },
                },
              },
            ],
          },
          { ruleId: 'orphan', ruleIndex: 1, level: 'warning' },
        ],
      },
    ],
  });
});

test('JSON has a finding for each agent that lacks a file, and counts them', () => {
  const report = {
    ok: false,
    findings: [{ ...FINDING, agents: ['a', 'b'] }],
    counts: validateLamp({}).counts,
  };
  const json = reportJson(report) as { findings: { agent: string }[]; counts: object };
  expect(json.findings.map(({ agent }) => agent)).toEqual(['a', 'b']);
  expect(json.counts).toMatchObject({ errors: 2, warnings: 0, notes: 0 });
});

test('JSON has the keys that scripts read', () => {
  const { findings } = reportJson({
    ok: false,
    findings: [{ ...FINDING, code: 'tag_unclosed' }],
    counts: validateLamp({}).counts,
  }) as { findings: object[] };
  expect(findings).toEqual([
    {
      code: 'tag_unclosed',
      severity: 'error',
      file: FINDING.file,
      line: 3,
      column: 7,
      agent: 'a',
      agents: ['a', 'b', 'c', 'd'],
      message: FINDING.message,
      hint: FINDING.hint,
      about: ['x'],
      fixable: true,
    },
  ]);
});

test('text tells place, code, users, message and repair', () => {
  const style = {
    bad: (text: string) => `!${text}`,
    warn: plain,
    dim: plain,
    prose: (text: string) => [text],
  };
  expect(findingsText([{ ...FINDING, message: 'm', hint: 'h' }], style)).toEqual([
    '.krci-ai/tasks/a b,c:d%.md:3:7  !error missing_data  (a, b, c and 1 more)',
    '  m',
    '  repair: h',
  ]);
  expect(countsText({ ...validateLamp({}).counts, errors: 1 })).toEqual([
    '1 error, 0 warnings, 0 notes',
    '1 agent, 1 task, 1 template, 1 data file, 0 skills, 3 references checked',
  ]);
});
