import { readCommand } from '@gait/commands';
import type { ScratchProject } from '../../conformance/commands/scratch-project.ts';

const MEGABYTE = 1_000_000;
const LONGEST_MS = 100;

/** Texts that a careless parser takes quadratic time or its whole stack for. */
const BOMBS: Readonly<Record<string, (size: number) => string>> = {
  'nested substitutions': (size) => '$('.repeat(size / 2),
  'closed substitutions': (size) => `${'$('.repeat(size / 3)}${')'.repeat(size / 3)}`,
  'nested quotes': (size) => '"$('.repeat(size / 3),
  backticks: (size) => '`\\'.repeat(size / 2),
  heredocs: (size) => 'cat <<A\n'.repeat(size / 8),
  'heredocs in one line': (size) => `${'cat <<A;'.repeat(size / 8)}\n`,
  'extended patterns': (size) => '@('.repeat(size / 2),
  blocks: (size) => '{ '.repeat(size / 2),
  subshells: (size) => '('.repeat(size),
  conditions: (size) => 'if true; then '.repeat(size / 14),
  braces: (size) => '{a,'.repeat(size / 3),
  parameters: (size) => '${a:-'.repeat(size / 5),
  arithmetic: (size) => '$(('.repeat(size / 3),
  'short commands': (size) => 'ls;'.repeat(size / 3),
  assignments: (size) => 'a=$a$a;'.repeat(size / 7),
  'one word': (size) => 'a'.repeat(size),
};

/**
 * Times the reader on a megabyte of each.
 *
 * @returns whether all were answered in time, and none as if it had been understood
 */
export function timeParser({ project, home }: Pick<ScratchProject, 'project' | 'home'>): boolean {
  console.log('\na megabyte of');
  let good = true;
  for (const [name, make] of Object.entries(BOMBS)) {
    const text = make(MEGABYTE);
    const started = performance.now();
    const { obscurities } = readCommand(text, {
      dialect: 'sh',
      folder: project,
      project,
      home,
      variables: new Map(),
      readText: () => undefined,
    });
    const took = performance.now() - started;
    const bad = took >= LONGEST_MS || obscurities.length === 0;
    if (bad) good = false;
    const said = obscurities.join(', ') || 'understood';
    console.log(
      `  ${name.padEnd(22)} ${took.toFixed(1).padStart(8)} ms  ${said}${bad ? '  !' : ''}`,
    );
  }
  return good;
}
