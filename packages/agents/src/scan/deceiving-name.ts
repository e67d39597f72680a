import { hasLatinTwin, isInvisible, scriptOf } from './text/letters.ts';

/** True for a path with letters that look like others, or with characters that nobody sees. */
export function hasDeceivingName(path: string): boolean {
  if (!/[^\0-\x7f]/u.test(path)) return false;
  return path.split(/[/._ -]/u).some((word) => {
    let latin = 0;
    let twins = 0;
    for (const char of word) {
      const point = char.codePointAt(0) ?? 0;
      // Emoji have a selector; a name of a file needs none.
      if (isInvisible(point) && point !== 0xfe0f) return true;
      if (scriptOf(point) === 'latin') latin++;
      if (hasLatinTwin(point)) twins++;
    }
    return latin > 0 && twins > 0;
  });
}
