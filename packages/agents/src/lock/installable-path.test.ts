import { describe, expect, test } from 'bun:test';
import { HARNESS_IDS, HARNESSES, HOOK_ROWS, pathIn } from '@gait/harness';
import { readFramework } from '../graph/read-framework.ts';
import { renderTargets } from '../targets/render-targets.ts';
import { lampTree } from '../testing/lamp-framework.ts';
import { nastyFramework } from '../testing/nasty-framework.ts';
import { installableFault } from './installable-path.ts';

describe('a lock may name', () => {
  test.each(['kept', 'current'] as const)('each file that an install writes, %s', (layout) => {
    const files = [nastyFramework(), readFramework(lampTree({}))].flatMap(
      (framework) => renderTargets(framework, HARNESS_IDS, { layout }).files,
    );
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter(({ path }) => installableFault(path, 'target') !== undefined)).toEqual([]);
  });

  test('what the existing tool wrote', () => {
    expect(installableFault('.github/chatmodes/dev.chatmode.md', 'target')).toBeUndefined();
    expect(installableFault('.claude/commands/krci-ai/dev.md', 'target')).toBeUndefined();
    expect(installableFault('.cursor/rules/krci-ai/dev.mdc', 'target')).toBeUndefined();
    expect(installableFault('.windsurf/rules/dev.md', 'target')).toBeUndefined();
  });
});

describe('a lock may not name', () => {
  const inProject = (path: string): boolean => !path.startsWith('~/');
  const settings = [
    ...HARNESS_IDS.flatMap((id) => HARNESSES[id].mcp.places),
    ...Object.values(HOOK_ROWS).flatMap(({ files }) => files.project),
  ].map(({ path }) => path);

  test.each([...new Set(settings)].filter(inProject))('%s, which holds settings', (path) => {
    for (const kind of ['target', 'asset'] as const)
      for (const name of [path, path.toUpperCase(), `./${path}`, `sub/${path}`])
        expect(installableFault(name, kind)).toBeDefined();
  });

  const rules = HARNESS_IDS.flatMap((id) => HARNESSES[id].rules.places)
    .map((place) => pathIn(place, 'style'))
    // Personas of these stand among the rules.
    .filter((path) => inProject(path) && !/^\.(?:devin|windsurf)\//u.test(path));
  test.each([...new Set(rules)])('%s, what a person says to all agents', (path) => {
    expect(installableFault(path, 'target')).toBeDefined();
  });

  test.each([
    'src/main.ts',
    '.claude/agents/deep/er.md',
    '.claude/agents/x.json',
    '.claude/skills/SKILL.md',
    '.krci-ai/agents/dev.yaml',
    '.codex/agents/x.md',
  ])('%s as a file of a tool', (path) => {
    expect(installableFault(path, 'target')).toBeDefined();
  });
});
