import { activate, isOpaque, UNKNOWN } from '../marks.ts';

/** Words of a command while they are put together. */
export interface Fields {
  readonly done: string[];
  /** The word that is being written; undefined: none has begun. */
  current: string | undefined;
  /** A piece that nobody knows stood outside quotes: it may bring further words. */
  mayBringMore: boolean;
}

export function startFields(): Fields {
  return { done: [], current: undefined, mayBringMore: false };
}

export function addQuoted(fields: Fields, text: string): void {
  fields.current = (fields.current ?? '') + text;
}

/** `"$@"`: each element is a word of its own. */
export function addElements(fields: Fields, elements: readonly string[]): void {
  elements.forEach((element, index) => {
    if (index > 0) endField(fields);
    addQuoted(fields, element);
  });
}

/** What an expansion outside quotes gives: split at the letters of IFS, its wildcards active. */
export function addSplit(fields: Fields, value: string, separators: string): void {
  const text = activate(value);
  if (isOpaque(separators)) {
    fields.mayBringMore = true;
    addQuoted(fields, text === '' ? '' : UNKNOWN);
    return;
  }
  if (text.includes(UNKNOWN)) fields.mayBringMore = true;
  let piece = '';
  for (const letter of text) {
    if (!separators.includes(letter)) {
      piece += letter;
      continue;
    }
    if (piece !== '' || (fields.current !== undefined && fields.current !== ''))
      addQuoted(fields, piece);
    else if (!/\s/.test(letter)) addQuoted(fields, '');
    piece = '';
    endField(fields);
  }
  if (piece !== '') addQuoted(fields, piece);
}

function endField(fields: Fields): void {
  if (fields.current !== undefined) fields.done.push(fields.current);
  fields.current = undefined;
}

export function finishFields(fields: Fields): readonly string[] {
  endField(fields);
  const { done, mayBringMore } = fields;
  // `a$X`: X may hold a blank and an option behind it.
  const further = mayBringMore && done.some((field) => isOpaque(field) && field !== UNKNOWN);
  return further ? [...done, UNKNOWN] : done;
}
