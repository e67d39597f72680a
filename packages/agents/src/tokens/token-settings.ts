import { CodedError, findNearest, type ErrorCode } from '@gait/canon';
import { readYamlTree, type YamlEntry, type YamlNode, type YamlTree } from '@gait/yaml';
import { ENCODINGS, type Encoding } from './encodings.ts';
import type { TokenBudgets } from './token-budgets.ts';

/** Where a project sets what its agents may cost. */
export const TOKEN_SETTINGS = '.krci-ai/config.yaml';

/** What a project sets for counting. */
export interface TokenSettings {
  readonly encoding: Encoding;
  readonly budgets: TokenBudgets;
}

const NONE: TokenSettings = { encoding: 'cl100k_base', budgets: {} };
const MAX_DEPTH = 20;
const KEYS = ['encoding', 'budgets'] as const;
const BUDGETS = ['file', 'agent', 'agents', 'total', 'bundle'] as const;

/**
 * Reads the settings of a project. A name that is not known is refused: a misspelt budget would
 * bind nothing, and nobody would know. Other blocks of the file belong to other commands.
 *
 * @param text undefined where there is no file: the defaults
 * @throws CodedError `config_unknown_field`, `config_field_type`, and the codes of YAML
 */
export function readTokenSettings(text: string | undefined): TokenSettings {
  if (text === undefined) return NONE;
  const tree = readYamlTree(text, { maxDepth: MAX_DEPTH });
  const [problem] = tree.problems;
  if (problem !== undefined) throw refusal(problem.code, problem.message, problem.hint, problem);
  if (tree.root === undefined) return NONE;
  const block = entriesOf(tree, tree.root, 'the file').find(({ key }) => key.text === 'tokens');
  return block === undefined ? NONE : readBlock(tree, block.value);
}

function readBlock(tree: YamlTree, block: YamlNode): TokenSettings {
  let { encoding, budgets } = NONE;
  for (const entry of entriesOf(tree, block, 'tokens')) {
    if (keyOf(tree, entry, 'tokens', KEYS) === 'encoding')
      encoding = readEncoding(tree, entry.value);
    else budgets = readBudgets(tree, entry.value);
  }
  return { encoding, budgets };
}

function readEncoding(tree: YamlTree, node: YamlNode): Encoding {
  const found = ENCODINGS.find((known) => node.kind === 'scalar' && known === node.text);
  if (found !== undefined) return found;
  throw wrongType(tree, node, 'tokens.encoding is no encoding', `one of ${ENCODINGS.join(', ')}`);
}

function readBudgets(tree: YamlTree, node: YamlNode): TokenBudgets {
  const budgets: { -readonly [Name in keyof TokenBudgets]: TokenBudgets[Name] } = {};
  for (const entry of entriesOf(tree, node, 'tokens.budgets')) {
    const name = keyOf(tree, entry, 'tokens.budgets', BUDGETS);
    if (name === 'agents') {
      const own = entriesOf(tree, entry.value, 'tokens.budgets.agents');
      budgets.agents = Object.fromEntries(
        own.map(({ key, value }) => [key.text, readNumber(tree, value)]),
      );
    } else budgets[name] = readNumber(tree, entry.value);
  }
  return budgets;
}

function readNumber(tree: YamlTree, node: YamlNode): number {
  const digits = node.kind === 'scalar' && node.plain && /^[0-9]{1,12}$/u.test(node.text);
  if (digits && Number(node.text) > 0) return Number(node.text);
  throw wrongType(tree, node, 'a budget is no number of tokens', 'write a whole number above 0');
}

function entriesOf(tree: YamlTree, node: YamlNode, name: string): readonly YamlEntry[] {
  if (node.kind === 'map') return node.entries;
  throw wrongType(tree, node, `${name} is no map`, 'write names and values below it');
}

function keyOf<Key extends string>(
  tree: YamlTree,
  { key }: YamlEntry,
  block: string,
  known: readonly Key[],
): Key {
  const found = known.find((one) => one === key.text);
  if (found !== undefined) return found;
  const nearest = findNearest(key.text, known);
  const hint = nearest === undefined ? `known: ${known.join(', ')}` : `did you mean ${nearest}`;
  const message = `${block} has no field ${JSON.stringify(key.text)}`;
  throw refusal('config_unknown_field', message, hint, tree.placeAt(key.start));
}

function wrongType(tree: YamlTree, node: YamlNode, message: string, hint: string): CodedError {
  return refusal('config_field_type', message, hint, tree.placeAt(node.start));
}

function refusal(
  code: ErrorCode,
  message: string,
  hint: string,
  { line, column }: { readonly line: number; readonly column: number },
): CodedError {
  return new CodedError(code, message, { hint, where: { file: TOKEN_SETTINGS, line, column } });
}
