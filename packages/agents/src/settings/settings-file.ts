import { CodedError, findNearest, type ErrorCode } from '@gait/canon';
import { readYamlTree, type YamlEntry, type YamlNode, type YamlTree } from '@gait/yaml';

/** Where a project sets what its agents may cost and how large their files may be. */
export const SETTINGS_FILE = '.krci-ai/config.yaml';

const MAX_DEPTH = 20;

/** A block of the settings, and the text that it stands in. */
export interface SettingsBlock {
  readonly tree: YamlTree;
  readonly node: YamlNode;
}

/**
 * Finds one block of the settings. Other blocks of the file belong to other commands.
 *
 * @param text undefined where there is no file
 * @returns undefined where nothing is set
 * @throws CodedError `config_field_type`, and the codes of YAML
 */
export function findSettings(text: string | undefined, block: string): SettingsBlock | undefined {
  if (text === undefined) return undefined;
  const tree = readYamlTree(text, { maxDepth: MAX_DEPTH });
  const [problem] = tree.problems;
  if (problem !== undefined) throw refusal(problem.code, problem.message, problem.hint, problem);
  if (tree.root === undefined) return undefined;
  const found = settingsIn({ tree, node: tree.root }, 'the file').find(
    ({ key }) => key.text === block,
  );
  return found === undefined ? undefined : { tree, node: found.value };
}

/** The names and values of a block. */
export function settingsIn({ tree, node }: SettingsBlock, name: string): readonly YamlEntry[] {
  if (node.kind === 'map') return node.entries;
  throw wrongSetting({ tree, node }, `${name} is no map`, 'write names and values below it');
}

/** Which of the known names an entry has: a misspelt bound would bind nothing, and nobody would know. */
export function settingName<Key extends string>(
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

/** A whole number above 0. */
export function settingNumber(tree: YamlTree, node: YamlNode): number {
  const digits = node.kind === 'scalar' && node.plain && /^[0-9]{1,12}$/u.test(node.text);
  if (digits && Number(node.text) > 0) return Number(node.text);
  throw wrongSetting({ tree, node }, 'a budget is no number', 'write a whole number above 0');
}

export function wrongSetting(
  { tree, node }: SettingsBlock,
  message: string,
  hint: string,
): CodedError {
  return refusal('config_field_type', message, hint, tree.placeAt(node.start));
}

function refusal(
  code: ErrorCode,
  message: string,
  hint: string,
  { line, column }: { readonly line: number; readonly column: number },
): CodedError {
  return new CodedError(code, message, { hint, where: { file: SETTINGS_FILE, line, column } });
}
