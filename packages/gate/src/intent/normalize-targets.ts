import { compareUtf8 } from '@gait/canon';
import { clean, cleanLower } from '../text/clean-text.ts';
import {
  classOfOperation,
  inferEndpointClass,
  inferEndpointDomain,
  isDestructive,
} from './infer-endpoint.ts';
import { refuse, shown } from './intent-fault.ts';
import type { Target } from './intent-record.ts';
import { DISCOVERY_METHODS, ENDPOINT_CLASSES, TARGET_KINDS } from './intent-words.ts';
import { NO_TABLES, type ToolTables } from './tool-tables.ts';

const NONE: readonly Target[] = [];

/**
 * Normalises targets: words lowered and checked, class, domain and destructiveness inferred
 * where they are not given, repetitions dropped, sorted (gait-formats §4.2.4).
 *
 * `tool` is the normalised name of the tool that touches them. Errors: `intent_target`.
 */
export function normalizeTargets(
  tool: string,
  given: readonly Target[] | null,
  field: string,
  tables: ToolTables = NO_TABLES,
): readonly Target[] {
  if (given === null || given.length === 0) return NONE;
  const held = tables.policyClasses?.get(tool);
  const listed = held ?? tables.toolClasses?.get(tool);
  const targets: Target[] = [];
  for (let i = 0; i < given.length; i++) {
    targets.push(normalizeTarget(tool, given[i] as Target, field, listed, held));
  }
  if (targets.length === 1) return targets;
  targets.sort(compareTargets);
  return targets.filter(
    (target, i) => i === 0 || compareTargets(targets[i - 1] as Target, target) !== 0,
  );
}

function normalizeTarget(
  tool: string,
  given: Target,
  field: string,
  listed: string | undefined,
  held: string | undefined,
): Target {
  const kind = cleanLower(given.kind);
  const value = clean(given.value);
  const operation = cleanLower(given.operation);
  if (kind === '' || value === '')
    refuse('intent_target', field, 'every target needs kind and value');
  checkWord(TARGET_KINDS, kind, `${field}.kind`);
  const endpointClass =
    cleanLower(given.endpoint_class) ||
    // What the policy says comes beside what a caller says, in whatever field, and never instead.
    (held === undefined ? undefined : classOfOperation(kind, operation)) ||
    inferEndpointClass(kind, operation, tool, listed);
  checkWord(ENDPOINT_CLASSES, endpointClass, `${field}.endpoint_class`);
  const discovery = normalizeDiscovery(given.discovery_method);
  checkWord(DISCOVERY_METHODS, discovery, `${field}.discovery_method`);
  return {
    kind,
    value,
    operation,
    sensitivity: cleanLower(given.sensitivity),
    endpoint_class: endpointClass,
    endpoint_domain: cleanLower(given.endpoint_domain) || inferEndpointDomain(kind, value),
    destructive:
      given.destructive ||
      given.destructive_hint ||
      isDestructive(endpointClass, operation) ||
      (held !== undefined && isDestructive(held, operation)),
    discovery_method: discovery,
    read_only_hint: given.read_only_hint,
    destructive_hint: given.destructive_hint,
    idempotent_hint: given.idempotent_hint,
    open_world_hint: given.open_world_hint,
  };
}

function normalizeDiscovery(given: string): string {
  const method = cleanLower(given);
  if (method === '') return 'unknown';
  return DISCOVERY_METHODS.has(method) ? method : method.replaceAll(/[- ]/g, '_');
}

function checkWord(words: ReadonlySet<string>, word: string, field: string): void {
  if (!words.has(word)) {
    refuse(
      'intent_target',
      field,
      `${shown(word)} is not known`,
      `use one of ${[...words].join(', ')}`,
    );
  }
}

/** By all twelve fields, text in UTF-8 byte order, false before true. 0 only for equal targets. */
function compareTargets(a: Target, b: Target): number {
  return (
    compareUtf8(a.kind, b.kind) ||
    compareUtf8(a.value, b.value) ||
    compareUtf8(a.operation, b.operation) ||
    compareUtf8(a.sensitivity, b.sensitivity) ||
    compareUtf8(a.endpoint_class, b.endpoint_class) ||
    compareUtf8(a.endpoint_domain, b.endpoint_domain) ||
    Number(a.destructive) - Number(b.destructive) ||
    compareUtf8(a.discovery_method, b.discovery_method) ||
    Number(a.read_only_hint) - Number(b.read_only_hint) ||
    Number(a.destructive_hint) - Number(b.destructive_hint) ||
    Number(a.idempotent_hint) - Number(b.idempotent_hint) ||
    Number(a.open_world_hint) - Number(b.open_world_hint)
  );
}
