/** What the checks and the projection need of a Markdown text. Offsets count UTF-16 code units of the file's text. */

export interface MarkdownLink {
  /** `[text](target)`, `![text](target)`, `[label]: target`. */
  readonly kind: 'link' | 'image' | 'definition';
  /** Without angle brackets and title, escapes kept. */
  readonly target: string;
  readonly start: number;
  readonly end: number;
  readonly textStart: number;
  readonly textEnd: number;
  readonly targetStart: number;
}

export interface MarkdownTag {
  readonly name: string;
  readonly closes: boolean;
  /**
   * May also be no tag: `Map<String>`, `a < b and c > d`. It may close or be closed; alone it is no
   * fault.
   */
  readonly doubtful: boolean;
  readonly offset: number;
}

export interface Markdown {
  readonly links: readonly MarkdownLink[];
  readonly tags: readonly MarkdownTag[];
  /** Texts of the headings, in their order, with their inline marks. */
  readonly headings: readonly string[];
  /** Ids that tags give. */
  readonly ids: readonly string[];
}
