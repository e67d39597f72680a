import {
  CodedError,
  findNearest,
  isJsonObject,
  sha256Hex,
  trimSpace,
  type Json,
} from '@gait/canon';
import { readYaml } from '@gait/regress';
import { isSurelyMissing } from '../files/is-there.ts';
import { readWhole } from '../files/read-whole.ts';
import { rememberMade } from '../files/remember-made.ts';
import {
  blankDefaults,
  GATE_NAMES,
  HOOK_DEFAULTS,
  RECORDS,
  UNKNOWN_VERSIONS,
  type GateDefaults,
  type HookDefaults,
  type ProjectConfig,
} from './project-config.ts';

/** Blocks that other commands read. */
const OTHER_BLOCKS: ReadonlySet<string> = new Set(['gate', 'hooks', 'mcp_serve', 'retention']);

/**
 * Reads a project's defaults. A name that is not known is refused: a misspelt
 * `kill_switch_state` would leave the gate without its kill switch, and nobody would know.
 *
 * @param required False: a file that is not there sets nothing.
 * @throws CodedError `config_unknown_field`, `config_field_type`, those of `readWhole` and `readYaml`.
 */
export function loadProjectConfig(path: string, required: boolean): GateDefaults {
  return readProjectConfig(path, required).defaults;
}

/** `loadProjectConfig` with the digest of what was read: whoever trusts a file trusts these bytes. */
export function readProjectConfig(path: string, required: boolean): ProjectConfig {
  if (!required && isSurelyMissing(path)) {
    return { defaults: blankDefaults(), hooks: HOOK_DEFAULTS, digest: '' };
  }
  const bytes = readWhole(path);
  return remembered(path, bytes, () => ({
    ...parseConfig(bytes, path),
    digest: sha256Hex(bytes),
  }));
}

const remembered = rememberMade<ProjectConfig>();

function parseConfig(bytes: Uint8Array, path: string): Omit<ProjectConfig, 'digest'> {
  const nothing = { defaults: blankDefaults(), hooks: HOOK_DEFAULTS };
  const text = new TextDecoder().decode(bytes);
  // A file of comments alone sets nothing; for YAML it is no document.
  if (!/^[ \t]*[^\s#]/mu.test(text)) return nothing;
  const root = readYaml(text, { file: path });
  if (root === null) return nothing;
  const blocks = objectOf(root, '', path);
  for (const name of Object.keys(blocks)) refuseUnknown(name, [...OTHER_BLOCKS], '', path);
  return {
    defaults: gateDefaults(objectOf(blocks['gate'] ?? {}, 'gate', path), path),
    hooks: hookDefaults(objectOf(blocks['hooks'] ?? {}, 'hooks', path), path),
  };
}

function hookDefaults(block: Readonly<Record<string, Json>>, path: string): HookDefaults {
  const names = ['record', 'unknown_versions'];
  for (const name of Object.keys(block)) refuseUnknown(name, names, 'hooks.', path);
  const { record = HOOK_DEFAULTS.record, unknown_versions = HOOK_DEFAULTS.unknownVersions } = block;
  return {
    // YAML reads a plain `off` as a word, and some writers as false.
    record: oneOf(RECORDS, record, 'hooks.record', path),
    unknownVersions: oneOf(UNKNOWN_VERSIONS, unknown_versions, 'hooks.unknown_versions', path),
  };
}

function oneOf<T extends string>(words: readonly T[], value: Json, field: string, file: string): T {
  const given = textOf(value, field, file);
  const word = words.find((one) => one === given || (one === 'off' && given === 'false'));
  if (word !== undefined) return word;
  throw new CodedError('config_field_type', `${field} is ${JSON.stringify(given)}`, {
    hint: `one of: ${words.join(', ')}`,
    where: { file, field },
  });
}

function gateDefaults(block: Readonly<Record<string, Json>>, path: string): GateDefaults {
  for (const name of Object.keys(block)) refuseUnknown(name, GATE_NAMES, 'gate.', path);
  return Object.fromEntries(
    GATE_NAMES.map((name) => [name, textOf(block[name] ?? '', `gate.${name}`, path)]),
  ) as GateDefaults;
}

function refuseUnknown(name: string, known: readonly string[], prefix: string, file: string): void {
  if (known.includes(name)) return;
  const nearest = findNearest(name, known);
  throw new CodedError('config_unknown_field', `${file} sets ${prefix}${name}: no such setting`, {
    hint: nearest === undefined ? 'take it out' : `did you mean ${prefix}${nearest}?`,
    where: { file, field: `${prefix}${name}` },
  });
}

function objectOf(value: Json, field: string, file: string): Readonly<Record<string, Json>> {
  if (isJsonObject(value)) return value;
  throw new CodedError('config_field_type', `${field === '' ? 'the file' : field} is no mapping`, {
    hint: 'write `name: value` lines',
    where: { file, field },
  });
}

function textOf(value: Json, field: string, file: string): string {
  if (typeof value === 'string') return trimSpace(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new CodedError('config_field_type', `${field} must be text`, {
    hint: 'put the value in quotes',
    where: { file, field },
  });
}
