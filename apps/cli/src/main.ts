import { writeAll } from './standard-io.ts';
import { VERSION } from './version.ts';

// Output is written synchronously, so nothing is lost; a handle that a command left open must not keep the process.
process.exit(await main());

async function main(): Promise<number> {
  const program = programName(process.argv0);
  const words = process.argv.slice(2);
  if (words.length === 1 && ['version', '--version', '-v'].includes(words[0] ?? '')) {
    return sayVersion(`${program} ${VERSION}\n`);
  }
  if (words[0] === 'hook' && program === 'gait' && !words.some(asksForHelp)) {
    return await runInstalledHook(words.slice(1));
  }
  const { runProcess } = await import('./run-process.ts');
  return await runProcess(program);
}

/** @param words what follows `hook` */
async function runInstalledHook(words: readonly string[]): Promise<number> {
  const { askUnmoved } = await import('./hook/ask-unmoved.ts');
  const { exit, input, done } = await askUnmoved(words);
  if (exit !== undefined) return exit === 0 ? done : exit;
  const { runProcess } = await import('./run-process.ts');
  const decided = await runProcess('gait', input);
  return decided === 0 ? done : decided;
}

function asksForHelp(word: string): boolean {
  return /^--?(?:help|explain)$/u.test(word);
}

function sayVersion(line: string): number {
  try {
    writeAll(1, line);
    return 0;
  } catch (error) {
    writeAll(2, `error: ${(error as Error).message}\n`);
    return 1;
  }
}

/** `gait` or `krci-ai`, from the name the process was called by. Any other name (a copy, a test) is gait. */
function programName(called: string): string {
  // Not by patterns: compiling two of them costs 0.1 ms.
  const file = called.slice(Math.max(called.lastIndexOf('/'), called.lastIndexOf('\\')) + 1);
  const ending = file.startsWith('krci-ai')
    ? file.slice('krci-ai'.length).toLowerCase()
    : undefined;
  return ending === '' || ending === '.exe' ? 'krci-ai' : 'gait';
}
