import { describe, expect, test } from 'bun:test';
import { sha256Hex } from '@gait/canon';
import fc from 'fast-check';
import { writeMark } from '../targets/generated-mark.ts';
import { adoptFiles } from './adopt-files.ts';
import { findOutdatedHooks, programFolders } from './find-outdated-hooks.ts';
import { scriptStrings } from './script-strings.ts';
import { legacyFolders, planMigration, type MigrationPlan } from './plan-migration.ts';
import { headOfSkill, listGlobs } from './rewrite-head.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;
const plan = (files: Files, locked: readonly string[] = []): MigrationPlan =>
  planMigration({
    files: Object.keys(files),
    read: (path) => (files[path] === undefined ? undefined : Buffer.from(files[path])),
    isLocked: (path) => locked.includes(path),
    exists: (path) => path in files,
  });
const moved = ({ moves }: MigrationPlan): readonly (readonly [string, string, string])[] =>
  moves.map(({ from, to, bytes }) => [from, to, Buffer.from(bytes).toString()]);

const MODE = '---\ndescription: Mends nets\ntools: [edit]\n---\nMend.\n';
const EARLIER =
  '---\ndescription: "Mender"\n---\n\n# Mender Agent Chat Mode\n\nRead it.\n\n```yaml\nagent: {}\n```\n';

describe('places that tools gave up', () => {
  test('are those of the table, inside the repository', () => {
    expect(legacyFolders().toSorted()).toEqual([
      '.claude/commands',
      '.github/chatmodes',
      '.junie',
      '.windsurf/rules',
    ]);
  });

  test('are left for those that the tools read today, byte for byte where nothing else is needed', () => {
    expect(
      moved(
        plan({
          '.github/chatmodes/nets.chatmode.md': `\ufeff${MODE}`,
          '.github/chatmodes/dev.chatmode.md': EARLIER,
          '.junie/guidelines.md': 'Be kind.\n',
          '.windsurf/rules/sea.md': '---\ntrigger: glob\nglobs: "*.{ts,tsx}, src/**"\n---\nSalt.\n',
          '.windsurf/rules/deep/sea.md': 'No head.\n',
        }),
      ),
    ).toEqual([
      ['.github/chatmodes/dev.chatmode.md', '.github/agents/dev.agent.md', EARLIER],
      ['.github/chatmodes/nets.chatmode.md', '.github/agents/nets.agent.md', `\ufeff${MODE}`],
      ['.junie/guidelines.md', '.junie/AGENTS.md', 'Be kind.\n'],
      ['.windsurf/rules/deep/sea.md', '.devin/rules/deep/sea.md', 'No head.\n'],
      [
        '.windsurf/rules/sea.md',
        '.devin/rules/sea.md',
        '---\ntrigger: glob\nglobs: ["*.{ts,tsx}", "src/**"]\n---\nSalt.\n',
      ],
    ]);
  });

  test('commands become skills under the name by which they are called', () => {
    expect(
      moved(
        plan({
          '.claude/commands/mend.md': '# Mend a net\n\nMend $ARGUMENTS.\n',
          '.claude/commands/git/undo.md': '---\ndescription: Undoes\n---\nUndo.\n',
          '.claude/commands/a/fix.md': '---\nname: other\ndescription: Fixes\n---\nFix.\n',
          '.claude/commands/b/fix.md': '---\ndescription: Fixes\n---\nFix.\n',
        }),
      ).map(([, to, text]) => [to, text]),
    ).toEqual([
      ['.claude/skills/a-fix/SKILL.md', '---\nname: a-fix\ndescription: Fixes\n---\nFix.\n'],
      ['.claude/skills/b-fix/SKILL.md', '---\nname: b-fix\ndescription: Fixes\n---\nFix.\n'],
      ['.claude/skills/undo/SKILL.md', '---\nname: undo\ndescription: Undoes\n---\nUndo.\n'],
      [
        '.claude/skills/mend/SKILL.md',
        '---\nname: mend\ndescription: Mend a net\n---\n\n# Mend a net\n\nMend $ARGUMENTS.\n',
      ],
    ]);
  });

  test('keep what an install looks after, what has no free place, and what cannot be read', () => {
    const mark = writeMark({ from: 'a', digest: sha256Hex('') }, 'markdown');
    const { moves, left } = plan(
      {
        '.claude/commands/krci-ai/dev.md': '# /dev Command\n\n```yaml\nagent: {}\n```\n',
        '.claude/commands/made.md': `Made.\n\n${mark}\n`,
        '.claude/commands/bad.md': '---\na: [\n---\n',
        '.claude/commands/raw.md': new Uint8Array([0xff, 0xfe]),
        '.claude/commands/list.md': '---\n- a\n---\n',
        '.windsurf/rules/locked.md': 'Locked.\n',
        '.windsurf/rules/sea.md': 'Ours.\n',
        '.devin/rules/sea.md': 'Theirs.\n',
        '.windsurfrules': 'Of an earlier version.\n',
        'README.md': 'No place of a tool.\n',
      },
      ['.windsurf/rules/locked.md'],
    );
    expect(moves).toEqual([]);
    expect(left.map(({ path, why }) => [path, why])).toEqual([
      ['.claude/commands/bad.md', 'unreadable'],
      ['.claude/commands/krci-ai/dev.md', 'installed'],
      ['.claude/commands/list.md', 'unreadable'],
      ['.claude/commands/made.md', 'installed'],
      ['.claude/commands/raw.md', 'unreadable'],
      ['.windsurf/rules/sea.md', 'taken'],
      ['.windsurfrules', 'by_hand'],
    ]);
  });

  test('never send two files to one place, and lose none', () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9 /ä._-]{1,12}$/u);
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 8 }), (names) => {
        const files = Object.fromEntries(names.map((one) => [`.claude/commands/${one}.md`, one]));
        const { moves, left } = plan(files);
        expect(new Set(moves.map(({ to }) => to)).size).toBe(moves.length);
        expect(moves.length + left.length).toBe(names.length);
        for (const { to } of moves)
          expect(to).toMatch(/^\.claude\/skills\/[a-z0-9-]{1,64}\/SKILL\.md$/u);
      }),
    );
  });
});

describe('a head', () => {
  test.each([
    ['one glob', 'globs: "*.ts"\n', 'globs: ["*.ts"]\n'],
    ['a list already', 'globs: ["*.ts"]\n', 'globs: ["*.ts"]\n'],
    ['nothing', 'globs:\n', 'globs:\n'],
    ['no quotes', 'globs: src/**, docs/**\nb: 1\n', 'globs: ["src/**", "docs/**"]\nb: 1\n'],
  ])('of globs that are %s is a list', (_, before, after) => {
    const done = listGlobs(`---\n${before}---\nText\n`);
    expect('text' in done && done.text).toBe(`---\n${after}---\nText\n`);
  });

  test('keeps the line ends of its file, and what else stands in it', () => {
    const done = headOfSkill('---\r\nmodel: x # why\r\n---\r\nMend it.\r\n', 'mend');
    expect('text' in done && done.text).toBe(
      '---\r\nname: mend\r\ndescription: Mend it.\r\nmodel: x # why\r\n---\r\nMend it.\r\n',
    );
    const empty = headOfSkill('', 'mend');
    expect('text' in empty && empty.text).toBe('---\nname: mend\ndescription: mend\n---\n\n');
  });
});

describe('plugins of a tool that calls other hooks today', () => {
  const V1 = `import type { Plugin } from "@opencode-ai/plugin"

// "tool.execute.before" was the name in version 1
export const Guard: Plugin = async () => ({
  "tool.execute.before": async (input, output) => {
    if (input.tool === "bash" && /rm -rf/.test(output.args.command)) throw new Error("no")
  },
  'tool.execute.after': async () => {},
})
`;
  const found = (files: Files): readonly string[] =>
    findOutdatedHooks(Object.keys(files), (path) => Buffer.from(files[path] ?? '')).map(
      ({ code, file, line, column }) => `${code} ${file}:${line}:${column}`,
    );

  test('are told at the place of the hook, with the form of today', () => {
    expect(programFolders()).toEqual(['.opencode/plugin', '.opencode/plugins']);
    expect(found({ '.opencode/plugins/guard.ts': V1, '.opencode/plugin/deep/a.mjs': V1 })).toEqual([
      'plugin_hook_outdated .opencode/plugins/guard.ts:5:3',
      'plugin_hook_outdated .opencode/plugins/guard.ts:8:3',
      'plugin_hook_outdated .opencode/plugin/deep/a.mjs:5:3',
      'plugin_hook_outdated .opencode/plugin/deep/a.mjs:8:3',
    ]);
    const [first] = findOutdatedHooks(['.opencode/plugins/a.js'], () => Buffer.from(V1));
    expect(first?.severity).toBe('warning');
    expect(first?.hint).toContain('ctx.tool.hook("execute.before", async (event) =>');
  });

  test.each([
    [
      'that serve both versions',
      `${V1}\nctx.tool.hook("execute.before", f)\nctx.tool.hook('execute.after', f)\n`,
    ],
    [
      'of today',
      'export default Plugin.define({ setup(ctx) { ctx.tool.hook("execute.before", f) } })',
    ],
    ['that name it in a comment', '/* "tool.execute.before" */\n// \'tool.execute.after\'\n'],
    ['that name it on the way to a comment', 'a = 1 // */ "tool.execute.before"\n'],
    ['that speak of it', 'log("instead of tool.execute.before")\n'],
  ])('%s are not told', (_, text) => {
    expect(found({ '.opencode/plugins/guard.ts': text })).toEqual([]);
  });

  test('are told behind what only looks like a comment', () => {
    expect(found({ '.opencode/plugins/a.js': 'x = /[/*]/; "tool.execute.before"\n' })).toHaveLength(
      1,
    );
  });

  test('are looked for among programs alone, and not in what those bring with them', () => {
    const path = '.opencode/plugins/node_modules/x/index.js';
    expect(found({ [path]: V1, '.opencode/plugins/README.md': V1, 'src/guard.ts': V1 })).toEqual(
      [],
    );
  });

  test('are found behind whatever stands in front, in a time that grows with it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        for (const { text: inner, start } of scriptStrings(text))
          expect(text.slice(start, start + inner.length)).toBe(inner);
      }),
    );
    const started = performance.now();
    for (const part of ['`${', '"', '/*', '//', '`', "'\\", '`${`'])
      scriptStrings(part.repeat(1_000_000 / part.length));
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

test('files without a lock are known again, edited ones as edited, others as the project’s own', () => {
  const known = { same: 'a\nb\n', edited: 'a\nb\nc\n', other: 'a\nb\n', gone: 'a\n' };
  const there: Record<string, string> = { same: 'a\nb\n', edited: 'a\nb\nmine\n', other: 'x\ny\n' };
  const { files, same, own } = adoptFiles(
    Object.entries(known).map(([path, text]) => ({
      path,
      sha256: sha256Hex(text),
      size: text.length,
      kind: 'asset',
      sources: ['builtin'],
      read: () => Buffer.from(text),
    })),
    (path) => {
      const text = there[path];
      return text === undefined
        ? { kind: 'nothing' }
        : { kind: 'file', sha256: sha256Hex(text), size: text.length };
    },
    (path) => Buffer.from(there[path] ?? ''),
  );
  expect([same, own]).toEqual([1, ['other']]);
  expect(files.map(({ path, reason, locked }) => [path, reason, locked?.sha256])).toEqual([
    ['same', 'same', sha256Hex(known.same)],
    ['edited', 'edited', sha256Hex(known.edited)],
  ]);
});
