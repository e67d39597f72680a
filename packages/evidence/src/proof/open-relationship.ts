import { CodedError, isJsonObject, setOwn, type Json, type JsonObject } from '@gait/canon';

/**
 * The relationship of a proof record as it is hashed: known fields re-encoded (empty
 * optional ones left out), unknown ones kept, so that additions are covered by the
 * hash (gait-formats §1.6).
 */

type Part =
  | { readonly kind: 'text'; readonly optional: boolean }
  | { readonly kind: 'texts' }
  | { readonly kind: 'open'; readonly fields: OpenFields; readonly optional: boolean }
  | { readonly kind: 'opens'; readonly fields: OpenFields };
type OpenFields = Readonly<Record<string, Part>>;

const TEXT: Part = { kind: 'text', optional: true };
const REQUIRED: Part = { kind: 'text', optional: false };
const TEXTS: Part = { kind: 'texts' };

const REF: OpenFields = { kind: REQUIRED, id: REQUIRED };
const POLICY: OpenFields = {
  policy_id: TEXT,
  policy_version: TEXT,
  policy_digest: TEXT,
  matched_rule_ids: TEXTS,
};
const EDGE: OpenFields = {
  kind: REQUIRED,
  from: { kind: 'open', fields: REF, optional: false },
  to: { kind: 'open', fields: REF, optional: false },
};
const RELATIONSHIP: OpenFields = {
  parent_ref: { kind: 'open', fields: REF, optional: true },
  entity_refs: { kind: 'opens', fields: REF },
  policy_ref: { kind: 'open', fields: POLICY, optional: true },
  agent_chain: { kind: 'opens', fields: { identity: REQUIRED, role: REQUIRED } },
  edges: { kind: 'opens', fields: EDGE },
  parent_record_id: TEXT,
  related_record_ids: TEXTS,
  related_entity_ids: TEXTS,
  agent_lineage: {
    kind: 'opens',
    fields: { agent_id: REQUIRED, delegated_by: TEXT, delegation_record_id: TEXT },
  },
};

/** The hashed form. Errors: `record_field_type` for a known field of another type. */
export function encodeOpenRelationship(given: JsonObject): JsonObject {
  return encodeOpen(RELATIONSHIP, given, 'relationship');
}

function encodeOpen(fields: OpenFields, given: JsonObject, path: string): JsonObject {
  const out: Record<string, Json> = {};
  for (const [name, part] of Object.entries(fields)) {
    const encoded = encodePart(part, lookUp(given, name), `${path}.${name}`);
    if (encoded !== undefined) out[name] = encoded;
  }
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(fields, key) && !Object.hasOwn(out, key)) setOwn(out, key, value);
  }
  return out;
}

/** The last spelling of a field name counts, in any case. */
function lookUp(given: JsonObject, name: string): Json {
  let found: Json = null;
  for (const [key, value] of Object.entries(given)) {
    if ((key === name || key.toLowerCase() === name) && value !== null) found = value;
  }
  return found;
}

/** Undefined: left out. */
function encodePart(part: Part, value: Json, path: string): Json | undefined {
  switch (part.kind) {
    case 'text': {
      const text = value === null ? '' : asText(value, path);
      return part.optional && text === '' ? undefined : text;
    }
    case 'texts': {
      const items = asList(value, path);
      return items.length === 0 ? undefined : items.map((item) => asText(item ?? '', path));
    }
    case 'open':
      if (value === null) return part.optional ? undefined : encodeOpen(part.fields, {}, path);
      return encodeOpen(part.fields, asObject(value, path), path);
    case 'opens': {
      const items = asList(value, path);
      if (items.length === 0) return undefined;
      return items.map((item) =>
        encodeOpen(part.fields, item === null ? {} : asObject(item, path), path),
      );
    }
  }
}

function asText(value: Json, path: string): string {
  if (typeof value === 'string') return value;
  throw wrongType(path, 'text');
}

function asList(value: Json, path: string): readonly Json[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value as readonly Json[];
  throw wrongType(path, 'a list');
}

function asObject(value: Json, path: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw wrongType(path, 'an object');
}

function wrongType(path: string, noun: string): CodedError {
  return new CodedError('record_field_type', `${path} must be ${noun}`, { where: { field: path } });
}
