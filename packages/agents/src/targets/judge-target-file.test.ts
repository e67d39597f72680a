import { expect, test } from 'bun:test';
import { HARNESS_IDS } from '@gait/harness';
import { nastyFramework } from '../testing/nasty-framework.ts';
import { judgeTargetFile } from './judge-target-file.ts';
import { renderTargets } from './render-targets.ts';

const judge = (path: string, files: Readonly<Record<string, string>>): string =>
  judgeTargetFile(path, (name) => {
    const text = files[name];
    return text === undefined ? undefined : new TextEncoder().encode(text);
  });

test('every file that is rendered is known again, edited ones too', () => {
  const { files } = renderTargets(nastyFramework(), HARNESS_IDS);
  const there = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const read = (path: string): Uint8Array | undefined => there.get(path);
  expect(files.map(({ path }) => judgeTargetFile(path, read))).toEqual(
    files.map(() => 'generated'),
  );
  const edited = (path: string): Uint8Array | undefined => {
    const bytes = there.get(path);
    return bytes && Uint8Array.from([0x61, ...bytes]);
  };
  expect(judgeTargetFile('.claude/agents/keeper.md', edited)).toBe('generated');
});

test.each([
  ['.claude/agents/dev.md', '---\nname: dev\n---\nmine\n', 'foreign'],
  ['.claude/commands/krci-ai/dev.md', '# /dev Command\n\n```yaml\nx\n```\n', 'earlier'],
  ['.cursor/rules/krci-ai/dev.mdc', '---\n---\n# Dev Agent Activation\n```yaml\n```', 'earlier'],
  ['.github/chatmodes/dev.chatmode.md', '# Dev Agent Chat Mode\n```yaml\n```', 'earlier'],
  ['.windsurf/rules/dev.md', '# Dev Agent Rule\n## Agent Definition\n```yaml\n```', 'earlier'],
  ['.windsurf/rules/dev.md', '# My rules\n', 'foreign'],
  ['.claude/commands/krci-ai/keep.txt', '# /dev Command\n```yaml\n```', 'foreign'],
  ['.claude/commands/dev.md', '# /dev Command\n```yaml\n```', 'foreign'],
])('%s that reads %j is %s', (path, text, kind) => {
  expect(judge(path, { [path]: text })).toBe(kind);
});

test('nothing is absent, and a file of a skill belongs to its SKILL.md', () => {
  const mark = `<!-- krci-ai made this from a sha256:${'0'.repeat(64)} -->\n`;
  expect(judge('.claude/agents/x.md', {})).toBe('absent');
  const script = '.agents/skills/wick/bin/trim.sh';
  expect(judge(script, { [script]: 'x', '.agents/skills/wick/SKILL.md': mark })).toBe('generated');
  expect(judge(script, { [script]: 'x', '.agents/skills/wick/SKILL.md': 'mine' })).toBe('foreign');
  expect(judge(script, { [script]: 'x' })).toBe('foreign');
});
