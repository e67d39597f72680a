import { processContext } from './process-context.ts';
import { runCli } from './run-cli.ts';

/**
 * Runs the command line of this process.
 *
 * @param program the name this process was called by, without folder and extension
 * @param hookInput standard input of a hook, where it is being read already
 * @returns the exit status
 */
export async function runProcess(
  program: string,
  hookInput?: Promise<Uint8Array>,
): Promise<number> {
  const context = processContext(program);
  try {
    return await runCli(context, hookInput);
  } catch (error) {
    const { reportCrash } = await import('./report-crash.ts');
    return reportCrash(context, error);
  } finally {
    context.clearProgress();
  }
}
