import { existsSync } from 'node:fs';
import { parseJson } from '@gait/canon';
import type { ChainCheck } from '@gait/local';
import { readGrownLines } from './read-grown-lines.ts';

/** The lines next to a journal's file in the parts before and after it. */
export interface Neighbours {
  /** Shows the last line of the part before, if that is here. */
  readonly before: (chain: ChainCheck) => void;
  /** Shows the first line of the part after. */
  readonly after: (chain: ChainCheck) => void;
}

/**
 * The neighbours of a part, so that a look at one file sees whether its ends were cut. Looked for
 * now: a part that is begun while the file is read is none.
 */
export function neighbours(path: string, shown: string): Neighbours {
  const [before, after] = [-1, 1].map((step) => partAt(path, shown, step));
  return {
    before(chain) {
      if (before !== undefined) showLine(chain, before, 'last');
    },
    after(chain) {
      if (after !== undefined) showLine(chain, after, 'first');
    },
  };
}

interface Part {
  readonly path: string;
  readonly shown: string;
}

function partAt(path: string, shown: string, step: number): Part | undefined {
  const number =
    Number(/(?:^|[/\\])traces-[^/\\]*-(\d{4,})\.jsonl$/u.exec(path)?.[1] ?? 'NaN') + step;
  if (!(number > 0)) return undefined;
  const rename = (name: string): string =>
    name.replace(/\d{4,}\.jsonl$/u, `${String(number).padStart(4, '0')}.jsonl`);
  const part = { path: rename(path), shown: rename(shown) };
  return existsSync(part.path) ? part : undefined;
}

function showLine(chain: ChainCheck, { path, shown }: Part, which: 'first' | 'last'): void {
  let number = 0;
  let text: string | undefined;
  for (const line of readGrownLines(path, shown)) {
    number += 1;
    text = line;
    if (which === 'first') break;
  }
  if (text === undefined || text.trim() === '') return;
  const where = { file: shown, line: number };
  chain.line({ file: shown, number, text, json: parseJson(text, { where }), beside: true });
}
