import type { TextPlace, YamlNode, YamlTree } from '@gait/yaml';
import {
  findSettings,
  settingName,
  settingNumber,
  settingsIn,
  wrongSetting,
} from '../settings/settings-file.ts';
import { ENCODINGS, type Encoding } from './encodings.ts';
import type { TokenBudgets } from './token-budgets.ts';

/** What a project sets for counting. */
export interface TokenSettings {
  readonly encoding: Encoding;
  readonly budgets: TokenBudgets;
  /** Where the budget of all agents stands. */
  readonly totalAt?: TextPlace;
}

const NONE: TokenSettings = { encoding: 'cl100k_base', budgets: {} };
const KEYS = ['encoding', 'budgets'] as const;
const BUDGETS = ['file', 'agent', 'agents', 'total', 'bundle'] as const;

/**
 * Reads the settings of a project. A name that is not known is refused: a misspelt budget would
 * bind nothing, and nobody would know.
 *
 * @param text of the settings; undefined where there is no file: the defaults
 * @throws CodedError `config_unknown_field`, `config_field_type`, and the codes of YAML
 */
export function readTokenSettings(text: string | undefined): TokenSettings {
  const block = findSettings(text, 'tokens');
  if (block === undefined) return NONE;
  const { tree } = block;
  let settings = NONE;
  for (const entry of settingsIn(block, 'tokens')) {
    settings =
      settingName(tree, entry, 'tokens', KEYS) === 'encoding'
        ? { ...settings, encoding: readEncoding(tree, entry.value) }
        : { ...settings, ...readBudgets(tree, entry.value) };
  }
  return settings;
}

function readEncoding(tree: YamlTree, node: YamlNode): Encoding {
  const found = ENCODINGS.find((known) => node.kind === 'scalar' && known === node.text);
  if (found !== undefined) return found;
  throw wrongSetting(
    { tree, node },
    'tokens.encoding is no encoding',
    `one of ${ENCODINGS.join(', ')}`,
  );
}

function readBudgets(tree: YamlTree, node: YamlNode): Omit<TokenSettings, 'encoding'> {
  const budgets: { -readonly [Name in keyof TokenBudgets]: TokenBudgets[Name] } = {};
  let totalAt: TextPlace | undefined;
  for (const entry of settingsIn({ tree, node }, 'tokens.budgets')) {
    const name = settingName(tree, entry, 'tokens.budgets', BUDGETS);
    if (name === 'agents') {
      const own = settingsIn({ tree, node: entry.value }, 'tokens.budgets.agents');
      budgets.agents = Object.fromEntries(
        own.map(({ key, value }) => [key.text, settingNumber(tree, value)]),
      );
    } else budgets[name] = settingNumber(tree, entry.value);
    if (name === 'total') totalAt = tree.placeAt(entry.key.start);
  }
  return { budgets, ...(totalAt === undefined ? {} : { totalAt }) };
}
