import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { HOOK_HARNESS_IDS, type HookFile, type HookHarnessId } from '../hook-row.ts';
import { findHookRow, HOOK_ROWS } from '../hook-rows.ts';
import { claude } from '../rows/claude.ts';
import { gemini } from '../rows/gemini.ts';
import { cursor } from '../rows/published.ts';
import { findHook } from './find-hook.ts';
import { hookCommandText, type HookCommand } from './hook-command.ts';
import { installHook, removeHook } from './install-hook.ts';
import { versionInEnvironment } from '../tool-version.ts';
import { settingsValue as valueOfSettings } from './parse-settings.ts';
import { codexTrustKeys, readCodexConfig } from './read-codex-config.ts';

const command = (harness: HookHarnessId, more: Partial<HookCommand> = {}): HookCommand => ({
  harness,
  executable: '/opt/gait/bin/gait',
  project: '/srv/project',
  ...more,
});

const FILES = HOOK_HARNESS_IDS.flatMap((harness) =>
  [...HOOK_ROWS[harness].files.project, ...HOOK_ROWS[harness].files.user].map((file) => ({
    harness,
    file,
    path: file.path,
  })),
);

const fileOf = (harness: HookHarnessId): HookFile => {
  const [file] = HOOK_ROWS[harness].files.project;
  if (file === undefined) throw new Error('no file');
  return file;
};

/** The text after installing, or the code of the fault. */
function install(harness: HookHarnessId, text?: string, more: Partial<HookCommand> = {}): string {
  const edit = installHook(fileOf(harness), text, command(harness, more));
  return edit.ok ? (edit.text ?? '') : edit.code;
}

function remove(harness: HookHarnessId, text?: string): string | undefined {
  const edit = removeHook(fileOf(harness), text, harness);
  return edit.ok ? edit.text : edit.code;
}

const find = (harness: HookHarnessId, text?: string) =>
  findHook(fileOf(harness), text, command(harness));

const codes = (harness: HookHarnessId, text?: string) =>
  find(harness, text).findings.map(({ code, detail }) => `${code} ${detail}`);

describe('every file of every tool', () => {
  test.each(FILES)('$harness $path: is made, kept, found and taken away', ({ harness, file }) => {
    const made = installHook(file, undefined, command(harness));
    if (!made.ok) throw new Error(made.code);
    expect(made.changed).toBeTrue();
    expect(made.text).toMatchSnapshot();
    expect(installHook(file, made.text, command(harness))).toMatchObject({
      text: made.text,
      changed: false,
      notes: [],
    });
    expect(findHook(file, made.text, command(harness))).toEqual({
      state: 'installed',
      findings: [],
    });
    expect(removeHook(file, made.text, harness)).toMatchObject({ text: undefined, changed: true });
    expect(findHook(file, undefined, command(harness)).state).toBe('absent');
  });
});

test('the text of a hook is the same from release to release', () => {
  // Codex binds a person's trust to it: a change here asks every person again.
  expect(JSON.parse(install('codex'))).toMatchObject({
    hooks: {
      PreToolUse: [
        {
          matcher: '.*',
          hooks: [
            {
              type: 'command',
              command: '/opt/gait/bin/gait hook --harness codex --project /srv/project',
              timeout: 120,
            },
          ],
        },
      ],
    },
  });
});

test('Codex is given no other key at the root, for it would refuse the file', () => {
  expect(Object.keys(JSON.parse(install('codex')) as object)).toEqual(['hooks']);
});

test.each([
  ['/usr/bin/gait', '/p', '/usr/bin/gait hook --harness claude --project /p'],
  ["/a b/it's", undefined, `'/a b/it'\\''s' hook --harness claude`],
  ['/$(x)/`y`', '/p;q', "'/$(x)/`y`' hook --harness claude --project '/p;q'"],
])('the executable %j and project %j are quoted for a shell', (executable, project, text) => {
  const given = { harness: 'claude' as const, executable };
  expect(hookCommandText(project === undefined ? given : { ...given, project })).toBe(text);
});

test('around a guarded hook stands a shell, and the hook is still known as ours', () => {
  const given = {
    harness: 'codex' as const,
    executable: "/it's/gait",
    project: '/p',
    homes: { state: '/s', config: '/c' },
    guarded: true,
  };
  const text = hookCommandText(given);
  expect(text).toStartWith(`/bin/sh -c 'unset -f echo test 2>/dev/null; unset BUN_BE_BUN `);
  expect(text).toEndWith(
    ` gait '/it'\\''s/gait' hook --harness codex --project /p --state /s --config /c --guarded`,
  );
  const made = install('codex', undefined, { guarded: true });
  expect(find('codex', made).state).toBe('changed');
  expect(remove('codex', made)).toBeUndefined();
});

test('what a settings file says is read as its tool reads it', () => {
  const [file] = gemini.files.user;
  if (file === undefined) throw new Error('no file');
  expect(valueOfSettings(file, '{"a": {"b": [1]}} // c')).toEqual({ a: { b: [1] } });
  expect(valueOfSettings(file, '{"a": 1,}')).toBeUndefined();
  expect(valueOfSettings(file, '[]')).toBeUndefined();
  expect(valueOfSettings(fileOf('cline'), '{}')).toBeUndefined();
});

describe("a person's file", () => {
  const PERSON = `{
\t"model": "opus",   "permissions": {"allow": ["Bash(ls:*)"]},

\t"hooks": {
\t\t"PreToolUse": [
\t\t\t{ "matcher": "Bash", "hooks": [ { "type": "command", "command": "./mine.sh" } ] }
\t\t],
\t\t"Stop": []
\t}
}
`;

  test('keeps what stands in it, and is as before afterwards', () => {
    const text = install('claude', PERSON);
    expect(text).toStartWith(PERSON.slice(0, PERSON.indexOf('\n\t\t],')));
    expect(text).toContain('"Stop": []');
    expect(text).toContain('\n\t\t\t{\n\t\t\t\t"matcher": "*",');
    expect(install('claude', text)).toBe(text);
    expect(remove('claude', text)).toBe(PERSON);
    expect(codes('claude', text)).toEqual(['other_hooks hooks.PreToolUse']);
  });

  test.each([
    '{}',
    '{}\n',
    '{ }',
    '{\n}\n',
    '{"a":1}',
    '{"a":1}\r\n',
    '{\r\n  "a": 1\r\n}\r\n',
    '{"hooks":{}}',
    '{"hooks": {"PreToolUse": []}}',
    '{"hooks": {"PreToolUse": [ ]}, "b": [1, 2]}\n',
    '{"hooks": {"PreToolUse": [{"matcher":"Read","hooks":[]}], "Stop": [{}]}}',
    '{\n    "hooks": {\n        "PostToolUse": [\n            {}\n        ]\n    }\n}',
    '\n\n',
    ' \n {"x": "hook --harness"}',
  ])('%j is as before after install and remove', (text) => {
    const installed = install('claude', text);
    expect(find('claude', installed).state).toBe('installed');
    expect(install('claude', installed)).toBe(installed);
    expect(remove('claude', installed) ?? '\n\n').toBe(text);
  });

  test('with comments stays as it is where the tool reads comments', () => {
    const text = `// mine\n{\n  "hooks": { // all\n    "BeforeTool": [\n      /* first */ {"matcher": "x", "hooks": []} // last\n    ]\n  }\n}\n`;
    const installed = install('gemini', text);
    for (const comment of ['// mine', '// all', '/* first */', '// last']) {
      expect(installed).toContain(comment);
    }
    expect(find('gemini', installed).state).toBe('installed');
    expect(remove('gemini', installed)).toBe(text);
  });

  test('loses no comment that was written between ours and others', () => {
    const installed = install('gemini', '{"hooks": {"BeforeTool": [{"hooks": []}]}}');
    const commented = installed.replace('"hooks": []},', '"hooks": []}, // mine\n');
    expect(commented).toContain('// mine');
    const left = remove('gemini', commented) ?? '';
    expect(left).toContain('// mine');
    expect(left).not.toContain('gait');
  });

  test.each([
    ['claude', '// c\n{}', 'settings_invalid'],
    ['claude', '{"a":1,}', 'settings_invalid'],
    ['gemini', '{"a":1,}', 'settings_invalid'],
    ['codex', '{"hooks":{}', 'settings_invalid'],
    ['codex', '\uFEFF{}', 'settings_invalid'],
    ['claude', 'null', 'settings_shape'],
    ['claude', '[]', 'settings_shape'],
    ['claude', '{"hooks":[]}', 'settings_shape'],
    ['claude', '{"hooks":{"PreToolUse":{}}}', 'settings_shape'],
    ['claude', '{"hooks":{},"hooks":{}}', 'settings_duplicate_key'],
    ['claude', '{"hooks":{"PreToolUse":[],"PreToolUse":[]}}', 'settings_duplicate_key'],
    ['claude', '['.repeat(100_000), 'settings_too_large'],
    ['claude', `{"a":"${'x'.repeat(1_100_000)}"}`, 'settings_too_large'],
  ] as const)('%s: %j is the fault %s, and is not touched', (harness, text, code) => {
    expect(install(harness, text)).toBe(code);
    expect(remove(harness, text)).toBe(code);
    expect(find(harness, text).state).toBe('unreadable');
  });
});

describe('a hook of ours', () => {
  const installed = install('claude');

  test('of another executable, project or shape is replaced', () => {
    const other = install('claude', undefined, { executable: '/old/gait', project: '/q' });
    expect(codes('claude', other)).toContain('other_own hooks.PreToolUse');
    expect(find('claude', other).state).toBe('changed');
    const edit = installHook(fileOf('claude'), other, command('claude'));
    expect(edit).toMatchObject({ ok: true, changed: true, notes: ['replaced_own'] });
    expect(edit.ok && JSON.parse(edit.text ?? '')).toEqual(JSON.parse(installed));
  });

  test('whose matcher was narrowed is found', () => {
    const narrowed = installed.replace('"matcher": "*"', '"matcher": "Read"');
    expect(find('claude', narrowed).state).toBe('changed');
  });

  test('that no longer blocks on a failure is found', () => {
    const open = installed.replace('"onFailure": "block"', '"onFailure": "continue"');
    expect(find('claude', open).state).toBe('changed');
  });

  test('that stands twice is found, and once after installing', () => {
    const value = JSON.parse(installed) as { hooks: Record<string, unknown[]> };
    value.hooks['PreToolUse']?.push(value.hooks['PreToolUse'][0]);
    const twice = JSON.stringify(value);
    expect(codes('claude', twice)).toEqual(['duplicate hooks.PreToolUse']);
    expect(JSON.parse(install('claude', twice))).toEqual(JSON.parse(installed));
  });

  test('of which a part is missing is completed', () => {
    const value = JSON.parse(installed) as { hooks: Record<string, unknown[]> };
    delete value.hooks['PreToolUse'];
    const part = JSON.stringify(value);
    expect(codes('claude', part)).toEqual(['incomplete hooks.PreToolUse']);
    expect(find('claude', install('claude', part)).state).toBe('installed');
  });

  test('for another tool is not ours to touch', () => {
    const text = '{"hooks":{"PreToolUse":[{"hooks":[{"command":"/g hook --harness codex"}]}]}}';
    expect(remove('claude', text)).toBe(text);
  });

  test.each([
    ['claude', '"disableAllHooks": true', 'disableAllHooks'],
    ['qwen', '"disableAllHooks": true', 'disableAllHooks'],
    ['gemini', '"hooksConfig": {"enabled": false}', 'hooksConfig.enabled'],
    [
      'gemini',
      '"hooksConfig": {"disabled": ["/opt/gait/bin/gait hook --harness gemini --project /srv/project"]}',
      'hooksConfig.disabled',
    ],
  ] as const)('%s: is switched off by %s', (harness, setting, detail) => {
    const text = install(harness, `{${setting}}`);
    expect(find(harness, text)).toEqual({
      state: 'off',
      findings: [{ code: 'switched_off', detail, line: 1 }],
    });
  });
});

describe('a file of ours alone', () => {
  test('is not written over what somebody else wrote', () => {
    expect(install('opencode', 'export const Mine = 1;\n')).toBe('settings_place_taken');
    expect(remove('opencode', 'export const Mine = 1;\n')).toBe('export const Mine = 1;\n');
    expect(find('opencode', 'export const Mine = 1;\n').state).toBe('absent');
  });

  test('is written anew for another executable', () => {
    const old = install('cline', undefined, { executable: '/old/gait' });
    expect(find('cline', old).state).toBe('changed');
    expect(install('cline', old)).toBe(install('cline'));
  });
});

test('a name of a tool or its alias finds its row', () => {
  expect(
    ['claude-code', 'CODEX', 'qwen-code', 'emacs'].map((name) => findHookRow(name)?.id),
  ).toEqual(['claude', 'codex', 'qwen', undefined]);
});

test('rows agree with themselves', () => {
  expect([claude, gemini, cursor]).toEqual([HOOK_ROWS.claude, HOOK_ROWS.gemini, HOOK_ROWS.cursor]);
  for (const id of HOOK_HARNESS_IDS) {
    const row = HOOK_ROWS[id];
    expect(row.id).toBe(id);
    expect(row.gaps.length).toBeGreaterThan(0);
    expect(row.support === 'driven').toBe(row.versions.length > 0);
    if (row.dialect === undefined) expect(row.files).toEqual({ project: [], user: [] });
    // A hook that is still deciding when the tool gives up leaves the call open.
    else expect(row.deadlineMs).toBeLessThanOrEqual(row.toolTimeoutMs === 0 ? 0 : 110_000);
    if (row.support === 'published' || row.support === 'unknown') expect(row.open).toBeString();
  }
});

test('the settings of Codex tell trust and switches', () => {
  const text = `model = "x" # c
[features]
hooks = false # off
[hooks.state."/home/you/.codex/hooks.json:pre_tool_use:0:0"]
trusted_hash = "sha256:abc"
[hooks.state.'/p/.codex/hooks.json:post_tool_use:0:0']
enabled = false
trusted_hash = "sha256:def"
[other]
hooks = true
`;
  const facts = readCodexConfig(text);
  expect(facts.off).toBeTrue();
  expect([...facts.trusted]).toEqual([
    ['/home/you/.codex/hooks.json:pre_tool_use:0:0', 'sha256:abc'],
    ['/p/.codex/hooks.json:post_tool_use:0:0', 'sha256:def'],
  ]);
  expect([...facts.disabled]).toEqual(['/p/.codex/hooks.json:post_tool_use:0:0']);
  expect(readCodexConfig('features.codex_hooks = false\n').off).toBeTrue();
  expect(readCodexConfig('[features]\nhooks = true\n').off).toBeFalse();
});

test("the keys of Codex's trust name the places of our hooks", () => {
  const file = fileOf('codex');
  if (file.kind !== 'json') throw new Error('no settings');
  const text = install('codex', '{"hooks": {"PreToolUse": [{"hooks": []}]}}');
  expect(codexTrustKeys(file, '/p/.codex/hooks.json', text)).toEqual([
    '/p/.codex/hooks.json:pre_tool_use:1:0',
    '/p/.codex/hooks.json:post_tool_use:0:0',
    '/p/.codex/hooks.json:session_start:0:0',
    '/p/.codex/hooks.json:session_end:0:0',
  ]);
  expect(codexTrustKeys(file, '/p', '{')).toEqual([]);
});

test.each([
  ['claude', 'claude-code_2-1-329_harness', '2.1.329'],
  ['claude', 'claude-code_2-1-329', '2.1.329'],
  ['claude', 'other_1-2-3', undefined],
  ['claude', undefined, undefined],
  ['codex', 'claude-code_2-1-329_harness', undefined],
] as const)('%s in the environment %j has the version %j', (harness, value, version) => {
  expect(versionInEnvironment(harness, () => value)).toBe(version);
});

const key = fc.constantFrom('hooks', 'PreToolUse', 'PostToolUse', 'Stop', 'a', 'b');
const settingsValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(1, 'x', true, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value;
const settingsText = fc
  .tuple(
    fc.dictionary(key, settingsValue, { maxKeys: 4 }),
    fc.constantFrom(undefined, 1, 2, 4, '\t'),
  )
  .map(([value, indent]) => JSON.stringify(value, undefined, indent));

test('any settings are as before after install and remove', () => {
  fc.assert(
    fc.property(settingsText, fc.constantFrom('', '\n', '\r\n'), (body, end) => {
      const text = body + end;
      const installed = install('claude', text);
      if (installed.startsWith('settings_')) return;
      expect(find('claude', installed).state).toBe('installed');
      expect(install('claude', installed)).toBe(installed);
      expect(remove('claude', installed)).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test('no text makes the editor throw', () => {
  const bits = fc.array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"hooks"',
      ':',
      ',',
      '"PreToolUse"',
      ' ',
      '\n',
      '//',
      '/*',
      '1',
    ),
    { maxLength: 24 },
  );
  const text = fc.oneof(
    fc.string(),
    bits.map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(
      fc.constantFrom<HookHarnessId>(...HOOK_HARNESS_IDS.slice(0, 12)),
      text,
      (harness, some) => {
        for (const result of [install(harness, some), remove(harness, some)]) {
          expect(result === undefined || typeof result === 'string').toBeTrue();
        }
        expect(find(harness, some).state).toBeString();
      },
    ),
    { numRuns: 1000 },
  );
});
