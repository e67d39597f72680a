import { inferEndpointClass, isDestructive } from '../intent/infer-endpoint.ts';
import type { CallSelector, Policy, PolicyRule } from '../policy/policy.ts';
import { listed, type Found } from './lint-finding.ts';

/**
 * Entries of the table of tools that change little, as far as the policy alone tells: notes, no
 * more, because what a table is for is that callers say something else.
 */
export function lintTools({ tool_classes: table, rules }: Policy): readonly Found[] {
  return Object.entries(table).flatMap(([tool, known]) => [
    ...unused(tool, known, rules),
    ...inferred(tool, known),
  ]);
}

/** Nothing in the policy asks for the tool, nor for what it does. */
function unused(tool: string, known: string, rules: readonly PolicyRule[]): readonly Found[] {
  // What destroys something needs an approval under any rule.
  if (isDestructive(known, '') || rules.some((rule) => asksFor(rule, tool, known))) return [];
  return [
    {
      code: 'tool_class_unused',
      level: 'note',
      path: ['tool_classes', tool],
      message: `no rule names ${listed([tool])} or asks for ${known}`,
      repair: 'nothing, if calls of it come; policy coverage tells whether any did',
    },
  ];
}

function asksFor({ match, endpoint, sequence }: PolicyRule, tool: string, known: string): boolean {
  const selects = (selector: CallSelector | null | undefined): boolean =>
    selector?.tool_names.includes(tool) === true ||
    selector?.endpoint_classes.includes(known) === true;
  return (
    match.tool_names.includes(tool) ||
    match.endpoint_classes.includes(known) ||
    // A path is looked at where a target is of a class of files.
    (known.startsWith('fs.') &&
      endpoint.path_allowlist.length + endpoint.path_denylist.length > 0) ||
    (known.startsWith('net.') && endpoint.egress_classes.length > 0) ||
    [sequence?.after, sequence?.counts, sequence?.requires_success].some(selects)
  );
}

/** The name of the tool says the same. */
function inferred(tool: string, known: string): readonly Found[] {
  const guesses = ['path', 'other'].map((kind) => inferEndpointClass(kind, '', tool));
  if (known === 'other' ? guesses.some((guess) => guess !== 'other') : !guesses.includes(known)) {
    return [];
  }
  return [
    {
      code: 'tool_class_inferred',
      level: 'note',
      path: ['tool_classes', tool],
      message: `${known} is also what the name ${listed([tool])} is taken for without the table`,
      repair: 'nothing: only what is listed holds against a caller who says something else',
    },
  ];
}
