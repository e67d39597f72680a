import { CodedError, prettyJson, trimSpace } from '@gait/canon';
import { parsePolicy, policyDigest, policyJsonSchema } from '@gait/gate';
import { readWhole } from '@gait/local';
import { boolFlag, defineCommand, type Outcome } from '../command.ts';

/** `policy validate`: reads a policy strictly and says what it is. */
export const command = defineCommand({
  path: ['policy', 'validate'],
  explain:
    'Reads a policy strictly and prints its digest; what is wrong is told with line and column.',
  flags: {
    schema: boolFlag({ help: 'print the JSON Schema of policies, for editors, and read nothing' }),
  },
  positionals: [{ name: 'policy.yaml', help: 'policy to check', optional: true }],
  positionalsAnyCount: true,
  example: 'gait policy validate .gait.yaml',
  run(context, { flags, positionals }): Outcome {
    if (flags.schema) return schemaOutcome();
    const path = onePolicy(positionals);
    const policy = parsePolicy(readWhole(context.resolve(path)), { file: path });
    const digest = policyDigest(policy);
    const { default_verdict: verdict, rules } = policy;
    const tools = Object.keys(policy.tool_classes).length;
    return {
      exit: 0,
      json: {
        ok: true,
        schema_id: policy.schema_id,
        schema_version: policy.schema_version,
        policy_digest: digest,
        default_verdict: verdict,
        rule_count: rules.length === 0 ? undefined : rules.length,
        tool_class_count: tools === 0 ? undefined : tools,
        summary: `policy validate ok: default=${verdict} rules=${rules.length} digest=${digest}`,
      },
      text: (paint) => [
        paint.verdict(true, `${path} is a policy`),
        ...paint.pairs({
          version: policy.schema_version,
          default: verdict,
          rules: rules.length,
          tools: tools === 0 ? undefined : tools,
          digest,
        }),
      ],
    };
  },
});

function schemaOutcome(): Outcome {
  const schema = policyJsonSchema();
  return {
    exit: 0,
    json: { ok: true, schema },
    text: () => prettyJson(schema).trimEnd().split('\n'),
  };
}

/** The one policy that was named. Errors: `arguments_invalid`. */
export function onePolicy(positionals: readonly string[]): string {
  const path = positionals.length === 1 ? trimSpace(positionals[0] ?? '') : '';
  if (path !== '') return path;
  throw new CodedError('arguments_invalid', 'expected <policy.yaml>', {
    hint: 'name one policy file',
  });
}
