import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { findCommand } from '../../apps/cli/src/find-command.ts';
import { AGENT_COMMANDS } from '../../apps/cli/src/krci/agent-commands.ts';
import { judgeAfter } from './judge-after.ts';
import { judgeStep } from './judge-step.ts';
import { loadKrciCases, type CaseStep, type KrciCase } from './krci-case.ts';
import { makeTree } from './make-tree.ts';
import { runStep } from './run-step.ts';
import { BETTER } from './stricter-cases.ts';

const BINARY = resolve(
  process.env['KRCI_CONFORMANCE_BIN'] ??
    join(import.meta.dirname, '..', '..', 'dist', 'conformance', 'krci-ai'),
);
const cases = loadKrciCases();
const pending = new Map<string, number>();
for (const step of cases.flatMap(({ steps }) => steps)) {
  const command = missingCommand(step);
  if (command !== undefined) pending.set(command, (pending.get(command) ?? 0) + 1);
}

/** The command of a step that this build does not have. */
function missingCommand({ argv }: CaseStep): string | undefined {
  const [first = ''] = argv;
  if (first.startsWith('-')) return undefined;
  return findCommand(argv, AGENT_COMMANDS).kind === 'unknown' ? first : undefined;
}

/** Steps up to the first whose command is not there: what follows may need what it would have done. */
function readySteps({ steps }: KrciCase): readonly CaseStep[] {
  const end = steps.findIndex((step) => missingCommand(step) !== undefined);
  return end < 0 ? steps : steps.slice(0, end);
}

describe('the built executable answers as the reference does, or better', () => {
  for (const vector of cases.filter((one) => readySteps(one).length > 0)) {
    test.concurrent(vector.id, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'krci-vector-'));
      try {
        const project = join(folder, 'project');
        mkdirSync(project);
        makeTree(project, vector.tree);
        let better = false;
        for (const step of readySteps(vector)) {
          const verdict = judgeStep(vector, step.expect, await runStep(step, project, BINARY));
          expect(verdict.verdict === 'differs' ? verdict.differences : []).toEqual([]);
          better ||= verdict.verdict === 'better';
        }
        if (readySteps(vector).length === vector.steps.length)
          expect(judgeAfter(vector, project)).toEqual([]);
        expect([vector.id, better]).toEqual([vector.id, BETTER[vector.id] !== undefined]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});

test('every step is run or counted as pending by its missing command', () => {
  const ready = cases.filter((vector) => readySteps(vector).length === vector.steps.length).length;
  const lines = [...pending]
    .sort()
    .map(([name, count]) => `  ${String(count).padStart(4)}  ${name}`);
  console.log(
    `krci-ai: ${ready} of ${cases.length} cases run whole, steps pending by command:\n${lines.join('\n')}`,
  );
  expect(ready).toBeGreaterThan(0);
  for (const id of Object.keys(BETTER)) expect(cases.some((one) => one.id === id)).toBeTrue();
});
