import { expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// A terminal made by `script`; what is typed comes from a pipe.
const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

function typed(keys: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'gait-ask-'));
  try {
    const child = join(folder, 'child.ts');
    const source = JSON.stringify(join(import.meta.dir, 'ask-passphrase.ts'));
    writeFileSync(
      child,
      `import { askPassphrase } from ${source};
      askPassphrase('Passphrase: ').then((text) => console.log('got ' + text), (error) => console.log(error.code));`,
    );
    const line = `'${process.execPath}' '${child}'`;
    const shell = `(sleep 0.5; printf '${keys}'; sleep 0.3) | script -qec "${line}" /dev/null`;
    return spawnSync('sh', ['-c', shell], { encoding: 'utf8', timeout: 10_000 }).stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.skipIf(!hasScript)('a passphrase is read from the terminal and not shown', () => {
  const shown = typed(String.raw`secx\177r\303\251t\r`);
  expect(shown).toContain('got secrét');
  expect(shown.slice(0, shown.indexOf('got'))).not.toContain('sec');
});

test.skipIf(!hasScript)('Ctrl-C gives a code and leaves the terminal usable', () => {
  expect(typed(String.raw`sec\003`)).toContain('key_passphrase');
});

test('without a terminal there is a code, not a wait', () => {
  const source = JSON.stringify(join(import.meta.dir, 'ask-passphrase.ts'));
  const script = `import { askPassphrase } from ${source};
    askPassphrase('? ').catch((error) => console.log(error.code));`;
  // A session of its own has no terminal.
  const child = spawnSync('setsid', ['--wait', process.execPath, '-e', script], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (child.error === undefined) expect(child.stdout.trim()).toBe('key_passphrase');
});
