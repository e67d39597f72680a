import type { Passage, ScanRule } from '../scan-rule.ts';
import type { ScannedText } from '../text/scanned-text.ts';
import { hasLatinTwin, scriptOf } from '../text/letters.ts';
import { excerpt } from './finders.ts';

/** Letters that look like others. */
export const HOMOGLYPH_RULES = {
  homoglyph_word: {
    severity: 'error',
    about: 'A word of Latin letters with look-alikes of another script among them.',
    hint: 'retype the word in one script',
    quotable: true,
    find: mixedWords,
  },
  homoglyph_host: {
    severity: 'error',
    about: 'The host of a link is written with letters that look like Latin ones.',
    hint: 'write the host that is meant, or its xn-- form',
    quotable: false,
    find: foreignHosts,
  },
  styled_letters: {
    severity: 'warning',
    about:
      'Words in mathematical, circled or full-width letters: no filter reads them, a model does.',
    hint: 'write the words in plain letters',
    quotable: false,
    find: styledWords,
  },
} as const satisfies Readonly<Record<string, ScanRule>>;

const LONGEST_ENDING = 4;

function mixedWords({ raw, ascii }: ScannedText): readonly Passage[] {
  if (ascii || !/[\u0370-\u058f]/u.test(raw)) return [];
  const passages: Passage[] = [];
  // Word by word: a pattern that begins with a repetition would try every start of a long word.
  for (const { 0: run, index } of raw.matchAll(/[A-Za-z\u00c0-\u024f\u0370-\u058f]+/gu)) {
    if (!isMixed(run) || isInflected(run)) continue;
    const message = `${JSON.stringify(excerpt(run, 40))} mixes ${[...scriptsOf(run)].join(' and ')} letters`;
    passages.push({ start: index, end: index + run.length, message });
  }
  return passages;
}

function scriptsOf(word: string): ReadonlySet<string> {
  const scripts = new Set<string>();
  for (const char of word) scripts.add(scriptOf(char.charCodeAt(0)));
  scripts.delete('other');
  return scripts;
}

function isMixed(word: string): boolean {
  let latin = 0;
  let twins = 0;
  let foreign = 0;
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    if (scriptOf(code) === 'latin') latin++;
    else if (hasLatinTwin(code)) twins++;
    else if (scriptOf(code) !== 'other') foreign++;
  }
  // Beside letters that look like no Latin one nobody takes the word for a Latin one, unless it mostly is.
  return latin > 1 && twins > 0 && foreign * 4 <= latin;
}

/** `DevOpsа`: a foreign word with the ending of a Slavic language, as people write it. */
function isInflected(word: string): boolean {
  const [, stem = '', ending = ''] = /^([A-Za-z]+)([\u0400-\u052f]+)$/u.exec(word) ?? [];
  return stem.length > 2 && /[A-Z]/.test(stem) && ending.length <= LONGEST_ENDING;
}

function foreignHosts({ raw, ascii }: ScannedText): readonly Passage[] {
  if (ascii) return [];
  const passages: Passage[] = [];
  for (const match of raw.matchAll(/\bhttps?:\/\/([^\s/?#"'<>)\]]{1,253})/giu)) {
    const host = match[1] ?? '';
    const labels = host.split('.');
    const isDisguised =
      labels.some((label) => looksLatin(label)) && /^[a-z0-9:]+$/iu.test(labels.at(-1) ?? '');
    if (!isDisguised) continue;
    passages.push({
      start: match.index,
      end: match.index + match[0].length,
      message: `the host ${JSON.stringify(excerpt(host))} only looks like a Latin name`,
    });
  }
  return passages;
}

/** Every letter is Latin or looks so, and at least one only looks so. */
function looksLatin(label: string): boolean {
  let twins = 0;
  for (const char of label) {
    const code = char.charCodeAt(0);
    if (hasLatinTwin(code)) twins++;
    else if (code >= 0x80) return false;
  }
  return twins > 0;
}

const STYLED =
  /(?:[\u{1d400}-\u{1d7cb}][ ]?){4,}|[\u24b6-\u24e9]{4,}|[\uff21-\uff3a\uff41-\uff5a]{4,}|[\u{1f130}-\u{1f189}]{4,}/gu;

function styledWords({ raw, ascii }: ScannedText): readonly Passage[] {
  if (ascii) return [];
  const passages: Passage[] = [];
  for (const { 0: run, index } of raw.matchAll(STYLED)) {
    // Japanese and Chinese texts write single Latin words in full width.
    const around = raw.slice(Math.max(0, index - 20), index + run.length + 20);
    const isWide = run.charCodeAt(0) >= 0xff21;
    if (isWide && /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(around)) continue;
    const message = `${JSON.stringify(excerpt(run.normalize('NFKC')))} is written in styled letters`;
    passages.push({ start: index, end: index + run.length, message });
  }
  return passages;
}
