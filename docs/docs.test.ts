import { expect, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { FINDING_CODES, MIGRATION_FINDING_CODES, TARGET_FINDING_CODES } from '@gait/agents';
import { errorCodes } from '@gait/canon';
import { runCommand } from '../scripts/run-command.ts';
import { ROOT, listFiles, readText } from '../scripts/source-files.ts';

/** A fenced block of a document. */
interface Fence {
  readonly language: string;
  /** Words after the language: `run`, `exit=5`, `file=run.json`, `needs=curl` (left out without it), `answer=y` (typed at a terminal). */
  readonly words: readonly string[];
  readonly text: string;
  readonly line: number;
}

function fencesOf(text: string): readonly Fence[] {
  return [...text.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? '',
    words: (match[2] ?? '').split(' ').filter((word) => word !== ''),
    text: match[3] ?? '',
    line: text.slice(0, match.index).split('\n').length,
  }));
}

/** As a person runs it, who answers the question. */
async function atTerminal(
  words: string[],
  answer: string,
  at: { cwd: string; env: Record<string, string> },
): Promise<{ status: number; output: string }> {
  let output = '';
  const child = Bun.spawn(words, {
    ...at,
    terminal: {
      cols: 100,
      rows: 40,
      data: (terminal: { write(text: string): void }, bytes: Uint8Array) => {
        const asked = output.includes('? ');
        output += Buffer.from(bytes).toString('utf8');
        if (!asked && output.includes('? ')) terminal.write(`${answer}\r`);
      },
    },
  } as never);
  return { status: await child.exited, output };
}

function wordValue(fence: Fence, name: string): string | undefined {
  return fence.words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

const documents = ['README.md', ...listFiles('docs').filter((file) => file.endsWith('.md'))];
const outsideTheDocument = /^(?:npm|git|cd|export|\.ci\/run)\b/;

test.each(documents)('%s marks every shell example as one that is run', (document) => {
  const unmarked = fencesOf(readText(document))
    .filter(({ language, words }) => language === 'sh' && words.length === 0)
    .filter(({ text }) =>
      text
        .trim()
        .split('\n')
        .some((line) => !outsideTheDocument.test(line)),
    );
  expect(unmarked.map(({ line }) => line)).toEqual([]);
});

const runnable = documents.filter((document) =>
  fencesOf(readText(document)).some(({ words }) => words.includes('run')),
);

test.each(runnable)('every example of %s does what it says', async (document) => {
  const scratch = mkdtempSync(join(tmpdir(), 'gait-docs-'));
  // Keys go to the home folder, which no repository may contain.
  const folder = join(scratch, 'work');
  mkdirSync(folder);
  const env = {
    PATH: `${join(ROOT, 'dist')}${delimiter}${process.env['PATH'] ?? ''}`,
    HOME: join(scratch, 'no-home'),
    TZ: 'UTC',
  };
  try {
    for (const fence of fencesOf(readText(document))) {
      const file = wordValue(fence, 'file');
      if (file !== undefined) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), fence.text);
      }
      if (!fence.words.includes('run')) continue;
      const needed = wordValue(fence, 'needs');
      if (needed !== undefined && Bun.which(needed) === null) continue;
      const expected = Number(wordValue(fence, 'exit') ?? 0);
      const answer = wordValue(fence, 'answer');
      const words = ['bash', '-euc', fence.text];
      const { status, output } =
        answer === undefined
          ? await runCommand(words, { cwd: folder, env })
          : await atTerminal(words, answer, { cwd: folder, env });
      expect({ line: fence.line, status, output }).toEqual({
        line: fence.line,
        status: expected,
        output,
      });
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

/** First cells of table rows that hold nothing but code names. */
const CODE_CELL = /^\| ((?:`[a-z]+(?:_[a-z0-9]+)+`(?:, )?)+) +\|/gm;
/** Keys that stand among the codes because their value differs, and a fault of a signature. */
const NO_CODE = new Set(['correlation_id', 'detail', 'signing_time_unknown']);

/** Every word that the gate's source writes as a text of its own: reasons of verdicts are among them. */
function isReasonCode(): (code: string) => boolean {
  const rooms = ['gate/src', 'boundary/src', 'local/src/agents'].map((room) => `packages/${room}`);
  const sources = [...rooms, 'apps/cli/src/gate']
    .flatMap((folder) => listFiles(folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const found = (pattern: RegExp): readonly string[] =>
    sources.flatMap((file) => [...readText(file).matchAll(pattern)].map((match) => match[1] ?? ''));
  const words = new Set(found(/'([a-z]+(?:_[a-z0-9]+)+)'/g));
  // `fail_closed_missing_${field}`: the rest of the word is a field of the policy.
  const beginnings = found(/`([a-z]+(?:_[a-z]+){2,}_)\$\{\w+\}`/g);
  return (code) => words.has(code) || beginnings.some((start) => code.startsWith(start));
}

test('every refusal that docs/COMPATIBILITY.md names is a code of the product', () => {
  const cells = [...readText('docs/COMPATIBILITY.md').matchAll(CODE_CELL)].map(
    (match) => match[1] ?? '',
  );
  const named = cells.flatMap((cell) =>
    [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
  );
  expect(named.length).toBeGreaterThan(50);
  const isReason = isReasonCode();
  const tables = [errorCodes(), FINDING_CODES, TARGET_FINDING_CODES, MIGRATION_FINDING_CODES];
  const isCode = (code: string): boolean => tables.some((table) => code in table);
  expect(named.filter((code) => !isCode(code) && !isReason(code) && !NO_CODE.has(code))).toEqual(
    [],
  );
});

test('every link between documents leads somewhere', () => {
  const broken = [...documents, 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'].flatMap(
    (document) =>
      // What an example writes into a file is no link of the document.
      [
        ...readText(document)
          .replaceAll(/^```[\s\S]*?^```$/gm, '')
          .matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g),
      ]
        .map((match) => match[1] ?? '')
        .filter((target) => !existsSync(join(ROOT, dirname(document), target)))
        .map((target) => `${document}: ${target}`),
  );
  expect(broken).toEqual([]);
});
