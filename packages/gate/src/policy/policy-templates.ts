import { TEMPLATE_TEXTS } from './template-texts.ts';

/** A template, and the names it also answers to. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['low', 'baseline-lowrisk'],
  ['medium', 'baseline-mediumrisk'],
  ['high', 'baseline-highrisk'],
  ['baseline_low_risk', 'baseline-lowrisk'],
  ['baseline_medium_risk', 'baseline-mediumrisk'],
  ['baseline_high_risk', 'baseline-highrisk'],
]);

/** The first line of a template: where this repository keeps the schema for editors. */
const SCHEMA_LINE = /^# yaml-language-server: .*\n/u;

/** Baselines by risk, the trust ladder, then starters by what the agent does. */
export function policyTemplateNames(): readonly string[] {
  return Object.keys(TEMPLATE_TEXTS);
}

/** The template's own name for a name or alias; undefined when there is no such template. */
export function resolveTemplateName(name: string): string | undefined {
  const known = ALIASES.get(name) ?? name;
  return Object.hasOwn(TEMPLATE_TEXTS, known) ? known : undefined;
}

/**
 * The text of a template with its comments.
 *
 * @param schema where editors find the JSON Schema, relative to the policy; without it the
 *   line that tells them is left out
 */
export function policyTemplate(name: string, schema?: string): string | undefined {
  const known = resolveTemplateName(name);
  if (known === undefined) return undefined;
  const line = schema === undefined ? '' : `# yaml-language-server: $schema=${schema}\n`;
  return (TEMPLATE_TEXTS[known] as string).replace(SCHEMA_LINE, () => line);
}
