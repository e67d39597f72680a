import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { readText, tellReading } from '../windows/testing/tell-reading.ts';

const read = (text: string) => readText(text, { dialect: 'cmd' });

/** A text, and what it would do in `C:\\proj`; a sign marks what does not come back. */
const CASES: readonly (readonly [text: string, told: string])[] = [
  ['del /s /q C:\\x\\*.txt', 'delete! C:/x tree'],
  ['del/q a.txt', 'delete! C:/proj/a.txt'],
  ['rd /s /q dist', 'delete! C:/proj/dist tree'],
  ['copy a.txt ..\\b.txt', 'read C:/proj/a.txt; write C:/b.txt'],
  ['copy a+b c', 'read C:/proj/a; read C:/proj/b; write C:/proj/c'],
  ['echo del x > out.txt', 'write C:/proj/out.txt'],
  ['echo rm -rf / && git status', 'read git run status'],
  ['d^el a', 'delete! C:/proj/a'],
  ['type %TEMP%\\x | findstr foo', 'read C:/Temp/x'],
  ['%X% a', '…program_unknown'],
  ['del %X%', 'delete! ?'],
  ['cd sub & del a', 'delete! C:/proj/sub/a; delete! C:/proj/a'],
  ['if exist a (del a) else (del b)', 'delete! C:/proj/a; delete! C:/proj/b'],
  ['if "%A%"=="b" del c', 'delete! C:/proj/c'],
  ['if not defined x git pull', 'read git run pull'],
  ['for %i in (*.txt) do del %i', 'delete! ?'],
  ['for /f "tokens=1" %i in (\'git log\') do echo %i', 'read git run log'],
  ['call clean.cmd', 'delete! C:/proj/out.txt'],
  ['start "" /b git log', 'read git run log'],
  ['powershell -c "Remove-Item x"', 'delete! C:/proj/x'],
  ['powershell -Command "& { Get-Content \\"a\\" }"', '…code_unknown'],
  ['cmd /c "del x & rd y"', 'delete! C:/proj/x; delete! C:/proj/y'],
  ['set PATH=x', '…code_unknown'],
  ['set X=1 & git log', 'read git run log'],
  ['git log > nul 2>&1', 'read git run log'],
  ['git commit -m "a & del b"', 'read git run commit -m a & del b'],
  ['@echo off\nrem del x\n:: del y\n:loop\ngoto loop', '…code_opaque'],
  ['move a b', 'read C:/proj/a tree; delete C:/proj/a tree; write C:/proj/b'],
  ['mkdir a\\b', 'write C:/proj/a/b'],
  ['"C:\\Program Files\\x.exe" a', 'execute program x'],
  [
    'robocopy a b /mir',
    'read C:/proj/a tree; delete! C:/proj/a tree; write C:/proj/b tree; delete! C:/proj/b tree',
  ],
  ['echo x>>"a b.txt"', 'write C:/proj/a b.txt'],
  ['net user x y /add', 'execute program net'],
  ['cd..', ''],
  ['dir /s /b', 'read C:/proj tree'],
  ['findstr /s /c:"a b" *.ts', 'read C:/proj tree'],
  ['(del a', 'delete! C:/proj/a; …syntax_error'],
  ['mklink /d l C:\\Windows', 'write C:/proj/l tree; write C:/Windows tree'],
  ['type \\\\srv\\c$\\x', 'network get srv; read //srv/c$/x'],
  ['del con & del a~1.txt', 'delete! ?'],
  ['git ^\n status', 'read git run status'],
  ['set X=del & call %X% a', '…program_unknown'],
  ['setlocal enabledelayedexpansion & echo !x!', '…code_unknown'],
  ['if %ERRORLEVEL% NEQ 0 exit /b 1', ''],
  ['if a == a del x', 'delete! C:/proj/x'],
  ['git log | more', 'read git run log'],
  ['del a,b;c', 'delete! C:/proj/a; delete! C:/proj/b; delete! C:/proj/c'],
  ['rd /s a/b', 'delete! ?'],
  ['attrib +h a.txt', 'write C:/proj/a.txt'],
  ['format c: /y', 'execute program format'],
  ['< in.txt sort > out.txt', 'write C:/proj/out.txt; read C:/proj/in.txt'],
  ['xcopy /s a b', 'read C:/proj/a tree; write C:/proj/b tree'],
  ['for /f %i in (list.txt) do git pull', 'read C:/proj/list.txt; read git run pull'],
  ['pushd \\\\srv\\x & git log', 'network get srv; read git run log'],
  ['start https://evil.com', '…code_opaque'],
  ['start /b "x" del a', 'execute program x'],
  ['cmd /v:on /c echo', '…code_unknown'],
  ['cmd', '…code_unknown'],
  ['@del a', 'delete! C:/proj/a'],
  ['else del a', 'delete! C:/proj/a'],
  ['ren a b', 'read C:/proj/a tree; delete C:/proj/a tree; write C:/proj/b'],
  ['"del" a', 'delete! C:/proj/a'],
  ['.\\clean.cmd', 'delete! C:/proj/out.txt'],
  ['bash -c x', 'execute program bash'],
  ['del "a b" c', 'delete! C:/proj/a b; delete! C:/proj/c'],
  ['echo a ^& del b', ''],
  ['echo "a & del b\ndel c', 'delete! C:/proj/c'],
  [
    'cd a & cd b & del c',
    'delete! C:/proj/a/b/c; delete! C:/proj/b/c; delete! C:/proj/a/c; delete! C:/proj/c',
  ],
  ['cd a & git log', 'read git run log'],
  ['@(del a)', 'delete! C:/proj/a'],
  ['cmd /c "cmd /c "del a""', '…code_unknown'],
  ['call clean.cmd', 'delete! C:/proj/out.txt'],
];

describe('a text of cmd', () => {
  for (const [text, told] of CASES) {
    test(JSON.stringify(text), () => {
      expect(tellReading(read(text))).toBe(told);
    });
  }
});

const PARTS = [
  ...[
    'del',
    'cd',
    '%',
    '%x%',
    '"',
    '^',
    '(',
    ')',
    '&',
    '|',
    '>',
    '<',
    '\n',
    ' ',
    ',',
    '/s',
    'if',
    'for',
  ],
  ...[
    'in',
    'do',
    'else',
    'exist',
    '==',
    '@',
    ':',
    'set',
    '=',
    'call',
    'start',
    '1',
    'a',
    "'",
    '!',
    '+',
  ],
];

/** What stands around a command without keeping it from running. */
const AROUND: readonly (readonly [before: string, after: string])[] = [
  ['(', ')'],
  ['if exist a (', ') else (git log)'],
  ['if not "%A%"=="" ', ''],
  ['git log & ', ' & git log'],
  ['git log || ', ''],
  ['for %i in (a b) do ', ''],
  ["for /f %i in ('", "') do echo %i"],
  ['cmd /c "', '"'],
  ['call ', ''],
  ['start /b ', ''],
  ['@', ''],
  ['git log | ', ''],
  ['echo off\n', '\nexit'],
  ['powershell -c cmd /c ', ''],
];

describe('any text of cmd', () => {
  test('gives a reading', () => {
    const soup = fc.array(fc.constantFrom(...PARTS), { maxLength: 40 });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          soup.map((parts) => parts.join(' ')),
          soup.map((parts) => parts.join('')),
        ),
        (text) => {
          const { effects, obscurities } = read(text);
          expect([effects, obscurities]).toBeArray();
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('keeps the effect of a command that something stands around, or says that it may not', () => {
    const around = fc.array(fc.constantFrom(...AROUND), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(around, (layers) => {
        const text = layers.reduce(
          (inner, [before, after]) => `${before}${inner}${after}`,
          'del secret',
        );
        const told = read(text);
        if (told.obscurities.length === 0)
          expect(tellReading(told)).toContain('delete! C:/proj/secret');
      }),
      { numRuns: 6000 },
    );
    for (const [before, after] of AROUND) {
      expect(tellReading(read(`${before}del secret${after}`))).toContain('delete! C:/proj/secret');
    }
  });

  test('takes linear time up to the cap, and is not read above it', () => {
    expect(read(' '.repeat(40_000)).obscurities).toEqual(['too_large']);
    for (const part of [
      '(',
      '%',
      '%a',
      '^',
      '"',
      'if a==a ',
      'for %i in (a) do ',
      'call ',
      '&',
      '>',
      'a,',
      'cmd /c ',
    ]) {
      const text = part.repeat(Math.floor(32_000 / part.length));
      const started = performance.now();
      read(text);
      expect(performance.now() - started).toBeLessThan(900);
    }
  });
});
