import { goPathClean } from '../text/go-path.ts';
import type { Policy, PolicyRule } from '../policy/policy.ts';
import { conditionsOf, type Condition } from '../decide/rule-conditions.ts';
import { inferEndpointClass } from '../intent/infer-endpoint.ts';
import { RISK_CLASSES } from '../intent/intent-words.ts';
import { listed, type Found } from './lint-finding.ts';
import { impossibleValues } from './match-boxes.ts';

/** Values of `match` that no call has, or that are compared otherwise than they look. */
export function lintValues(rule: PolicyRule, tools: Policy['tool_classes']): readonly Found[] {
  const conditions = conditionsOf(rule.match);
  return [
    ...conditions.flatMap((condition) => [...deadValues(condition), ...wildcards(condition)]),
    ...noPrograms(rule),
    ...openPrefixes(rule),
    ...uncleanedValues(rule),
    ...kindWithoutClass(rule, tools),
    ...oddRisks(rule.match.risk_classes, ['match', 'risk_classes']),
    ...oddRisks(rule.freeze_window.risk_classes, ['freeze_window', 'risk_classes']),
  ];
}

/** Of the whole policy: a misspelt class there means that calls of the class meant are not held. */
export function lintRiskClasses({ fail_closed: closed, mcp_trust: trust }: Policy): Found[] {
  return [
    ...oddRisks(closed.risk_classes, ['fail_closed', 'risk_classes']),
    ...oddRisks(trust.required_risk_classes, ['mcp_trust', 'required_risk_classes']),
  ];
}

/** A call may say any word. One that is not among the four is in all likelihood misspelt. */
function oddRisks(values: readonly string[], path: Found['path']): Found[] {
  const odd = values.filter((value) => !RISK_CLASSES.has(value));
  if (odd.length === 0) return [];
  return [
    {
      code: 'value_never_matches',
      level: 'warning',
      path,
      message: `${listed(odd)} is no risk class: a call has ${[...RISK_CLASSES].join(', ')}`,
      repair: 'correct the value or take it out',
    },
  ];
}

function fieldOf(condition: Condition): string {
  const { name } = condition.dimension;
  return name === 'discovery_methods' ? 'discovery_method' : name;
}

function deadValues(condition: Condition): readonly Found[] {
  const dead = impossibleValues(condition);
  if (dead.length === 0 || dead.length === condition.values.length) return [];
  return [
    {
      code: 'value_never_matches',
      level: 'warning',
      path: ['match', fieldOf(condition)],
      message: `no call has ${condition.dimension.name} ${listed(dead)}`,
      repair: 'correct the value or take it out',
    },
  ];
}

/** Lists that people take for patterns. A URL may hold `?`, a key `[`: only the star is suspect. */
const PLAIN_LISTS: readonly string[] = [
  'tool_names',
  'target_values',
  'destination_values',
  'identities',
  'workspace_prefixes',
  'context_tool_names',
];

function wildcards(condition: Condition): readonly Found[] {
  const { name } = condition.dimension;
  if (!PLAIN_LISTS.includes(name)) return [];
  const starred = condition.values.filter((value) => value.includes('*'));
  if (starred.length === 0) return [];
  return [
    {
      code: 'value_has_wildcard',
      level: 'warning',
      path: ['match', fieldOf(condition)],
      message: `${name} are compared letter by letter: ${listed(starred)} matches only a literal star`,
      repair: name.endsWith('values')
        ? 'use endpoint.path_allowlist, path_denylist or domain lists for patterns'
        : 'write the names out, or match by endpoint_classes',
    },
  ];
}

/** Programs go by their names alone: a folder, an argument or a pattern makes a condition that nothing meets. */
function noPrograms({ match: { command } }: PolicyRule): readonly Found[] {
  const odd = (command?.programs ?? []).filter((name) => /[\s/\\*?[\]{}]/u.test(name));
  if (odd.length === 0) return [];
  return [
    {
      code: 'value_never_matches',
      level: 'warning',
      path: ['match', 'command', 'programs'],
      message: `${listed(odd)} is no program's name: it is compared with names such as "git", letter by letter`,
      repair:
        'write the name without folder, arguments and stars; what a program does is matched by effects or by the targets of the call',
    },
  ];
}

function openPrefixes(rule: PolicyRule): readonly Found[] {
  const open = rule.match.workspace_prefixes.filter(
    (prefix) => !prefix.endsWith('/') && !prefix.includes('\\'),
  );
  if (open.length === 0) return [];
  const [first = ''] = open;
  return [
    {
      code: 'workspace_prefix_open',
      level: 'warning',
      path: ['match', 'workspace_prefixes'],
      message: `${listed(open)} is a beginning of text: ${JSON.stringify(`${first}-other`)} begins with it too`,
      repair: `end it with a slash: ${JSON.stringify(`${first}/`)} (in profile strict the folder itself is matched as well)`,
    },
  ];
}

function uncleanedValues(rule: PolicyRule): readonly Found[] {
  const found: Found[] = [];
  const { target_values: targets, destination_values: destinations } = rule.match;
  const prefixes = rule.match.workspace_prefixes.filter(
    (prefix) => prefix !== '' && !['', '/'].includes(prefix.replace(goPathClean(prefix), '')),
  );
  const add = (field: string, values: readonly string[]): void => {
    if (values.length === 0) return;
    found.push({
      code: 'path_pattern_uncleaned',
      level: 'warning',
      path: ['match', field],
      message: `${listed(values)} is no cleaned path: the same place written otherwise does not match`,
      repair: 'write it without //, /./ and /../; profile strict compares cleaned paths',
    });
  };
  add('target_values', targets.filter(isUncleanedPath));
  add('destination_values', destinations.filter(isUncleanedPath));
  add('workspace_prefixes', prefixes);
  return found;
}

/** Looks like a path and is not as short as it could be. Names without a slash may be anything. */
function isUncleanedPath(value: string): boolean {
  return /^(?:\.{0,2}\/)/u.test(value) && goPathClean(value) !== value;
}

/** No target of these kinds has one of these classes unless the intent or a table says so. */
function kindWithoutClass({ match }: PolicyRule, tools: Policy['tool_classes']): readonly Found[] {
  const { target_kinds: kinds, endpoint_classes: classes } = match;
  if (kinds.length === 0 || classes.length === 0) return [];
  const held = Object.values(tools);
  if (classes.some((name) => held.includes(name))) return [];
  if (kinds.some((kind) => classes.some((name) => isInferred(kind, name)))) return [];
  return [
    {
      code: 'kind_without_class',
      level: 'warning',
      path: ['match', 'endpoint_classes'],
      message: `a target of kind ${listed(kinds)} is not ${listed(classes)} unless the intent, or a table of tools, names that class; else only two targets together match`,
      repair: 'list kinds and classes that belong together, or leave one of the lists out',
    },
  ];
}

const OPERATIONS = ['', 'read', 'write', 'delete', 'exec', 'dns'];
const TOOLS = ['x', 'read', 'write', 'delete', 'exec'];

function isInferred(kind: string, name: string): boolean {
  // The ui classes are never inferred: an intent that has them names them.
  if (name.startsWith('ui.')) return true;
  return OPERATIONS.some((operation) =>
    TOOLS.some((tool) => inferEndpointClass(kind, operation, tool) === name),
  );
}
