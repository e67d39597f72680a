/**
 * What a field of the policy language can be. One table of such fields (policy-blocks.ts)
 * is what the reader, the digest, the formatter and the JSON Schema are made from.
 */

/** How the text of a field, or of each item of a list, is brought to its one spelling. */
export type Fold =
  /** Kept byte for byte. */
  | 'raw'
  /** White space at both ends removed. */
  | 'trim'
  /** Trimmed, lower case. */
  | 'lower'
  /** A path: trimmed, shortened (`a//b/../c` is `a/c`). */
  | 'path';

export interface TextKind {
  readonly kind: 'text';
  readonly fold: Fold;
  readonly oneOf: readonly string[] | null;
}

export interface ListKind {
  readonly kind: 'list';
  /** Every list but a raw one is emptied of `''` and repetitions and sorted by UTF-8 bytes. */
  readonly fold: Fold;
  readonly oneOf: readonly string[] | null;
  /** A list without items is null and not `[]`. */
  readonly nullWhenEmpty: boolean;
}

export interface FlagKind {
  readonly kind: 'flag';
  /** Null when the field is absent, and not false. */
  readonly nullable: boolean;
}

export interface WholeKind {
  readonly kind: 'whole';
  readonly min: number;
  readonly nullable: boolean;
}

export interface NumberKind {
  readonly kind: 'number';
}

export interface BlockKind {
  readonly kind: 'block';
  readonly block: Block;
  readonly nullable: boolean;
}

export interface BlocksKind {
  readonly kind: 'blocks';
  readonly block: Block;
}

/** A mapping of names to words. */
export interface TableKind {
  readonly kind: 'table';
  /** How a name is brought to its one spelling; two names that come to one are refused. */
  readonly fold: Fold;
  /** What a name may stand for, in lower case. */
  readonly oneOf: readonly string[];
}

export type FieldKind =
  | TextKind
  | ListKind
  | FlagKind
  | WholeKind
  | NumberKind
  | BlockKind
  | BlocksKind
  | TableKind;

export interface Field {
  /** The key in YAML. */
  readonly name: string;
  /** The key in the digest; null for an alias, whose value another field takes over. */
  readonly digestName: string | null;
  readonly kind: FieldKind;
  /** In the digest when not set, too. A field that is not `always` is there only when set. */
  readonly always: boolean;
  /** In the language since. */
  readonly since: '1.0.0' | '1.1.0';
  /** One sentence for editors. */
  readonly about: string;
}

/** A group of fields: a YAML mapping. */
export interface Block {
  readonly title: string;
  /** In the order in which they are formatted. */
  readonly fields: readonly Field[];
  readonly byName: ReadonlyMap<string, Field>;
  /** Those in the digest, in its order. */
  readonly digested: readonly Field[];
  /** The value of a block in which nothing is written. */
  readonly empty: Readonly<Record<string, unknown>>;
  /** The field that says whether the block is in force; null: it is when any field is set. */
  readonly master: string | null;
}

type FieldDraft = Omit<Field, 'name' | 'always' | 'since'> &
  Partial<Pick<Field, 'always' | 'since'>>;

export const NO_ITEMS: readonly string[] = Object.freeze([]);
const NO_ENTRIES: Readonly<Record<string, string>> = Object.freeze({});

/** Declares a block. Two fields with one digest name are a defect, which `digested` throws. */
export function defineBlock(
  title: string,
  drafts: Readonly<Record<string, FieldDraft>>,
  master: string | null = null,
): Block {
  const fields = Object.entries(drafts).map(([name, draft]): Field => ({
    always: false,
    since: '1.0.0',
    ...draft,
    name,
  }));
  // Made when first asked for: the language has many blocks, and a policy uses few of them.
  let byName: ReadonlyMap<string, Field> | undefined;
  let digested: readonly Field[] | undefined;
  let empty: Readonly<Record<string, unknown>> | undefined;
  return {
    title,
    fields,
    master,
    get byName() {
      return (byName ??= new Map(fields.map((field) => [field.name, field])));
    },
    get digested() {
      return (digested ??= inDigestOrder(title, fields));
    },
    get empty() {
      return (empty ??= emptyBlock(fields));
    },
  };
}

function inDigestOrder(title: string, fields: readonly Field[]): readonly Field[] {
  const digested = fields
    .filter((field) => field.digestName !== null)
    .sort((a, b) => ((a.digestName as string) < (b.digestName as string) ? -1 : 1));
  if (new Set(digested.map((field) => field.digestName)).size !== digested.length)
    throw new Error(`two fields of ${title} have one name in the digest`);
  return digested;
}

function emptyBlock(fields: readonly Field[]): Readonly<Record<string, unknown>> {
  const empty: Record<string, unknown> = {};
  for (const { name, kind } of fields) empty[name] = emptyValue(kind);
  return empty;
}

function emptyValue(kind: FieldKind): unknown {
  switch (kind.kind) {
    case 'text':
      return '';
    case 'list':
      return kind.nullWhenEmpty ? null : NO_ITEMS;
    case 'flag':
      return kind.nullable ? null : false;
    case 'whole':
      return kind.nullable ? null : 0;
    case 'number':
      return 0;
    case 'block':
      return kind.nullable ? null : kind.block.empty;
    case 'blocks':
      return NO_ITEMS;
    case 'table':
      return NO_ENTRIES;
  }
}

export const text = (fold: Fold, oneOf: Iterable<string> | null = null): TextKind => ({
  kind: 'text',
  fold,
  oneOf: oneOf === null ? null : [...oneOf],
});
export const list = (fold: Fold, oneOf: Iterable<string> | null = null): ListKind => ({
  kind: 'list',
  fold,
  oneOf: oneOf === null ? null : [...oneOf],
  nullWhenEmpty: fold === 'path',
});
export const flag = (nullable = false): FlagKind => ({ kind: 'flag', nullable });
export const whole = (min = 0, nullable = false): WholeKind => ({ kind: 'whole', min, nullable });
export const number = (): NumberKind => ({ kind: 'number' });
export const block = (of: Block, nullable = false): BlockKind => ({
  kind: 'block',
  block: of,
  nullable,
});
export const blocks = (of: Block): BlocksKind => ({ kind: 'blocks', block: of });
export const table = (fold: Fold, oneOf: Iterable<string>): TableKind => ({
  kind: 'table',
  fold,
  oneOf: [...oneOf],
});
