import { readYamlTree, type YamlNode } from '@gait/yaml';
import type { Problem } from '../findings/finding.ts';
import { reportYaml } from './report-yaml.ts';

export interface FrontMatter {
  readonly root: YamlNode | undefined;
  /** Where its YAML begins: offsets of the tree count from here. */
  readonly base: number;
  /** Where the body begins, behind the line that ends it. 0 where there is none. */
  readonly bodyStart: number;
  readonly placeAt: (offset: number) => { readonly line: number; readonly column: number };
}

const OPEN = /^(?:[ \t]*\r?\n)?---[ \t]*(?:\r?\n|$)/;
const TOML = /^(?:[ \t]*\r?\n)?\+\+\+[ \t]*(?:\r?\n|$)/;
const CLOSE = /^---[ \t]*\r?$/gm;
const NONE: FrontMatter = {
  root: undefined,
  base: 0,
  bodyStart: 0,
  placeAt: () => ({ line: 1, column: 1 }),
};
const MAX_DEPTH = 100;

/**
 * Reads the YAML between `---` lines at the top of a text; one blank line before it is allowed.
 * A text without has none, and no problem.
 */
export function readFrontMatter(text: string, problems: Problem[]): FrontMatter {
  const open = OPEN.exec(text)?.[0];
  if (open === undefined) {
    if (TOML.test(text)) {
      problems.push({
        code: 'front_matter_toml',
        line: 1,
        column: 1,
        message: 'front matter between +++ lines is TOML, and nothing reads it',
        hint: 'write it as YAML between --- lines',
      });
    }
    return NONE;
  }
  const before = open.split('\n').length - 1;
  const base = open.length;
  CLOSE.lastIndex = base;
  const close = CLOSE.exec(text);
  if (close === null) {
    problems.push({
      code: 'front_matter_unclosed',
      line: Math.max(1, before),
      column: 1,
      message: 'no line of --- ends the front matter',
      hint: 'add a line of --- behind it; a text that begins with a rule needs another first line',
    });
    return NONE;
  }
  const tree = readYamlTree(text.slice(base, close.index), { maxDepth: MAX_DEPTH });
  reportYaml(tree, problems, before);
  const newline = text.indexOf('\n', close.index);
  return {
    root: tree.root,
    base,
    bodyStart: newline < 0 ? text.length : newline + 1,
    placeAt(offset) {
      const { line, column } = tree.placeAt(offset);
      return { line: line + before, column };
    },
  };
}
