import { isJsonObject, parseJsonLoose, toLower, trimSpace, type Json } from '@gait/canon';
import { readYaml } from '@gait/regress';

/** Faults of YAML that other readers accept: the file is no evidence of servers, and no error. */
const ODD_YAML = new Set(['yaml_alias', 'yaml_tag', 'yaml_key', 'yaml_depth', 'yaml_size']);

/** The formats that settings of MCP servers are written in. */
export type SettingsFormat = 'json' | 'yaml';

/**
 * Names of the MCP servers that a settings file sets up: the members of `mcpServers` or
 * `servers`, at any depth, in any case.
 *
 * @throws CodedError those of `parseJsonLoose` and `readYaml`
 */
export function mcpServers(text: string, format: SettingsFormat): string[] {
  const names = new Set<string>();
  const documents = format === 'json' ? [parseJsonLoose(text)] : yamlDocuments(text);
  for (const document of documents) collect(document, names);
  return [...names];
}

/** Each document by itself: other readers take a stream of several. */
function yamlDocuments(text: string): Json[] {
  return text
    .split(/^(?:---|\.\.\.)(?=\s|$)/mu)
    .filter((document) => /^[^\S\n]*[^\s#%]/mu.test(document))
    .map(readYamlDocument);
}

function readYamlDocument(text: string): Json {
  try {
    return readYaml(text);
  } catch (error) {
    if (ODD_YAML.has((error as { code?: string }).code ?? '')) return null;
    throw error;
  }
}

function collect(value: Json, names: Set<string>): void {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) collect(item, names);
  if (!isJsonObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (/^(?:mcpservers|servers)$/u.test(toLower(trimSpace(key))) && isJsonObject(inner)) {
      for (const name of Object.keys(inner)) if (trimSpace(name) !== '') names.add(trimSpace(name));
    }
    collect(inner, names);
  }
}
