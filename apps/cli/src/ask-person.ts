import { isatty } from 'node:tty';
import { createInterface } from 'node:readline/promises';
import { INPUT_ENDED, type Io } from './context.ts';

/**
 * Asks on the terminal and waits for a line.
 *
 * @param until when it is aborted, the question is taken back
 * @returns undefined where there is no terminal and when the question was taken back; `INPUT_ENDED`
 *   when the input is closed
 */
export async function askPerson(
  io: Io,
  question: string,
  until?: AbortSignal,
): Promise<string | undefined> {
  if (!isatty(0) || !io.errIsTerminal() || until?.aborted === true) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Raw keys are taken by the reader: Ctrl-C still ends the command as it does elsewhere.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  let isTakenBack = false;
  let takeBack = (): void => undefined;
  const takenBack = new Promise<undefined>((done) => {
    takeBack = () => {
      isTakenBack = true;
      done(undefined);
    };
    until?.addEventListener('abort', takeBack, { once: true });
  });
  try {
    return await Promise.race([
      lines.question(question),
      takenBack,
      new Promise<string>((done) => lines.once('close', () => done(INPUT_ENDED))),
    ]);
  } finally {
    until?.removeEventListener('abort', takeBack);
    lines.close();
    // The next line of ours does not go on behind the question.
    if (isTakenBack && question !== '') io.err('\n');
  }
}
