import { CASE_MS, type CommandCounts, type Question } from './commands/fuzz-commands.ts';
import { print } from './print.ts';
import { runChild } from './run-child.ts';

/** Cases of one child process: a reader that hangs is noticed by the time of its batch. */
const BATCH_CASES = 10_000;
const BATCH_TIMEOUT_MS = 300_000;
/** Of hostile texts; of commands in other words there are a fifth as many on top. */
const FULL_TEXTS = 1_000_000;
const WRAPPED_SHARE = 0.2;

/**
 * The readers of commands: hostile texts, none of which may throw, hang or give an answer without
 * bounds, and commands in other words, none of which may lose an effect.
 *
 * @param cases number of hostile texts; 0: as many as a full run has
 * @returns a line for each broken rule
 */
export async function runCommands(cases: number, seed: number): Promise<readonly string[]> {
  const texts = cases === 0 ? FULL_TEXTS : cases;
  const wrapped = Math.ceil(texts * WRAPPED_SHARE);
  print(`commands: ${texts} texts and ${wrapped} wrapped commands, seed ${seed}`);
  return [...(await ask('texts', texts, seed)), ...(await ask('wrapped', wrapped, seed))];
}

async function ask(question: Question, cases: number, seed: number): Promise<readonly string[]> {
  const found: string[] = [];
  const outcomes = new Map<string, number>();
  let done = 0;
  let slowest = 0;
  const started = performance.now();
  for (let batch = 0; batch * BATCH_CASES < cases; batch += 1) {
    const size = Math.min(BATCH_CASES, cases - batch * BATCH_CASES);
    try {
      const printed = await runChild(
        'commands-child.ts',
        [question, String(size), String(seed + batch)],
        BATCH_TIMEOUT_MS,
      );
      const counts = JSON.parse(printed) as CommandCounts;
      done += counts.cases;
      slowest = Math.max(slowest, counts.slowestMs);
      found.push(...counts.problems);
      for (const [name, count] of Object.entries(counts.outcomes))
        outcomes.set(name, (outcomes.get(name) ?? 0) + count);
    } catch (error) {
      found.push(String(error));
    }
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const named = [...outcomes]
    .sort((a, b) => b[1] - a[1])
    .map(([name, count]) => `${name} ${count}`);
  print(
    `${question}: ${done} cases in ${seconds} s, slowest ${slowest.toFixed(1)} ms of ${CASE_MS} ms, ${found.length} problems; ${named.join(', ')}`,
  );
  return found;
}
