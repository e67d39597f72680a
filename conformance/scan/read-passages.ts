import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFakeSecrets } from '../../packages/agents/src/scan/testing/fake-secrets.ts';
import { scanText } from '../../packages/agents/src/scan/scan-text.ts';
import { load } from 'js-yaml';

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
  const items = load(
    readFileSync(join(import.meta.dirname, `${set}.yaml`), 'utf8'),
  ) as Partial<Passage>[];
  return items.map(({ text = '', file = 'passage.md', expect, lang = 'en' }) => ({
    text: withFakeSecrets(text),
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

/** Examines every passage of a set. */
export function judgePassages(passages: readonly Passage[]): Judged {
  const found: Passage[] = [];
  const left: Passage[] = [];
  let named = 0;
  for (const passage of passages) {
    const grave = scanText(passage.file, passage.text).filter(
      ({ severity }) => severity !== 'note',
    );
    (grave.length > 0 ? found : left).push(passage);
    if (grave.some(({ code }) => code === passage.expect)) named++;
  }
  return { passages: passages.length, found, left, named };
}
