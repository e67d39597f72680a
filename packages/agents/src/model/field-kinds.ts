/**
 * What a field of an asset's head can be. The tables of fields beside this file are what the
 * readers, the JSON Schemas and the page of documentation are made from.
 */

/** What a text must look like. */
export interface TextRule {
  /** Characters, counted as Unicode code points. */
  readonly min: number;
  readonly max: number;
  readonly pattern?: RegExp;
  /** What the pattern asks for, to follow "must be". */
  readonly means?: string;
}

export interface TextKind {
  readonly kind: 'text';
  readonly rule: TextRule;
}

export interface TextsKind {
  readonly kind: 'texts';
  readonly rule: TextRule;
  readonly min: number;
  readonly max: number;
  readonly unique: boolean;
}

/** A map of words to texts. */
export interface WordsKind {
  readonly kind: 'words';
  readonly rule: TextRule;
  readonly min: number;
  readonly max: number;
  readonly needed: readonly string[];
}

export interface BlockKind {
  readonly kind: 'block';
  readonly block: Block;
}

/** Anything: it is kept and not looked at. */
export interface AnyKind {
  readonly kind: 'any';
}

export type FieldKind = TextKind | TextsKind | WordsKind | BlockKind | AnyKind;

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** One sentence, for editors and the page. */
  readonly about: string;
}

export interface Block {
  readonly fields: readonly Field[];
  /** Other keys are an error, or only told. */
  readonly others: 'refused' | 'told';
  /**
   * As the existing tool reads front matter: a value left out is an empty one, and numbers and
   * truth values in lists are their text.
   */
  readonly lenient: boolean;
}

type FieldDraft = Omit<Field, 'name' | 'required'> & { readonly required?: boolean };

/** Makes a block of its fields, in the order in which they are told. */
export function defineBlock(
  drafts: Readonly<Record<string, FieldDraft>>,
  options: Partial<Omit<Block, 'fields'>> = {},
): Block {
  const fields = Object.entries(drafts).map(([name, draft]) => ({
    required: false,
    ...draft,
    name,
  }));
  return { fields, others: 'refused', lenient: false, ...options };
}

/** Any text, an empty one too. */
export const ANY_TEXT: TextRule = { min: 0, max: Number.POSITIVE_INFINITY };
