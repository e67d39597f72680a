import type { RunInputRemark, StrayField } from '@gait/evidence';
import { findNearest } from './nearest.ts';

/** More kinds of unknown fields than this are counted, not named. */
const MOST_NAMED = 20;

/** Sentences about fields that were not recorded; the same field of many records is one sentence. */
export function strayFieldWarnings(strays: readonly StrayField[]): readonly string[] {
  const kinds = new Map<string, { readonly first: StrayField; count: number }>();
  for (const stray of strays) {
    const kind = stray.path.replaceAll(/\[\d+\]/gu, '[]');
    const seen = kinds.get(kind);
    if (seen === undefined) kinds.set(kind, { first: stray, count: 1 });
    else seen.count++;
  }
  const sentences = [...kinds.values()]
    .slice(0, MOST_NAMED)
    .map(({ first, count }) => straySentence(first, count - 1));
  const rest = kinds.size - sentences.length;
  return rest > 0 ? [...sentences, `${rest} more unknown fields are not recorded`] : sentences;
}

function straySentence({ path, known }: StrayField, more: number): string {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const nearest = findNearest(name, known) ?? known.find((field) => sharesWord(field, name));
  const guess = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return `${short(path)} is not a known field and is not recorded${others(more)}${guess}`;
}

/** `tool` and `toolName` are near to `tool_name` though many letters differ. */
function sharesWord(field: string, name: string): boolean {
  const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');
  const [left, right] = [bare(field), bare(name)];
  return right.length >= 3 && (left.startsWith(right) || right.startsWith(left));
}

/** Sentences about what is legal and probably not meant. */
export function remarkWarnings(remarks: readonly RunInputRemark[]): readonly string[] {
  return remarks.map(({ code, path, intentId, more }) => {
    const id = JSON.stringify(short(intentId));
    switch (code) {
      case 'no_calls':
        return 'the run has no calls: intents is empty';
      case 'tool_unnamed':
        return `${path} is empty: nobody can see which tool was called${others(more)}`;
      case 'result_unasked':
        return `${path} is ${id}, and no intent has that id${others(more)}`;
      case 'intent_repeated':
        return `${path} is ${id}, which is used before${others(more)}`;
    }
  });
}

function others(more: number): string {
  return more === 0 ? '' : ` (and ${more} more)`;
}

function short(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
