import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { readProgram } from '../../programs/read-program.ts';
import { readShell } from '../read-shell.ts';
import { shellContext } from '../testing/describe-shell.ts';
import { HARMFUL, ORDINARY } from '../testing/fresh-cases.ts';
import { judgeFresh } from './judge-fresh.ts';

/** What is doubtful about running one of the files, all of which were written a moment ago. */
function doubts(command: string, files: Readonly<Record<string, string>>, fresh = true): string {
  const context = { ...shellContext(files), isFresh: () => fresh };
  return readShell(command, context, readProgram).obscurities.join(' ');
}

const runner = (name: string): string => (name.endsWith('.py') ? 'python3' : 'node');

describe('a script that was written a moment ago', () => {
  test.each(Object.entries(ORDINARY))('%s runs', (name, text) => {
    const path = `/p/scripts/${name}`;
    expect(doubts(`${runner(name)} scripts/${name}`, { [path]: text })).toBe('');
  });

  test.each(Object.entries(HARMFUL))('%s is held', (name, text) => {
    const file = name.replaceAll(' ', '-');
    expect(doubts(`${runner(name)} scripts/${file}`, { [`/p/scripts/${file}`]: text })).toBe(
      'code_opaque',
    );
  });

  test('is followed into the files of the project that it loads', () => {
    const inner = HARMFUL['deletes.py'] ?? '';
    const files = { '/p/run.py': 'import helper\nprint(helper)\n', '/p/helper.py': inner };
    expect(doubts('python3 run.py', files)).toBe('code_opaque');
    const script = HARMFUL['starts a program.mjs'] ?? '';
    expect(
      doubts('node run.mjs', { '/p/run.mjs': "import './lib/x.js';\n", '/p/lib/x.js': script }),
    ).toBe('code_opaque');
    expect(doubts('node run.mjs', { '/p/run.mjs': "import './lib/x.js';\n" })).toBe('');
  });

  test('is followed into what the same command puts there', () => {
    const files = { '/p/run.mjs': "import './lib/x.js';\n" };
    expect(doubts("echo 'export {};' > lib/x.js; node run.mjs", files)).toBe('');
    const starts = 'echo \'import "node:child_process";\' > lib/x.js; node run.mjs';
    expect(doubts(starts, files)).toBe('code_opaque');
  });

  test('is judged as well when code on the command line uses a function of it', () => {
    const text = "import shop\n\ndef total():\n    return getattr(shop, 'a' + 'b')()\n";
    const command = 'python3 -c "from cart import total; print(total())"';
    expect(doubts(command, { '/p/cart.py': text }, false)).toBe('');
    expect(doubts(command, { '/p/cart.py': text })).toBe('code_opaque');
    const plain = 'def total():\n    return 1\n';
    expect(doubts(command, { '/p/cart.py': plain })).toBe('');
  });

  test('is the work of the project as soon as it is older', () => {
    const text = "import { execSync } from 'node:child_process';\nexecSync('git status');\n";
    expect(doubts('node a.mjs', { '/p/a.mjs': text }, false)).toBe('');
    expect(doubts('node a.mjs', { '/p/a.mjs': text })).toBe('code_opaque');
  });
});

describe('a script that cannot be read', () => {
  const unread = { ...shellContext(), isMissing: () => false };

  test.each(['python3 big.py', 'node latin.mjs', 'tsx x.ts', 'python3 -m tool'])(
    '%s is no safer than one that can be',
    (command) => {
      expect(readShell(command, unread, readProgram).obscurities).toContain('code_unknown');
    },
  );

  test('is nothing where there certainly is none', () => {
    const context = { ...shellContext(), isMissing: () => true };
    expect(readShell('node dist/index.js', context, readProgram).obscurities).toEqual([]);
  });
});

test('judging never throws, and takes no longer than its text is long', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 400 }),
      fc.constantFrom('javascript', 'python'),
      (text, of) => {
        judgeFresh(text, of as 'javascript' | 'python', { depth: 1 });
      },
    ),
  );
  for (const part of ['"." + ', 'a.b[0](', 'import x\n', '`${a}`', "'..'/", '.env'.slice(0, 2)]) {
    const started = performance.now();
    judgeFresh(part.repeat(10_000), 'javascript', { depth: 1 });
    judgeFresh(part.repeat(10_000), 'python', { depth: 1 });
    expect(performance.now() - started).toBeLessThan(900);
  }
});
