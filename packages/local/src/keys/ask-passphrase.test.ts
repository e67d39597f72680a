import { expect, test } from 'bun:test';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askPassphrase } from './ask-passphrase.ts';

const PROGRAM = `
  const { askPassphrase } = await import(${JSON.stringify(join(import.meta.dirname, 'ask-passphrase.ts'))});
  try { console.log('length ' + [...(await askPassphrase('passphrase: '))].length); }
  catch (error) { console.log(error.code); }`;

/** Runs the question as a child in a session of its own, types, and answers with what it printed. */
async function ask(command: readonly string[], typed: string): Promise<string> {
  const [program = '', ...args] = command;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const child = spawn(program, args, { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  let waiting = typed;
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    // Typed only when asked: before that the terminal still shows what is typed.
    if (!Buffer.concat(chunks).toString('utf8').includes('passphrase: ')) return;
    child.stdin.write(waiting);
    waiting = '';
  });
  // A child that does not ask may be gone before it is typed at.
  child.stdin.on('error', () => undefined);
  if (program === process.execPath) child.stdin.end(typed);
  child.on('close', () => {
    resolve(undefined);
  });
  await promise;
  return Buffer.concat(chunks).toString('utf8').trim();
}

test('without a terminal nothing is asked, and standard input is not taken for an answer', async () => {
  expect(typeof askPassphrase).toBe('function');
  expect(await ask([process.execPath, '-e', PROGRAM], 'not this one\n')).toBe('key_passphrase');
});

// `script` of util-linux gives a child a terminal.
const scriptProgram = Bun.which('script');

/** The command line that asks on a terminal of its own and prints its exit status. */
function onTerminal(folder: string): readonly string[] {
  const program = join(folder, 'ask.ts');
  writeFileSync(program, PROGRAM);
  const line = `'${process.execPath}' '${program}'; echo "exit $?"`;
  return [scriptProgram ?? '', '-qec', line, '/dev/null'];
}

test.skipIf(scriptProgram === null || process.platform !== 'linux')(
  'on a terminal the passphrase is read without being shown, and can be corrected',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gait-ask-'));
    try {
      const command = onTerminal(folder);
      // Wrong, taken back whole; then five letters of several bytes, the last taken back.
      const printed = await ask(command, 'wrong\u0015żółtę\u007f\r');
      expect(printed).toContain('length 4');
      expect(printed).not.toMatch(/wrong|ż|ó|ł/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

test.skipIf(scriptProgram === null || process.platform !== 'linux')(
  'Ctrl-C at the question interrupts the process',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gait-ask-'));
    try {
      expect(await ask(onTerminal(folder), 'half\u0003')).toContain('exit 130');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
