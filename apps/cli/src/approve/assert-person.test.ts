import { describe, expect, test } from 'bun:test';
import { GatedProject, saidBy } from '../testing/gated-project.ts';

const GATED = { GAIT_GATED_SESSION: 's1' };
const REFUSED: readonly (readonly string[])[] = [
  ['approve', '--intent', 'call.json', '--policy', '.gait.yaml', '--ttl', '1h'],
  ['approve', '--revoke', 'x'],
  ['ui'],
  ['trust', '.gait.yaml'],
  ['untrust', '.gait.yaml'],
  ['init', '--policy-only', '--force'],
  ['kill-switch', 'disable', '--entry-id', 'x'],
  ['kill-switch', 'expire', '--entry-id', 'x'],
  ['policy', 'init', 'baseline-lowrisk', '--out', '.gait.yaml', '--force'],
  ['policy', 'fmt', '.gait.yaml', '--write'],
  ['keys', 'init'],
  ['keys', 'rotate'],
  ['run', 'session', 'seal', '--journal', 's.jsonl', '--private-key', '../sign.key'],
  ['run', 'session', 'compact', '--journal', 's.jsonl'],
];
const ALLOWED: readonly (readonly string[])[] = [
  ['kill-switch', 'add', '--tool-name', 'tool.read'],
  ['kill-switch', 'list'],
  ['policy', 'fmt', '.gait.yaml'],
  ['trust', 'list'],
];

describe('a session that the gate governs', () => {
  test.each(REFUSED.map((words) => [words.join(' '), words] as const))(
    'may not run: gait %s',
    async (_, words) => {
      using project = new GatedProject();
      project.put('project/.gait-out/keep', '');
      const ran = await project.run(words, GATED);
      expect(saidBy(ran)).toBe('approval_from_gated_session');
      expect(ran.exit).toBe(8);
      // A person gets further.
      expect(saidBy(await project.run(words))).not.toBe('approval_from_gated_session');
    },
  );

  test.each(ALLOWED.map((words) => [words.join(' '), words] as const))(
    'may stop and look: gait %s',
    async (_, words) => {
      using project = new GatedProject();
      project.put('project/.gait-out/keep', '');
      await project.run(['kill-switch', 'add', '--tool-name', 'tool.x']);
      expect((await project.run(words, GATED)).exit).toBe(0);
    },
  );
});
