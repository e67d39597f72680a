import { CodedError, trimSpace } from '@gait/canon';
import { endOf } from '@gait/yaml';
import { EVENT_ID, getScalarValue } from 'js-yaml';
import { placeIn, type YamlSource } from '../yaml/yaml-source.ts';

/** A field of policies before 1.0.0, and what stands in its place now. */
export interface LegacyField {
  readonly field: string;
  readonly replacement_fields?: readonly string[];
  readonly note?: string;
}

/** What to write instead of the fields of an old draft. */
export interface PolicyMigration {
  readonly kind: 'policy_fields';
  readonly deprecated_fields: readonly string[];
  readonly field_replacements: readonly LegacyField[];
}

/** In the order in which they are told. */
const LEGACY_FIELDS: readonly LegacyField[] = [
  {
    field: 'version',
    replacement_fields: ['schema_id', 'schema_version'],
    note: 'schema_id is gait.gate.policy, schema_version is 1.0.0',
  },
  { field: 'name', note: 'a policy has no name; its rules have: rules[].name' },
  { field: 'boundaries', replacement_fields: ['rules', 'mcp_trust'] },
  { field: 'defaults', replacement_fields: ['default_verdict', 'fail_closed'] },
  {
    field: 'trust_sources',
    replacement_fields: ['mcp_trust.snapshot'],
    note: 'trust is read from a local snapshot, made before the decision',
  },
  {
    field: 'unknown_server',
    replacement_fields: ['mcp_trust.action'],
    note: 'a server that the snapshot does not know gets this action',
  },
];

/** The policy is of the time before 1.0.0: what to write instead. */
export class LegacyPolicyError extends CodedError {
  /** For programs: what JSON output has beside the error. */
  readonly migration: PolicyMigration;

  constructor(fields: readonly LegacyField[], where: CodedError['where']) {
    const names = fields.map(({ field }) => field).join(', ');
    super('policy_legacy_field', `the policy has fields of an old draft: ${names}`, {
      hint: fields.map(adviceFor).join('; '),
      where,
    });
    this.migration = {
      kind: 'policy_fields',
      deprecated_fields: fields.map(({ field }) => field),
      field_replacements: fields,
    };
  }
}

function adviceFor({ field, replacement_fields: replacements, note }: LegacyField): string {
  const instead = replacements === undefined ? 'remove it' : `write ${replacements.join(', ')}`;
  return `${field}: ${instead}${note === undefined ? '' : ` (${note})`}`;
}

/** Throws `LegacyPolicyError` when the top of the document has a field of the old draft. */
export function refuseLegacyFields(source: YamlSource): void {
  const { events, text } = source;
  if (events[source.at]?.type !== EVENT_ID.MAPPING) return;
  let first = -1;
  const found = new Set<string>();
  for (let at = source.at + 1; ; at = endOf(events, endOf(events, at))) {
    const key = events[at];
    if (key === undefined || key.type === EVENT_ID.POP) break;
    if (key.type !== EVENT_ID.SCALAR) continue;
    const name = trimSpace(getScalarValue(text, key));
    if (!LEGACY_FIELDS.some(({ field }) => field === name)) continue;
    found.add(name);
    if (first < 0) first = key.valueStart;
  }
  if (found.size === 0) return;
  throw new LegacyPolicyError(
    LEGACY_FIELDS.filter(({ field }) => found.has(field)),
    { ...source.where, ...placeIn(source, first) },
  );
}
