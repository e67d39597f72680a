import { showControls } from './paint.ts';

/**
 * A path or run id as one word of a command line that a person may copy.
 *
 * @returns `FILE` for a name that a terminal would not show as it is
 */
export function shellWord(text: string): string {
  if (text === '' || showControls(text) !== text) return 'FILE';
  const word = text.startsWith('-') ? `./${text}` : text;
  if (/^[\w./:@%+,=-]+$/u.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
