import type { Invocation, Nested, ProgramReading } from '../model/invocation.ts';

/** What `cmd` does with its words: what stands behind `/c`, `/k` or `/r` is a line for it. */
export function cmdProgram({ args, input, context }: Invocation): ProgramReading {
  const unknown: ProgramReading = { effects: [], nested: [], obscurities: ['code_unknown'] };
  const script = (text: string): ProgramReading => {
    const nested: Nested = { kind: 'script', text, context: { ...context, dialect: 'cmd' } };
    return { effects: [], nested: [nested], obscurities: [] };
  };
  for (const [at, { value }] of args.entries()) {
    if (value === undefined) return unknown;
    // `/cdir` and `/s/c` are taken apart; `/v:on` makes `!x!` a variable.
    const options = /^(?:\/[A-Za-z](?::[A-Za-z]+)?)+/.exec(value)?.[0].toLowerCase() ?? '';
    if (options === '' || options.includes('/v')) return unknown;
    const run = /\/[ckr]/.exec(options);
    if (run === null) continue;
    const words = [value.slice(run.index + 2), ...args.slice(at + 1).map((word) => word.value)];
    if (words.some((word) => word === undefined || word.includes('"'))) return unknown;
    // Whoever starts a program writes quotes around words with blanks, and cmd sees them.
    const line = words
      .map((word = '') => (/\s/.test(word) ? `"${word}"` : word))
      .join(' ')
      .trim();
    // The outer quotes of a line are taken away.
    return script(
      line.startsWith('"') && line.endsWith('"') && line.length > 1 ? line.slice(1, -1) : line,
    );
  }
  return typeof input === 'object' ? script(input.text) : unknown;
}
