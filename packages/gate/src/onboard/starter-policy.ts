import { compareUtf8 } from '@gait/canon';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { RepositorySignals, RepositorySurface, StarterRule } from './repository-signals.ts';

/** What the head of a starter policy says about its repository. */
export interface StarterFacts {
  readonly surface: RepositorySurface;
  readonly signals: RepositorySignals;
  /** `name: path` lines: where a repository keeps what. */
  readonly places: Readonly<Record<string, string>>;
  /** True: the rules are in force. False: they are comments for a person to take over. */
  readonly enforce: boolean;
  /**
   * MCP servers that the repository sets up and the policy shall let through. What their tools say
   * that they touch is judged by the other rules; left out: none.
   */
  readonly servers?: readonly string[];
}

/** A policy as text, and its rules with the priorities they got. */
export interface StarterPolicy {
  readonly text: string;
  readonly rules: readonly StarterRule[];
}

const MOST_TOOLS_NAMED = 8;

/**
 * Writes the starter policy of a repository: a head of comments, the template, and the rules
 * that follow from what was found, in force or as comments.
 *
 * Names come from files of the repository, whose author may be hostile: in comments they are
 * one line, in rules quoted.
 */
export function starterPolicy(template: string, facts: StarterFacts): StarterPolicy {
  const { signals, enforce } = facts;
  const [schemaLine, body] = splitSchemaLine(template);
  const rules = enforce ? placeRules(parsePolicy(template), signals.rules) : signals.rules;
  const head = [
    '# Written by gait init. Change it as you like.',
    ...headLines(facts),
    ...(enforce || rules.length === 0 ? [] : ['# generated_rules:', ...rules.flatMap(asComment)]),
    ...signals.unknown.flatMap(({ code, evidence, reason }) => [
      `# unknown_signals: ${code}: ${reason}`,
      `#   ${comment(evidence.join(', '))}`,
    ]),
  ];
  const text = `${schemaLine}${head.join('\n')}\n\n${body.trimEnd()}\n`;
  const servers = enforce ? serverLines(facts.servers ?? []) : [];
  if (!enforce || (rules.length === 0 && servers.length === 0)) return { text, rules };
  const added = [
    ...rules.flatMap((rule) => ['', `  # ${rule.rationale}`, ...ruleLines(rule, '  ')]),
    ...servers,
  ];
  return { text: `${text}\n  # Found in this repository:\n${added.slice(1).join('\n')}\n`, rules };
}

/** Behind every rule of a template, so that they can let nothing through that another rule holds. */
const SERVERS_PRIORITY = 50;

function serverLines(servers: readonly string[]): readonly string[] {
  if (servers.length === 0) return [];
  return [
    '',
    '  # Set up in this repository. What else their tools touch is judged by the rules above.',
    '  - name: allow-mcp-servers',
    `    priority: ${SERVERS_PRIORITY}`,
    '    effect: allow',
    '    match:',
    '      target_kinds: [other]',
    '      target_values:',
    ...servers.map((name) => `        - ${quoted(`mcp:${name}`)}`),
    '    reason_codes: [mcp_server_of_repository]',
  ];
}

/**
 * Gives rules priorities at which they only tighten a policy: a block comes before every rule,
 * an approval after the last rule that stops or asks and before the rules that then allow.
 */
export function placeRules(policy: Policy, rules: readonly StarterRule[]): StarterRule[] {
  const sorted = policy.rules;
  const first = sorted[0]?.priority ?? 10;
  const last = sorted.findLast(({ effect }) => effect !== 'allow');
  const after = sorted[last === undefined ? 0 : sorted.indexOf(last) + 1];
  return rules.map((rule) => {
    if (rule.effect === 'block') return { ...rule, priority: Math.min(rule.priority, first - 1) };
    if (after === undefined)
      return { ...rule, priority: (last?.priority ?? rule.priority - 1) + 1 };
    if (last === undefined) return { ...rule, priority: after.priority - 1 };
    const sameIsLater = compareUtf8(rule.name, last.name) > 0;
    const between = last.priority + 1 < after.priority || !sameIsLater;
    return { ...rule, priority: between ? last.priority + 1 : last.priority };
  });
}

function headLines({ surface, places }: StarterFacts): string[] {
  const { frameworks, toolNames } = surface;
  const more = toolNames.length - MOST_TOOLS_NAMED;
  const tools = toolNames.slice(0, MOST_TOOLS_NAMED).join(', ');
  return [
    ...Object.entries(places).map(([name, path]) => `# ${name}: ${comment(path)}`),
    ...(frameworks.length === 0
      ? []
      : [`# detected_frameworks: ${comment(frameworks.join(', '))}`]),
    ...(toolNames.length === 0
      ? []
      : [`# detected_tools: ${comment(tools)}${more > 0 ? ` (+${more} more)` : ''}`]),
  ];
}

function asComment(rule: StarterRule): string[] {
  return [`#   # ${rule.rationale}`, ...ruleLines(rule, '#   ')];
}

function ruleLines(rule: StarterRule, indent: string): string[] {
  return [
    `- name: ${rule.name}`,
    `  priority: ${rule.priority}`,
    `  effect: ${rule.effect}`,
    '  match:',
    '    tool_names:',
    ...rule.matchToolNames.map((name) => `      - ${quoted(name)}`),
    `  reason_codes: [${rule.reasonCodes.join(', ')}]`,
  ].map((line) => `${indent}${line}`);
}

/** Double quotes with escapes mean the same in YAML and JSON; what is not ASCII is escaped, too. */
function quoted(name: string): string {
  return JSON.stringify(name).replaceAll(/[^\u0020-\u007e]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** Text in one line of printable characters: a line break would end the comment. */
function comment(text: string): string {
  return text.replaceAll(/[\p{C}\u2028\u2029]/gu, '?');
}

/** Editors look for the line that names the schema at the top. */
function splitSchemaLine(template: string): [string, string] {
  const line = /^# yaml-language-server: [^\n]*\n/u.exec(template)?.[0] ?? '';
  return [line, template.slice(line.length).replace(/^\n+/u, '')];
}
