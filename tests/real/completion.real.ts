import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'bun:test';

/** Shells with their own completion engines; a shell that is not installed is named as skipped. */
const GAIT = join(import.meta.dirname, '..', '..', 'dist', 'gait');
const folder = mkdtempSync(join(tmpdir(), 'gait-completion-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(shell: string): string {
  const path = join(folder, `gait.${shell}`);
  writeFileSync(path, Bun.spawnSync([GAIT, 'completion', shell]).stdout);
  return path;
}

function installed(shell: string): boolean {
  return Bun.which(shell) !== null;
}

function output(words: readonly string[]): string {
  const { stdout, stderr } = Bun.spawnSync([...words], { cwd: folder });
  return `${stdout.toString()}${stderr.toString()}`;
}

describe.skipIf(!installed('fish'))('fish', () => {
  const complete = (line: string) =>
    output([
      'fish',
      '--no-config',
      '-c',
      `source ${script('fish')}; complete -C ${JSON.stringify(line)}`,
    ])
      .split('\n')
      .map((row) => row.split('\t')[0] ?? '')
      .filter((word) => word !== '');

  test('completes groups, sub-commands and flags', () => {
    expect(complete('gait ke')).toEqual(['keys']);
    expect(complete('gait keys ')).toEqual(['init', 'rotate', 'verify']);
    expect(complete('gait keys init --f')).toEqual(['--force']);
  });

  test('completes a file after a flag that takes one', () => {
    writeFileSync(join(folder, 'unusual-name.key'), '');
    expect(complete('gait keys verify --private-key unus')).toEqual(['unusual-name.key']);
  });
});

describe.skipIf(!installed('zsh'))('zsh', () => {
  /** Types a line into a real interactive zsh and presses Tab. */
  const complete = (line: string): string => {
    const driver = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1=; unsetopt zle_bracketed_paste 2>/dev/null; autoload -Uz compinit; compinit -u -D; source ${script('zsh')}; cd ${folder}; print READY"
zpty -r z out '*READY*READY*' || true
zpty -w -n z ${JSON.stringify(line)}$'\\t'
sleep 1
zpty -w -n z $'\\C-c'
out=''
while zpty -r -t z chunk 2>/dev/null; do out+="$chunk"; done
zpty -d z
print -r -- "$out"
`;
    const path = join(folder, 'driver.zsh');
    writeFileSync(path, driver);
    // Colours, bells and cursor movements between the letters.
    return output(['timeout', '10', 'zsh', '-f', path]).replace(
      /\u001b\[[?\d;]*[a-zA-Z]|[\u0000-\u0008\u000e-\u001f]/gu,
      '',
    );
  };

  test('the script has no syntax error', () => {
    expect(output(['zsh', '-n', script('zsh')])).toBe('');
  });

  test('completes a group, its sub-commands and flags', () => {
    expect(complete('gait ke')).toContain('gait keys');
    const children = complete('gait keys ');
    for (const word of ['init', 'rotate', 'verify']) expect(children).toContain(word);
    expect(complete('gait keys init --fo')).toContain('--force');
  });
});

describe.skipIf(!installed('pwsh'))('PowerShell', () => {
  test('completes sub-commands', () => {
    const line = 'gait keys ';
    const code = `. ${script('powershell')}; (TabExpansion2 -inputScript '${line}' -cursorColumn ${line.length}).CompletionMatches.CompletionText`;
    expect(output(['pwsh', '-NoProfile', '-Command', code]).trim().split(/\s+/u)).toEqual([
      'init',
      'rotate',
      'verify',
    ]);
  });
});
