import { Language, Parser, type Node } from 'web-tree-sitter';
import type { CommandReading } from '../../model/effect.ts';
import { BUILTINS } from '../builtins/table.ts';

/** What another reader of shell text makes of one. */
export interface SecondReading {
  /** It met something that it takes for no shell text. */
  readonly hasError: boolean;
  /** Words in the place of a program's name that are plain letters, in order. */
  readonly names: readonly string[];
  /** Names of functions that the text defines. */
  readonly functions: readonly string[];
}

/** A plain name, perhaps in quotes of one kind or behind a backslash. */
const PLAIN = /^(?:\\?([\w./+-]+)|'([\w./+-]+)'|"([\w./+-]+)")$/;

/** Loads tree-sitter's grammar of bash: the second opinion of the tests, never part of the product. */
export async function loadSecondReader(): Promise<(text: string) => SecondReading> {
  await Parser.init();
  const grammar = new URL(
    'tree-sitter-bash.wasm',
    import.meta.resolve('tree-sitter-bash/package.json'),
  );
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar.pathname));
  return (text) => {
    const tree = parser.parse(text);
    if (tree === null) throw new Error('tree-sitter gave no tree');
    const root = tree.rootNode;
    const texts = (type: string): string[] =>
      root
        .descendantsOfType(type)
        .flatMap((node: Node | null) => (node === null ? [] : [node.text]));
    const reading: SecondReading = {
      hasError: root.hasError,
      names: texts('command_name').flatMap((name) => {
        const found = PLAIN.exec(name);
        return found === null ? [] : [found[1] ?? found[2] ?? found[3] ?? ''];
      }),
      functions: root
        .descendantsOfType('function_definition')
        .flatMap((node: Node | null) => node?.childForFieldName('name')?.text ?? []),
    };
    tree.delete();
    return reading;
  };
}

/** Where tree-sitter's grammar is known to be wrong about bash, with what bash does. */
const ITS_ERRORS: readonly (readonly [what: RegExp, why: string])[] = [
  [
    /(?:^|[\s;&|'"`(])\{[^\s{}]*,[^\s{}]*\}/,
    'takes words in braces at the place of a name for a group',
  ],
  [/\d<> ?\/dev/, 'does not know a numbered file that is opened for both ways'],
  [/\bselect\b[^]*<<</, 'does not know a redirection behind select'],
];
/** It takes these words of the shell's own for programs. */
const ITS_NAMES: ReadonlySet<string> = new Set(['time', 'coproc']);

/**
 * What the two readers of shell text do not agree on, beside what is known of the second one: a
 * text that only one of them takes for whole, and the name of a program that only the second saw.
 */
export function disagreements(
  texts: readonly string[],
  read: (text: string) => CommandReading,
  second: (text: string) => SecondReading,
): readonly string[] {
  return texts.flatMap((text) => {
    const { obscurities, programs } = read(text);
    const { hasError, names, functions } = second(text);
    const shown = JSON.stringify(text);
    if (hasError) {
      const isKnown = obscurities.length > 0 || ITS_ERRORS.some(([what]) => what.test(text));
      return isKnown ? [] : [`only the second takes it for an error: ${shown}`];
    }
    if (obscurities.includes('syntax_error'))
      return [`only the first takes it for an error: ${shown}`];
    if (obscurities.length > 0) return [];
    const seen = new Set([...programs, ...functions, ...ITS_NAMES]);
    const missed = names
      .map((name) => name.slice(name.lastIndexOf('/') + 1))
      .filter((name) => !seen.has(name) && !(name in BUILTINS));
    return missed.length === 0 ? [] : [`${missed.join(', ')} is not seen in ${shown}`];
  });
}
