import { findSettings, settingName, settingNumber, settingsIn } from '../settings/settings-file.ts';
import { DEFAULT_BUDGETS, type Budgets } from './check-text.ts';

const KINDS = Object.keys(DEFAULT_BUDGETS) as readonly (keyof Budgets)[];

/**
 * Reads how many bytes a file of each kind may have: `validate: {sizes: {task: 20000}}`.
 *
 * @param text of the settings; undefined where there is no file
 * @returns the kinds that the project binds, and no others
 * @throws CodedError `config_unknown_field`, `config_field_type`, and the codes of YAML
 */
export function readSizeSettings(text: string | undefined): Partial<Budgets> {
  const block = findSettings(text, 'validate');
  if (block === undefined) return {};
  const { tree } = block;
  const sizes: { -readonly [Kind in keyof Budgets]?: number } = {};
  for (const entry of settingsIn(block, 'validate')) {
    settingName(tree, entry, 'validate', ['sizes']);
    for (const size of settingsIn({ tree, node: entry.value }, 'validate.sizes'))
      sizes[settingName(tree, size, 'validate.sizes', KINDS)] = settingNumber(tree, size.value);
  }
  return sizes;
}
