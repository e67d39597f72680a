import { CodedError, compareUtf8, trimSpace, type Infer } from '@gait/canon';
import {
  CONFIG_SCHEMA,
  configRecord,
  DEFAULT_FIXTURE_SET,
  REGRESS_SCHEMA_VERSION,
  type RegressConfig,
} from './config-record.ts';
import {
  checkSchema,
  decodeStrict,
  placeField,
  readJsonRecord,
  suiteText,
  type SuiteFileOptions,
} from './read-suite-file.ts';

/**
 * Reads `gait.yaml`: YAML, or JSON when the first character is `{` (then the YAML
 * code is not loaded). Fixtures come back in the byte order of their names.
 *
 * Errors: `yaml_*`, `json_*` and `record_*` for the text and its shape,
 * `regress_config` for values that cannot be, `regress_config_duplicate` for two
 * fixtures of one name; all with file, and line and column where there is one.
 */
export async function readConfig(
  bytes: Uint8Array,
  options: SuiteFileOptions,
): Promise<RegressConfig> {
  const decoded = looksLikeJson(bytes)
    ? await readJsonRecord(configRecord, bytes, options)
    : await readYamlConfig(bytes, options);
  try {
    return checkConfig(decoded, options);
  } catch (error) {
    throw await placeField(error, suiteText(bytes, options));
  }
}

/** True when the first character is `{`: then the text is read, and can only be, as JSON. */
export function looksLikeJson(bytes: Uint8Array): boolean {
  const first = bytes.find(
    (byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d,
  );
  return first === 0x7b;
}

async function readYamlConfig(
  bytes: Uint8Array,
  options: SuiteFileOptions,
): Promise<Infer<typeof configRecord>> {
  const text = suiteText(bytes, options);
  const { readYaml } = await import('../yaml/read-yaml.ts');
  return await decodeStrict(
    configRecord,
    readYaml(text, { file: options.file }),
    () => text,
    options,
  );
}

function checkConfig(config: Infer<typeof configRecord>, options: SuiteFileOptions): RegressConfig {
  const { file } = options;
  checkSchema(config, CONFIG_SCHEMA, REGRESS_SCHEMA_VERSION, 'regress_config', file);
  const seen = new Map<string, number>();
  for (const [index, fixture] of (config.fixtures ?? []).entries()) {
    const at = `fixtures[${index}]`;
    if (trimSpace(fixture.name) === '') throw refuse('a fixture has no name', at, file);
    if (trimSpace(fixture.runpack) === '') {
      throw refuse(`the fixture ${JSON.stringify(fixture.name)} names no runpack`, at, file);
    }
    const earlier = seen.get(fixture.name);
    if (earlier !== undefined) refuseDuplicate(fixture.name, `${at}.name`, options);
    seen.set(fixture.name, index);
  }
  return {
    fixtureSet: config.fixture_set === '' ? DEFAULT_FIXTURE_SET : config.fixture_set,
    fixtures: [...(config.fixtures ?? [])].sort((a, b) => compareUtf8(a.name, b.name)),
  };
}

function refuse(message: string, field: string, file: string): CodedError {
  return new CodedError('regress_config', message, {
    hint: 'each entry under fixtures needs name and runpack',
    where: { file, field },
  });
}

/** Two results of one name: a reader that keeps one of them could keep the one that passed. */
function refuseDuplicate(name: string, field: string, options: SuiteFileOptions): void {
  const code = 'regress_config_duplicate';
  const message = `two fixtures are called ${JSON.stringify(name)}`;
  if (options.profile === 'compat') {
    options.tolerate?.({ code, file: options.file, entry: field, message });
    return;
  }
  throw new CodedError(code, message, {
    hint: 'give each fixture its own name',
    where: { file: options.file, field },
  });
}
