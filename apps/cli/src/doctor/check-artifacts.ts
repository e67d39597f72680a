import { isJsonObject, parseJsonLoose, type Json } from '@gait/canon';
import { openZip, readEntry } from '@gait/evidence';
import { openFileSource, readWhole } from '@gait/local';
import { pass, shellQuote, warn, type Check } from './check.ts';
import type { FoundFile } from './walk-output.ts';

const SMALL = 4 * 1024 * 1024;
const MANIFESTS = ['manifest.json', 'pack_manifest.json'];
/** Every schema of this version and of the reference is 1.x. */
const KNOWN_MAJOR = '1';

/** Looks at the schema version that each artifact names for itself. */
export function checkSchemas(files: readonly FoundFile[]): Check[] {
  const name = 'schema_versions';
  const found: Check[] = [];
  let known = 0;
  for (const file of files) {
    const about = readSchema(file);
    if (about === undefined) continue;
    if (about === 'unreadable') {
      found.push(
        warn(name, `${file.shown} cannot be read`, `gait verify ${shellQuote(file.shown)}`),
      );
    } else if (about.version.split('.')[0] === KNOWN_MAJOR) {
      known++;
    } else {
      found.push(
        warn(
          name,
          `${file.shown} is ${about.id} ${about.version}, this version knows 1.x`,
          `gait migrate ${shellQuote(file.shown)}`,
        ),
      );
    }
  }
  if (found.length > 0) return found;
  return [
    pass(
      name,
      known === 0
        ? 'no artifacts found'
        : `${known} ${known === 1 ? 'artifact' : 'artifacts'} of known versions`,
    ),
  ];
}

interface SchemaName {
  readonly id: string;
  readonly version: string;
}

/** Undefined: not an artifact of this product. */
function readSchema(file: FoundFile): SchemaName | 'unreadable' | undefined {
  if (file.path.endsWith('.zip')) return readZipSchema(file);
  if (!file.path.endsWith('.json') || file.size > SMALL) return undefined;
  try {
    return schemaOf(parseJsonLoose(readWhole(file.path, { maxBytes: SMALL })));
  } catch {
    return undefined;
  }
}

function readZipSchema(file: FoundFile): SchemaName | 'unreadable' | undefined {
  try {
    const source = openFileSource(file.path);
    try {
      const archive = openZip(source);
      const entry = MANIFESTS.map((manifest) => archive.find(manifest)).find(
        (candidate) => candidate !== undefined,
      );
      if (entry === undefined) return undefined;
      return schemaOf(parseJsonLoose(readEntry(archive, entry, SMALL))) ?? 'unreadable';
    } finally {
      source.close();
    }
  } catch {
    return 'unreadable';
  }
}

function schemaOf(value: Json): SchemaName | undefined {
  if (!isJsonObject(value)) return undefined;
  const { schema_id: id, schema_version: version } = value;
  if (typeof id !== 'string' || typeof version !== 'string' || !id.startsWith('gait.'))
    return undefined;
  return { id, version };
}
