/** A part of a word that may name a file. */
export interface Candidate {
  readonly text: string;
  /** It stood behind a mark inside the word. */
  readonly cut: boolean;
  /** Everything below it: `.tool/**`. */
  readonly deep: boolean;
}

const LONGEST = 4096;
/** What programs put in front of and around a path: `a=PATH`, `x:PATH`, `@PATH`, `%output{PATH}`, `load("PATH")`. */
const MARK = /[=:,@;|<>(){}[\]"'`!]/u;
const MARKS = /[=:,@;|<>(){}[\]"'`!]/gu;
/** Suffixes that begin behind the first marks: a path may hold marks itself. */
const MOST_SUFFIXES = 8;
const REMOTE = /(?:https?|wss?|ftps?|s3|gs|git|ssh|oci):\/\/[^\s"'<>]*/giu;
const QUOTED = /"([^"\n]{1,4096})"|'([^'\n]{1,4096})'|`([^`\n]{1,4096})`/gu;

/**
 * Every part of a word that may name a file: the whole, what stands between and behind marks, and
 * what is glued to the letter of an option. Linear in the word. Prose is none: of a text with blanks
 * only what is set off by marks without a blank, and what begins as an absolute path.
 */
export function wordCandidates(word: string): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  const add = (text: string, cut: boolean): void => {
    if (text === '' || text.length > LONGEST) return;
    for (const candidate of splitAtWildcards(text, cut)) {
      const before = found.get(candidate.text);
      if (before === undefined || (candidate.deep && !before.deep))
        found.set(candidate.text, candidate);
    }
  };
  const local = word.includes('://') ? withoutRemote(word) : word;
  if (!local.startsWith('-') || !MARK.test(local)) add(local, false);
  const addPart = (part: string): void => {
    if (!/\s/u.test(part) || /^[/~$]/u.test(part)) add(part, true);
  };
  if (MARK.test(local)) {
    let suffixes = 0;
    for (const { index } of local.matchAll(MARKS)) {
      if (suffixes >= MOST_SUFFIXES) break;
      suffixes += 1;
      addPart(local.slice(index + 1));
    }
    for (const part of local.split(MARK)) addPart(part);
  }
  for (const glued of gluedTo(local)) addPart(glued);
  return [...found.values()];
}

/** Code in another language: only its texts may name files. */
export function quotedCandidates(code: string): readonly Candidate[] {
  return [...code.matchAll(QUOTED)].flatMap(([, double, single, back]) =>
    splitAtWildcards(double ?? single ?? back ?? '', true),
  );
}

/** What lies on another machine. `https://../x` is a path to whoever takes it for one. */
function withoutRemote(word: string): string {
  return word.replaceAll(REMOTE, (url) => (/\/\.\.(?:\/|$)/u.test(url) ? url : ''));
}

/** `-fPATH`, `-xvfPATH`. */
function gluedTo(word: string): readonly string[] {
  if (!/^-[A-Za-z]./u.test(word)) return [];
  const path = word.search(/[./~$]/u);
  return path > 2 ? [word.slice(2), word.slice(path)] : [word.slice(2)];
}

/** A part of a path that says nothing of what it names. */
const VAGUE = /^[*?]+(?:\.(?:\w+|\{[\w.,]*\}))*\.?$/u;

/**
 * `*.json` names nothing in particular: what stands in front of such parts is taken for a folder
 * with everything in it, and what stands behind them for a name anywhere.
 */
function splitAtWildcards(text: string, cut: boolean): readonly Candidate[] {
  if (!/[*?]/u.test(text)) return [{ text, cut, deep: false }];
  const parts = text.split('/');
  const first = parts.findIndex((part) => VAGUE.test(part));
  if (first < 0) return [{ text, cut, deep: false }];
  const last = parts.findLastIndex((part) => VAGUE.test(part));
  const [front, back] = [parts.slice(0, first).join('/'), parts.slice(last + 1).join('/')];
  return [
    ...(front === '' ? [] : [{ text: front, cut, deep: true }]),
    ...(back === '' ? [] : [{ text: back, cut, deep: false }]),
  ];
}
