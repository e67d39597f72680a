import { CodedError, prettyJson, trimSpace } from '@gait/canon';
import { policyJsonSchema, policyTemplate, policyTemplateNames } from '@gait/gate';
import { writeWhole } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import { findTemplate } from '../find-template.ts';
import { shellWord } from '../shell-word.ts';

/** Where `--schema` puts the JSON Schema, relative to the policy. */
const SCHEMA_PATH = '.gait/policy.schema.json';

/** `policy init`: a policy from a template. */
export const command = defineCommand({
  path: ['policy', 'init'],
  explain:
    'Writes a starter policy from a template: by risk, by step of trust, or by kind of agent.',
  flags: {
    out: textFlag({
      default: 'gait.policy.yaml',
      value: 'FILE',
      help: 'where to write the policy',
    }),
    force: boolFlag({ help: 'replace a file that is there already' }),
    schema: boolFlag({
      help: `write ${SCHEMA_PATH} beside it and name it in the policy, so that editors complete and check`,
    }),
  },
  positionals: [{ name: 'template', help: policyTemplateNames().join(', ') }],
  example: 'gait policy init coding-agent --out .gait.yaml --schema',
  run(context, { flags, positionals }): Outcome {
    assertPerson(context);
    const name = findTemplate(positionals[0] ?? '');
    const path = trimSpace(flags.out);
    if (path === '') {
      throw new CodedError('path_unsafe', '--out is empty', {
        hint: 'name a file',
        where: { field: '--out' },
      });
    }
    const text = policyTemplate(name, flags.schema ? SCHEMA_PATH : undefined) ?? '';
    const file = context.resolve(path);
    writeWhole(file, text, { makeFolders: true, overwrite: flags.force });
    if (flags.schema) {
      const schema = context.resolve(`${file}/../${SCHEMA_PATH}`);
      writeWhole(schema, prettyJson(policyJsonSchema()), { makeFolders: true, mode: 0o644 });
    }
    const word = shellWord(path);
    const next = [
      `gait policy validate ${word} --json`,
      `gait policy fmt ${word} --write --json`,
      'gait doctor --json',
    ];
    return {
      exit: 0,
      json: { ok: true, template: name, policy_path: path, next_commands: next },
      text: (paint) => [
        paint.verdict(true, `wrote ${path} from the template ${name}`),
        ...(flags.schema ? [`  editors check it by ${SCHEMA_PATH}`] : []),
        `next: ${next[0]?.replace(' --json', '')}`,
      ],
    };
  },
});
