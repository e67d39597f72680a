import { caseSeed, Random } from '../random.ts';
import { findLost } from './find-lost.ts';
import { makeText } from './make-text.ts';
import { readCase } from './read-case.ts';
import { makeWrapCase } from './wrap.ts';

/** What the cases ask: hostile texts in any language, or commands in other words. */
export type Question = 'texts' | 'wrapped';

/** What came out of a number of cases. */
export interface CommandCounts {
  readonly cases: number;
  /** Obscurities by name, `understood` where there is none; ways of wrapping by name. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  /** Broken rules, with what is needed to ask again. */
  readonly problems: readonly string[];
}

/** Longest time of one case. Texts are short: only a reader that is not linear takes so long. */
export const CASE_MS = 250;
const MOST_PROBLEMS = 20;
/** Of so many cases one is asked twice. */
const ASKED_AGAIN = 16;

/** Time this process worked, not waited. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Runs cases of one question; the same seed gives the same cases. Never throws. */
export function fuzzCommands(question: Question, cases: number, seed: number): CommandCounts {
  const outcomes: Record<string, number> = {};
  const problems: string[] = [];
  let slowestMs = 0;
  let done = 0;
  for (; done < cases && problems.length < MOST_PROBLEMS; done += 1) {
    const random = new Random(caseSeed(seed, done));
    const ask = question === 'texts' ? askText(random, done) : askWrapped(random);
    const start = cpuMs();
    const said = ask.run();
    const took = cpuMs() - start;
    slowestMs = Math.max(slowestMs, took);
    for (const name of said.outcomes) outcomes[name] = (outcomes[name] ?? 0) + 1;
    const broken = took > CASE_MS ? [...said.broken, `${took.toFixed(0)} ms`] : said.broken;
    for (const what of broken)
      problems.push(`${what} (${question}, seed ${seed}, case ${done}): ${ask.shown}`);
  }
  return { cases: done, outcomes, slowestMs, problems };
}

interface Said {
  readonly outcomes: readonly string[];
  readonly broken: readonly string[];
}

interface Asked {
  readonly shown: string;
  readonly run: () => Said;
}

function askText(random: Random, index: number): Asked {
  const given = makeText(random);
  return {
    shown: `${given.reader} ${JSON.stringify(given.text).slice(0, 4000)}`,
    run: () => guard(() => ({ outcomes: readCase(given, index % ASKED_AGAIN === 0), broken: [] })),
  };
}

function askWrapped(random: Random): Asked {
  const { plain, wrapped, ways } = makeWrapCase(random);
  return {
    shown: `${ways.join(', ')}: ${JSON.stringify(plain)} ${JSON.stringify(wrapped)}`,
    run: () =>
      guard(() => ({
        outcomes: ways,
        broken: findLost(plain, wrapped).map((effect) => `lost ${effect}`),
      })),
  };
}

/** A reader never throws, whatever it gets. */
function guard(run: () => Said): Said {
  try {
    return run();
  } catch (error) {
    return { outcomes: [], broken: [String(error)] };
  }
}
