import {
  findExcess,
  readSizeSettings,
  readTokenSettings,
  SETTINGS_FILE,
  validateFramework,
  type ValidateOptions,
  type ValidationReport,
} from '@gait/agents';
import type { Context } from '../context.ts';
import type { OpenedFramework } from './open-framework.ts';

/**
 * Validates a project's framework, also against the budgets that the project sets. Without settings
 * nothing of counting is loaded: a tokenizer alone takes longer than all other checks.
 *
 * @throws CodedError `config_unknown_field`, `config_field_type`, the codes of YAML
 */
export async function validateOpened(
  context: Context,
  opened: OpenedFramework,
): Promise<ValidationReport> {
  const { framework } = opened;
  if (!framework.tree.entries.has(SETTINGS_FILE)) return validateFramework(framework);
  return validateFramework(framework, await boundsOf(context, opened));
}

async function boundsOf(context: Context, opened: OpenedFramework): Promise<ValidateOptions> {
  const { settingsText } = await import('./token-settings.ts');
  const text = settingsText(opened.framework.tree);
  const sizes = readSizeSettings(text);
  const { encoding, budgets, totalAt } = readTokenSettings(text);
  // A bundle is made when it is asked for: `bundle` and `tokens --bundle` hold it against its budget.
  const { bundle: _, ...bounds } = budgets;
  if (Object.keys(bounds).length === 0) return { sizes };
  const { countScope, scopeOfAll } = await import('./count-scope.ts');
  // What decides the exit status is counted, never looked up.
  const options = { encoding, cache: false };
  const { report } = await countScope(context, opened, scopeOfAll(opened), options);
  const excess = findExcess(report, bounds);
  return { sizes, tokens: { excess, ...(totalAt === undefined ? {} : { totalAt }) } };
}
