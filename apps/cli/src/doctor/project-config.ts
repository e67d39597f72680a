import { CodedError, isCodedError, isJsonObject, trimSpace, type Json } from '@gait/canon';
import { readWhole } from '@gait/local';
import { readYaml } from '@gait/regress';

/** Where a project keeps its defaults. */
export const CONFIG_PATH = '.gait/config.yaml';

/** One section of the project defaults: scalars as text, absent ones empty. */
export type ConfigSection = (name: string) => string;

/** The project defaults, or why they cannot be read. */
export type ProjectConfig =
  | { readonly state: 'read' | 'missing'; readonly section: (name: string) => ConfigSection }
  | { readonly state: 'unreadable'; readonly error: CodedError };

const LONGEST = 1024 * 1024;
const SECTIONS = ['gate', 'mcp_serve', 'retention'];

/**
 * Reads the project defaults. Unknown fields are ignored and scalars of any kind taken as text,
 * as in the reference.
 *
 * @param path absolute path of the file
 */
export function readProjectConfig(path: string): ProjectConfig {
  let bytes: Uint8Array;
  try {
    bytes = readWhole(path, { maxBytes: LONGEST });
  } catch (error) {
    if (!isCodedError(error)) throw error;
    if (error.code === 'file_missing') return { state: 'missing', section: () => () => '' };
    return { state: 'unreadable', error };
  }
  const text = Buffer.from(bytes).toString('utf8');
  if (trimSpace(text) === '') return { state: 'read', section: () => () => '' };
  try {
    const config = readYaml(text, { file: CONFIG_PATH });
    requireSections(config);
    return { state: 'read', section: (name) => sectionOf(config, name) };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { state: 'unreadable', error };
  }
}

function requireSections(config: Json): void {
  const sections = isJsonObject(config)
    ? [config, ...SECTIONS.map((name) => config[name] ?? null)]
    : [config];
  if (sections.every((section) => section === null || isJsonObject(section))) return;
  throw new CodedError('invalid_input', `expected the sections ${SECTIONS.join(', ')}`, {
    where: { file: CONFIG_PATH },
  });
}

function sectionOf(config: Json, name: string): ConfigSection {
  const section = isJsonObject(config) ? config[name] : undefined;
  return (field) => {
    const value = isJsonObject(section) ? section[field] : undefined;
    if (typeof value === 'string') return trimSpace(value);
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  };
}
