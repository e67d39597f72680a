import { isatty } from 'node:tty';
import { createInterface } from 'node:readline/promises';
import { INPUT_ENDED, type Io } from './context.ts';

/** Asks on the terminal and waits for a line; undefined where there is none, `INPUT_ENDED` when it is closed. */
export async function askPerson(io: Io, question: string): Promise<string | undefined> {
  if (!isatty(0) || !io.errIsTerminal()) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Raw keys are taken by the reader: Ctrl-C still ends the command as it does elsewhere.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return await Promise.race([
      lines.question(question),
      new Promise<string>((done) => lines.once('close', () => done(INPUT_ENDED))),
    ]);
  } finally {
    lines.close();
  }
}
