import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { sha256Hex } from '@gait/canon';
import { HARNESS_IDS, type HarnessId } from '@gait/harness';
import fc from 'fast-check';
import { foldName, isPortableName } from '../tree/check-names.ts';
import { agentText } from '../testing/lamp-framework.ts';
import { nastyFramework } from '../testing/nasty-framework.ts';
import { readMark } from './generated-mark.ts';
import { renderTargets } from './render-targets.ts';
import type { Rendering, RenderOptions } from './rendering.ts';

type Files = Parameters<typeof nastyFramework>[0];

const render = (
  ids: readonly HarnessId[],
  files: Files = {},
  options: RenderOptions = {},
): Rendering => renderTargets(nastyFramework(files), ids, options);
const text = ({ files }: Rendering, path: string): string => {
  const file = files.find((one) => one.path === path);
  return file === undefined ? `no ${path}` : new TextDecoder().decode(file.bytes);
};
const paths = ({ files }: Rendering): string[] => files.map(({ path }) => path);
const findings = ({ reports }: Rendering): string[] =>
  reports.flatMap(({ target, findings: own }) =>
    own.map(({ code, path }) => `${target} ${code} ${path}`),
  );
const show = (rendering: Rendering): string =>
  [
    ...rendering.files.flatMap(({ path, from, bytes }) => [
      `======== ${path} (${from})`,
      new TextDecoder().decode(bytes),
    ]),
    '======== findings',
    ...findings(rendering),
    '',
  ].join('\n');

describe.each(HARNESS_IDS)('%s', (id) => {
  test('gets the files that it has always got', () => {
    // GOLDEN=write writes them anew: look at the difference before it is committed.
    const golden = join(import.meta.dirname, 'golden', `${id}.txt`);
    const shown = show(render([id]));
    if (process.env['GOLDEN'] === 'write') writeFileSync(golden, shown);
    expect(shown).toBe(readFileSync(golden, 'utf8'));
  });

  test('gets the same bytes twice, and whatever else is rendered', () => {
    const alone = new Map(render([id]).files.map(({ path, bytes }) => [path, sha256Hex(bytes)]));
    const among = render([...HARNESS_IDS].reverse()).files.filter(({ targets }) =>
      targets.includes(id),
    );
    expect(new Map(among.map(({ path, bytes }) => [path, sha256Hex(bytes)]))).toEqual(alone);
  });

  test('gets files that say what they were made of, and end their last line', () => {
    for (const { path, bytes, from } of render([id]).files) {
      if (path.endsWith('.sh')) continue;
      const source = new TextEncoder().encode(sourceText(from));
      expect(readMark(bytes)).toEqual({ from, digest: sha256Hex(source) });
      expect(bytes.at(-1)).toBe(0x0a);
      expect(new TextDecoder('utf-8', { fatal: true }).decode(bytes)).not.toContain('\r');
    }
  });
});

function sourceText(path: string): string {
  return new TextDecoder().decode(nastyFramework().tree.read(path));
}

describe('an agent', () => {
  test('ends its fence only where we end it', () => {
    const lines = text(render(['cursor']), '.cursor/rules/krci-ai/keeper.mdc').split('\n');
    const fences = lines.filter((line) => line.startsWith('`````'));
    expect(fences).toEqual(['`````yaml', '`````']);
  });

  test('keeps its name where a path holds it, and gets a plain one where the tool wants that', () => {
    const files = paths(render(['claude', 'devin']));
    expect(files).toContain('.claude/commands/krci-ai/ключ.md');
    expect(files).toContain('.windsurf/rules/Night Owl.md');
    expect(files.filter((path) => path.startsWith('.claude/agents/'))).toEqual([
      '.claude/agents/keeper.md',
      '.claude/agents/lamp-1de36a32.md',
      '.claude/agents/night-owl-6b9164ee.md',
    ]);
  });

  test('that cannot be read stops nobody else, and is told of', () => {
    const rendering = render(['kiro']);
    expect(findings(rendering)).toContain('kiro target_unreadable .krci-ai/agents/broken.yaml');
    expect(paths(rendering)).toContain('.kiro/agents/keeper.md');
    const unreadable: Files = {
      'agents/latin.yaml': new Uint8Array([0xff, 0xfe]),
      'agents/nothing.yaml': '',
      'agents/big.yaml': { kind: 'file', size: 9e9, fault: 'too_large' },
    };
    expect(
      findings(render(['zed'], unreadable)).filter((line) => line.includes('unreadable')),
    ).toHaveLength(4);
  });

  test('that breaks only a rule of the schema is rendered with what it has', () => {
    const file = text(
      render(['claude'], { 'agents/bare.yaml': 'agent:\n  identity: {}\n' }),
      '.claude/agents/bare.md',
    );
    expect(file).toStartWith('---\nname: bare\ndescription: bare\n---\n\n# bare\n');
  });

  test('too long for VS Code is pointed at, there alone', () => {
    const long = agentText({ customization: `  customization: "${'word '.repeat(6000)}"` });
    const rendering = render(['vscode', 'cursor'], { 'agents/long.yaml': long });
    const file = text(rendering, '.github/agents/long.agent.md');
    expect(file.length).toBeLessThan(1000);
    expect(file).toContain('the file `./.krci-ai/agents/long.yaml`');
    expect(text(rendering, '.cursor/agents/long.md').length).toBeGreaterThan(30_000);
    expect(findings(rendering)).toContain('vscode target_shortened .github/agents/long.agent.md');
    expect(findings(rendering).join()).not.toContain('cursor target_shortened');
  });

  test('is as long as VS Code reads and no character longer', () => {
    const agent = (more: number): string =>
      agentText({ customization: `  customization: "${'x'.repeat(more)}"`, tasks: undefined });
    const isWhole = (more: number): boolean =>
      !findings(render(['vscode'], { 'agents/long.yaml': agent(more) }))
        .join()
        .includes('shortened');
    const body = (rendering: Rendering): string =>
      text(rendering, '.github/agents/long.agent.md').split(/^---\n\n/m)[1] ?? '';
    const empty = render(['vscode'], { 'agents/long.yaml': agent(0) });
    const own = body(empty).slice(0, body(empty).lastIndexOf('\n<!--')).length;
    expect(isWhole(30_000 - own)).toBeTrue();
    expect(isWhole(30_001 - own)).toBeFalse();
  });
});

describe('what a tool would run', () => {
  test.each([
    ['claude', '.claude/commands/krci-ai/keeper.md', /!`|@\.env|rm -rf/],
    ['claude', '.claude/commands/krci-night-trim-wick-s-', /!`/],
    ['gemini', '.gemini/commands/krci-night-trim-wick-s-', /!\{|\{\{args\}\}[^\n]*\n./],
    ['opencode', '.opencode/commands/krci-night-trim-wick-s-', /!`/],
    ['goose', '.goose/recipes/krci-night-trim-wick-s-', /\{\{/],
  ] as const)('is in no file of %s that it expands: %s', (id, start, run) => {
    const rendering = render([id]);
    const path = paths(rendering).find((one) => one.startsWith(start)) ?? '';
    const [, ...parts] = text(rendering, path).split(/^(?:---\n\n|prompt.*$)/m);
    const body = parts.join('').replace(/\n(?:"""\n)?.*krci-ai made this.*\n$/, '');
    expect(body).not.toMatch(run);
    expect(body).toContain('`./.krci-ai/');
  });

  test('is not in the head of a recipe either, which Goose fills in as a whole', () => {
    const rendering = render(['goose']);
    const recipes = rendering.files.filter(({ path }) => path.startsWith('.goose/recipes/'));
    expect(recipes).toHaveLength(2);
    for (const { path } of recipes) expect(text(rendering, path)).not.toMatch(/\{[{%#]/);
  });

  test('stands in files that are only read', () => {
    expect(text(render(['claude']), '.claude/agents/keeper.md')).toContain('!`rm -rf /`');
  });

  test.each(['see !`id`', 'read @.env now', '@src/x', 'cost: $1', 'the ${2}', '$ARGUMENTS'])(
    '%j keeps a definition out of a command',
    (words) => {
      const agent = agentText({ customization: `  customization: '${words}'` });
      const rendering = render(['claude'], { 'agents/x.yaml': agent });
      expect(text(rendering, '.claude/commands/krci-ai/x.md')).not.toContain(words);
      expect(findings(rendering)).toContain(
        'claude target_shortened .claude/commands/krci-ai/x.md',
      );
    },
  );

  test.each(['wow! `id`', 'a@b.example', 'US$ 1', '`@alpha`', '$HOME'])(
    '%j is no expansion',
    (words) => {
      const agent = agentText({ customization: `  customization: '${words}'` });
      const file = text(
        render(['claude'], { 'agents/x.yaml': agent }),
        '.claude/commands/krci-ai/x.md',
      );
      expect(file).toContain(words);
    },
  );

  test.each(['see !`id`', 'read @.env now', '$ARGUMENTS'])(
    '%j keeps a skill away from a tool that expands skills, and from no other',
    (words) => {
      const skill = `---\nname: wick\ndescription: Trims\n---\n\n# Wick\n\n${words}\n`;
      const rendering = render(['claude', 'cursor'], { 'skills/wick/SKILL.md': skill });
      expect(paths(rendering).some((path) => path.startsWith('.claude/skills/wick/'))).toBeFalse();
      expect(text(rendering, '.agents/skills/wick/SKILL.md')).toContain(words);
      expect(findings(rendering)).toContain('claude target_unfit .claude/skills/wick/SKILL.md');
    },
  );

  test('keeps no skill away that says what costs $ 1 and whom to ask', () => {
    const skill =
      '---\nname: wick\ndescription: "$1 at most"\n---\n\nAsk ada@x.example, `$HOME`.\n';
    const rendering = render(['claude'], { 'skills/wick/SKILL.md': skill });
    expect(text(rendering, '.claude/skills/wick/SKILL.md')).toStartWith(skill);
  });

  test('leaves a task out where even its path would be run', () => {
    const rendering = render(['gemini'], {
      'agents/x.yaml': agentText({ tasks: '  tasks:\n    - "./.krci-ai/tasks/!{id}.md"' }),
      'tasks/!{id}.md': '# x\n',
    });
    expect(
      paths(rendering).some((path) => path.startsWith('.gemini/commands/krci-id')),
    ).toBeFalse();
    expect(findings(rendering).some((line) => line.startsWith('gemini target_unfit'))).toBeTrue();
  });
});

test('every path stays in the folder of its tool, and every system can have it', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '..',
      'a',
      'CON',
      'nul',
      'a:b',
      'x.',
      'Ключ',
      '.git',
      "it's",
      'a b',
      '-',
      '{name}',
    ),
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
      .filter((name) => !/[/\0]/.test(name)),
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
      const files = Object.fromEntries(
        parts.flatMap((name, index) => [
          [`agents/${index}/${name}.yaml`, agentText({ tasks: `  skills: ["${index}"]` })],
          [`skills/${name}/SKILL.md`, `---\nname: ${index}\n---\n`],
          [`skills/${name}/${name}`, 'x'],
        ]),
      );
      const rendering = render(HARNESS_IDS, files);
      for (const { path, root } of rendering.files) {
        expect(path).toStartWith(`${root}/`);
        const names = path.split('/');
        expect(names.every((name) => isPortableName(name) && name !== '..')).toBeTrue();
      }
      const folded = rendering.files.map(({ path }) => foldName(path));
      expect(new Set(folded).size).toBe(folded.length);
    }),
    { numRuns: 60 },
  );
});

describe('names that meet', () => {
  const two: Files = {
    'agents/a/dev.yaml': agentText(),
    'agents/b/dev.yaml': agentText(),
    'agents/b/DEV.yaml': agentText(),
  };

  test('of two agents: the first has the file, the others are told of', () => {
    const rendering = render(['cursor'], two);
    const file = rendering.files.find(({ path }) => path === '.cursor/rules/krci-ai/dev.mdc');
    expect(file?.from).toBe('.krci-ai/agents/a/dev.yaml');
    expect(findings(rendering).filter((line) => line.includes('collision'))).toEqual([
      'cursor target_collision .cursor/rules/krci-ai/DEV.mdc',
      'cursor target_collision .cursor/agents/dev.md',
      'cursor target_collision .cursor/rules/krci-ai/dev.mdc',
    ]);
  });

  test('with a file of a person: theirs stays', () => {
    const theirs = new Set(['.claude/agents/keeper.md', '.claude/skills/wick/bin/trim.sh']);
    const rendering = render(['claude'], {}, { isForeign: (path) => theirs.has(path) });
    expect(paths(rendering).filter((path) => theirs.has(path))).toEqual([]);
    expect(findings(rendering).filter((line) => line.includes('foreign'))).toEqual([
      'claude target_foreign .claude/agents/keeper.md',
      'claude target_foreign .claude/skills/wick/bin/trim.sh',
    ]);
  });
});

test('a skill does not take the name of a command that a person made', () => {
  const theirs = '.claude/commands/wick.md';
  const rendering = render(['claude', 'cursor'], {}, { isForeign: (path) => path === theirs });
  expect(paths(rendering).filter((path) => path.includes('skills/wick/'))).toEqual([
    '.agents/skills/wick/SKILL.md',
    '.agents/skills/wick/bin/trim.sh',
  ]);
  expect(findings(rendering)).toContain('claude target_foreign .claude/skills/wick/SKILL.md');
});

describe('a folder that tools share', () => {
  test('has each file once, for all of them', () => {
    const { files } = render(['zed', 'codex', 'amp', 'vscode']);
    const skill = files.filter(({ path }) => path === '.agents/skills/wick/SKILL.md');
    expect(skill.map(({ targets }) => targets)).toEqual([['vscode', 'codex', 'zed', 'amp']]);
    const called = files.find(({ path }) => path === '.agents/skills/krci-keeper/SKILL.md');
    expect(called?.targets).toEqual(['zed', 'amp']);
  });

  test('is told of where a tool sees the tasks twice', () => {
    expect(findings(render(['cursor', 'codex']))).toContain(
      'cursor target_seen_twice .agents/skills',
    );
    expect(findings(render(['cursor', 'claude'])).join()).not.toContain('seen_twice');
  });
});

describe('what is rendered', () => {
  test('is the projection at a level', () => {
    const one = render(['claude'], {}, { level: 1 });
    expect(paths(one).filter((path) => /skills|krci-night/.test(path))).toEqual([]);
    expect(text(one, '.claude/agents/keeper.md')).not.toContain('Its tasks are files');
    expect(text(one, '.claude/agents/keeper.md')).not.toContain('trim wick');
    const two = render(['claude'], {}, { level: 2 });
    expect(paths(two)).toContain('.claude/skills/wick/bin/trim.sh');
    expect(two.reports[0]?.mcpServers).toEqual([]);
    expect(render(['claude']).reports[0]?.mcpServers).toEqual(['harbour']);
  });

  test('is what some agents need', () => {
    const agents = ['.krci-ai/agents/ключ.yaml'];
    const rendering = render(['opencode'], {}, { agents });
    expect(rendering.files.map(({ from }) => from)).toEqual(agents);
  });

  test('lies where the tool wants it today when that is asked for', () => {
    const kept = paths(render(['claude', 'devin']));
    const current = paths(render(['claude', 'devin'], {}, { layout: 'current' }));
    expect(kept).toContain('.windsurf/rules/keeper.md');
    expect(current).toContain('.devin/rules/keeper.md');
    expect(current).toContain('.claude/skills/krci-keeper/SKILL.md');
    expect(current.filter((path) => /^\.windsurf|commands/.test(path))).toEqual([]);
  });

  test('is a rule of the tools in the folder of the existing tool', () => {
    const roots = new Set(render(['claude', 'cursor']).files.map(({ root }) => root));
    expect(roots).toContain('.claude/commands/krci-ai');
    expect(roots).toContain('.cursor/rules/krci-ai');
    expect(roots).toContain('.claude/skills');
  });

  test('is nothing for no tool', () => {
    expect(render([])).toEqual({ files: [], reports: [] });
  });
});
