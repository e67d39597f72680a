/**
 * Writes what is made from other files, so that the executable carries it and editors find it:
 *
 *   packages/gate/src/policy/template-texts.ts   from assets/policies/*.yaml
 *   docs/schema/gait-policy.schema.json          from the definition of the policy language
 *   docs/reference/policy.md                     from the same
 *   docs/schema/krci-*.schema.json               from the definitions of agent, task and skill
 *   docs/reference/agents.md                     from the same, and from the codes of findings
 *   docs/reference/programs.md                   from the table of programs
 *
 * Run it after a change of either; a test compares.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assetSchemas } from '@gait/agents';
import { prettyJson } from '@gait/canon';
import { policyJsonSchema } from '@gait/gate';
import { agentsReference } from './agents-reference.ts';
import { policyReference } from './policy-reference.ts';
import { programsReference } from './programs-reference.ts';
import { ROOT } from './source-files.ts';

/** In the order in which they are offered. */
export const TEMPLATES = [
  'baseline-lowrisk',
  'baseline-mediumrisk',
  'baseline-highrisk',
  'trust-observe',
  'trust-dryrun',
  'trust-readonly',
  'trust-approval-write',
  'trust-brokered-write',
  'trust-block-destructive',
  'coding-agent',
  'data-agent',
  'deploy-agent',
] as const;

/** Path from the root → content. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['packages/gate/src/policy/template-texts.ts', templateModule()],
    ['docs/schema/gait-policy.schema.json', prettyJson(policyJsonSchema())],
    ['docs/reference/policy.md', policyReference()],
    ...Object.entries(assetSchemas()).map(
      ([name, schema]) => [`docs/schema/krci-${name}.schema.json`, prettyJson(schema)] as const,
    ),
    ['docs/reference/agents.md', agentsReference()],
    ['docs/reference/programs.md', programsReference()],
  ]);
}

function templateModule(): string {
  const entries = TEMPLATES.map((name) => {
    const text = readFileSync(join(ROOT, 'assets/policies', `${name}.yaml`), 'utf8');
    return `  '${name}':\n    ${literal(text)},\n`;
  });
  return [
    '/** Made by scripts/generated-files.ts from assets/policies: change the files there. */\n',
    'export const TEMPLATE_TEXTS: Readonly<Record<string, string>> = {\n',
    ...entries,
    '};\n',
  ].join('');
}

/** In the quotes that the formatter of this repository would choose. */
function literal(text: string): string {
  const double = JSON.stringify(text);
  const singles = text.split("'").length;
  if (text.split('"').length < singles) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

if (import.meta.main) {
  for (const [path, content] of generatedFiles()) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), content);
    console.log(path);
  }
}
