import { parseYaml } from './parse-yaml.ts';
import { buildNodes } from './build-nodes.ts';
import { placeFinder, type TextPlace } from './place-of.ts';
import { readSimpleYaml } from './read-simple-yaml.ts';
import type { YamlNode } from './yaml-node.ts';

/** What is wrong with a text, each with its place. */
export interface YamlProblem extends TextPlace {
  readonly code:
    | 'yaml_alias'
    | 'yaml_depth'
    | 'yaml_duplicate_key'
    | 'yaml_key'
    | 'yaml_syntax'
    | 'yaml_tag';
  readonly message: string;
  readonly hint: string;
}

export interface YamlTree {
  /** The first document; undefined when there is none or the text is not YAML. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
  /** Where a second document begins, which is not in the tree. */
  readonly second: TextPlace | undefined;
  /** Line and column, from 1, of an offset in the text. */
  readonly placeAt: (offset: number) => TextPlace;
}

/**
 * Reads a text as a tree in which every part knows its place. Nothing is thrown and nothing
 * repaired: duplicate keys, tags, keys that are no text and aliases that lead nowhere are
 * problems beside the tree. An alias is the node it names, so that a bomb of aliases costs no
 * memory; one that would unfold to more than 100,000 nodes is a problem too.
 */
export function readYamlTree(text: string, limits: { readonly maxDepth: number }): YamlTree {
  const placeAt = placesOf(text);
  const simple = readSimpleYaml(text, limits.maxDepth);
  if (simple !== undefined) return { root: simple, problems: [], second: undefined, placeAt };
  const result = parseYaml(text, limits.maxDepth);
  if (!result.ok) {
    const { code, message, hint, line, column } = result.fault;
    const problem = { code, message, hint, line, column };
    return { root: undefined, problems: [problem], second: undefined, placeAt };
  }
  const { root, problems, second } = buildNodes(text, result.parsed);
  return {
    root,
    problems: problems.map(({ offset, ...problem }) => ({ ...problem, ...placeAt(offset) })),
    second: second === undefined ? undefined : placeAt(second),
    placeAt,
  };
}

/** Few texts are asked for a place: lines are found when one is. */
function placesOf(text: string): YamlTree['placeAt'] {
  let find: YamlTree['placeAt'] | undefined;
  return (offset) => (find ??= placeFinder(text))(offset);
}
