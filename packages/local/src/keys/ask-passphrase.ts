import { openSync, readSync, writeSync } from 'node:fs';
import { CodedError } from '@gait/canon';
import { systemCode } from '../files/file-error.ts';

const CTRL_C = 3;
const CTRL_D = 4;
const BACKSPACE = 8;
const NEWLINE = 10;
const RETURN = 13;
const CTRL_U = 21;
const DELETE = 127;

/**
 * Asks for a passphrase on the terminal itself, not on standard input, without
 * showing it.
 *
 * Ctrl-C interrupts the process, as it does everywhere else: raw mode only takes the key for itself.
 *
 * @throws CodedError `key_passphrase` when there is no terminal or the person gave up.
 */
export async function askPassphrase(question: string): Promise<string> {
  // Loaded only here: it is slow to load, and most commands never ask.
  const { ReadStream } = await import('node:tty');
  const fd = openTerminal();
  const terminal = new ReadStream(fd);
  let secret: string | undefined;
  try {
    // First: whoever answers at once must not see it on the screen.
    terminal.setRawMode(true);
    writeSync(fd, question);
    secret = await readSecret(fd);
  } finally {
    terminal.setRawMode(false);
    writeSync(fd, '\n');
    terminal.destroy(); // closes the descriptor too
  }
  if (secret !== undefined) return secret;
  process.kill(process.pid, 'SIGINT');
  // Whoever handles the signal gets the time to; nothing more must happen in this command.
  await new Promise((done) => {
    setTimeout(done, 1000);
  });
  throw noPassphrase();
}

function noPassphrase(): CodedError {
  return new CodedError('key_passphrase', 'no passphrase was given', {
    hint: 'run the command again',
  });
}

function openTerminal(): number {
  try {
    return openSync(process.platform === 'win32' ? String.raw`\\.\CON` : '/dev/tty', 'r+');
  } catch (error) {
    throw new CodedError(
      'key_passphrase',
      'the private key is encrypted and there is no terminal to ask for its passphrase',
      {
        hint: 'pass --passphrase-env NAME or --passphrase-command',
        cause: error,
      },
    );
  }
}

/** What was typed; undefined: Ctrl-C. */
async function readSecret(fd: number): Promise<string | undefined> {
  const typed: number[] = [];
  const one = Buffer.alloc(1);
  for (;;) {
    const byte = await readByte(fd, one);
    if (byte === CTRL_C) return undefined;
    if (byte === undefined || (byte === CTRL_D && typed.length === 0)) throw noPassphrase();
    if (byte === RETURN || byte === NEWLINE || byte === CTRL_D)
      return Buffer.from(typed).toString('utf8');
    if (byte === CTRL_U) typed.length = 0;
    else if (byte === DELETE || byte === BACKSPACE) eraseLast(typed);
    else typed.push(byte);
  }
}

/** A character may be several bytes of UTF-8; erasing takes them all. */
function eraseLast(typed: number[]): void {
  for (let last = typed.pop(); last !== undefined && (last & 0xc0) === 0x80; last = typed.pop());
}

async function readByte(fd: number, one: Buffer): Promise<number | undefined> {
  for (;;) {
    try {
      return readSync(fd, one, 0, 1, null) === 0 ? undefined : one[0];
    } catch (error) {
      if (systemCode(error) !== 'EAGAIN') throw error;
      await new Promise((done) => {
        setTimeout(done, 20);
      });
    }
  }
}
