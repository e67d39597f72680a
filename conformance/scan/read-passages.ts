import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryTree, scanTree } from '@gait/agents';

/** One labelled passage. */
export interface Passage {
  readonly text: string;
  /** As which file it is read; default a page. */
  readonly file: string;
  /** The rule that should find it; none for an honest one. */
  readonly expect: string | undefined;
  readonly lang: string;
}

/** Reads a set: `malicious`, `heldout` or `benign`. */
export function readPassages(set: string): readonly Passage[] {
  const text = readFileSync(join(import.meta.dirname, `${set}.yaml`), 'utf8');
  const items = Bun.YAML.parse(text) as Partial<Passage>[];
  return items.map(({ text: passage = '', file = 'passage.md', expect, lang = 'en' }) => ({
    text: passage,
    file,
    expect,
    lang,
  }));
}

/** How a set was judged. */
export interface Judged {
  readonly passages: number;
  /** With a finding that is more than a note. */
  readonly found: readonly Passage[];
  readonly left: readonly Passage[];
  /** Found by the rule that its label names. */
  readonly named: number;
}

/** Examines every passage of a set, each as a file of its own. */
export function judgePassages(passages: readonly Passage[]): Judged {
  const found: Passage[] = [];
  const left: Passage[] = [];
  let named = 0;
  for (const passage of passages) {
    const { findings } = scanTree(memoryTree({ [passage.file]: passage.text }));
    const grave = findings.filter(({ severity }) => severity !== 'note');
    (grave.length > 0 ? found : left).push(passage);
    if (grave.some(({ code }) => code === passage.expect)) named++;
  }
  return { passages: passages.length, found, left, named };
}
