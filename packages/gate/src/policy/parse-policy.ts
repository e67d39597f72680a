import { decodeUtf8, type Where } from '@gait/canon';
import { itemsOf, lineFinder, locateNode } from '@gait/yaml';
import { EVENT_ID } from 'js-yaml';
import { cleanLower } from '../text/clean-text.ts';
import { offsetOf, openYaml, refuse, scalarAt, type YamlSource } from '../yaml/yaml-source.ts';
import { readBlock, type PolicyReader } from './language/read-block.ts';
import { policyBlock } from './language/policy-blocks.ts';
import { refuseLegacyFields } from './legacy-fields.ts';
import { normalizePolicy } from './normalize-policy.ts';
import { toRule } from './normalize-rule.ts';
import type { PolicyDraft } from './policy-draft.ts';
import type { Policy } from './policy.ts';

/** Longest text of a policy, in UTF-16 code units: room for some 20,000 rules. */
export const MAX_POLICY_LENGTH = 8 * 1024 * 1024;
const MAX_DEPTH = 32;

/**
 * Reads a policy (gait-formats §4.4) from YAML or JSON: strictly, with its defaults filled
 * in and its rules in order. An empty text is the policy without rules.
 *
 * @throws CodedError, each with file, line, column and field where there is one:
 * `policy_legacy_field`, `policy_schema`, `policy_unknown_field`, `policy_field_type`,
 * `policy_field_value`, and of YAML `yaml_syntax`, `yaml_duplicate_key`, `yaml_alias`,
 * `yaml_tag`, `yaml_depth`, `yaml_size`; `json_encoding` for bytes that are not UTF-8
 */
export function parsePolicy(text: string | Uint8Array, where: Where = {}): Policy {
  const { default_action: _, rules, ...policy } = readPolicyDraft(text, where);
  return { ...policy, rules: rules.map(toRule) } as Policy;
}

/** A policy, and where its parts are written. */
export interface PlacedPolicy {
  readonly policy: Policy;
  /**
   * The line, from 1, of a part of the text: the fields that lead there, `['rules', 2, 'match']`.
   * A rule is counted as in `policy.rules`. A part that is not written has the line of what
   * would hold it.
   */
  readonly lineOf: (path: readonly (string | number)[]) => number;
}

/** As `parsePolicy`, with the lines of what it read. */
export function parsePlacedPolicy(input: string | Uint8Array, where: Where = {}): PlacedPolicy {
  const { draft, source, written } = readSource(input, where);
  const { default_action: _, rules, ...policy } = draft;
  const lineAt = lineFinder(source.text);
  const list = locateNode(source, ['rules']);
  const items = itemsOf(source, list + 1);
  const places = new Map(written.map((rule, at) => [rule, items[at]]));
  const lineOf: PlacedPolicy['lineOf'] = (path) => {
    const [first, index, ...rest] = path;
    const rule = first === 'rules' && typeof index === 'number' ? rules[index] : undefined;
    const item = rule === undefined ? undefined : places.get(rule);
    const fold = first === 'tool_classes' ? cleanLower : undefined;
    const node =
      item === undefined ? locateNode(source, path, 1, fold) : locateNode(source, rest, item);
    return lineAt(offsetOf(source, node));
  };
  return { policy: { ...policy, rules: rules.map(toRule) } as Policy, lineOf };
}

/** As `parsePolicy`, with the aliases as they are written: what is formatted. */
export function readPolicyDraft(input: string | Uint8Array, where: Where = {}): PolicyDraft {
  return readSource(input, where).draft;
}

/** A policy as it is written, and its text. */
export interface ReadPolicy {
  readonly draft: PolicyDraft;
  readonly source: YamlSource;
  /** The rules in the order of the text. */
  readonly written: PolicyDraft['rules'];
}

/** As `readPolicyDraft`, with what it was read from. */
export function readSource(input: string | Uint8Array, where: Where): ReadPolicy {
  const text = typeof input === 'string' ? input : decodeUtf8(input, where);
  const source = openYaml(text, where, { maxLength: MAX_POLICY_LENGTH, maxDepth: MAX_DEPTH });
  const reader: PolicyReader = { source, newer: undefined };
  refuseLegacyFields(source);
  const draft = readRoot(reader);
  const written = draft.rules;
  normalizePolicy(draft, (path, message, hint) => {
    source.path.length = 0;
    source.path.push(...path);
    const code = String(path[0]).startsWith('schema_') ? 'policy_schema' : 'policy_field_value';
    return refuse(source, locateNode(source, path), code, message, hint);
  });
  if (reader.newer !== undefined && draft.schema_version === '1.0.0') throw reader.newer;
  return { draft, source, written };
}

function readRoot(reader: PolicyReader): PolicyDraft {
  const { source } = reader;
  const root = source.events[source.at];
  // Nothing at all is a policy without rules; a word for nothing is a mistake.
  const nothing =
    root === undefined ||
    root.type === EVENT_ID.POP ||
    (root.type === EVENT_ID.SCALAR && root.valueStart < 0 && scalarAt(source)?.plain === true);
  const read = nothing ? { ...policyBlock.empty } : readBlock(reader, policyBlock);
  const draft = read as unknown as PolicyDraft;
  draft.fail_closed = { ...draft.fail_closed };
  return draft;
}
