import { describe, expect, test } from 'bun:test';
import { findCommand } from './find-command.ts';
import { parseArgs } from './parse-args.ts';
import { COMMANDS } from './table.ts';
import { runInProcess } from './testing.ts';

test('the help of the program names every command once', async () => {
  for (const width of [undefined, 40]) {
    const { stdout } = await runInProcess(
      ['--help'],
      width === undefined ? {} : { terminal: true, width, env: { NO_COLOR: '1' } },
    );
    for (const path of Object.keys(COMMANDS)) {
      expect(
        stdout.split('\n').filter((line) => `${line}  `.startsWith(`  ${path}  `)).length,
      ).toBe(1);
    }
  }
});

describe('every command', () => {
  for (const [path, entry] of Object.entries(COMMANDS)) {
    test(`${path} has help with an example that parses`, async () => {
      const command = await entry.load();
      expect(command.path.join(' ')).toBe(path);
      const { exit, stdout, stderr } = await runInProcess([...path.split(' '), '--help']);
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
      expect(stdout).toContain(`Usage: gait ${path}`);
      expect(stdout).toContain(`Example:\n  ${command.example}`);

      const [program, ...words] = splitShell(command.example);
      expect(program).toBe('gait');
      const found = findCommand(words, COMMANDS);
      expect(found).toMatchObject({ kind: 'command', path });
      if (found.kind !== 'command') return;
      const parsed = parseArgs(found.rest, command.flags, command.flagsAfterPositionals !== false);
      expect(parsed.ok).toBe(true);
      if (!parsed.ok || command.positionalsAnyCount === true) return;
      const specs = command.positionals ?? [];
      expect(parsed.args.positionals.length).toBeGreaterThanOrEqual(
        specs.filter((spec) => spec.optional !== true).length,
      );
      if (specs.at(-1)?.rest !== true)
        expect(parsed.args.positionals.length).toBeLessThanOrEqual(specs.length);
    });

    test(`${path} explains itself in one sentence and names every flag's purpose`, async () => {
      const command = await entry.load();
      expect(command.explain).toMatch(/^[A-Z].*\.$/u);
      expect(entry.summary.length).toBeLessThanOrEqual(70);
      for (const [name, flag] of Object.entries(command.flags)) {
        expect({ name, help: flag.help.length > 3 }).toEqual({ name, help: true });
        expect(name).toMatch(/^[a-z][a-z0-9-]*$/u);
      }
    });
  }
});

/** Words of a simple shell line with single or double quotes. */
function splitShell(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/gu)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}
