import { compareUtf8 } from '@gait/canon';
import { ENDPOINT_CLASSES } from '../intent/intent-words.ts';
import { cleanLower } from '../text/clean-text.ts';
import { NO_ITEMS } from './language/field-kinds.ts';
import { matchBlock } from './language/match-block.ts';
import { VERDICTS } from './language/vocabulary.ts';
import { normalizeConstraints } from './normalize-constraints.ts';
import type { MatchDraft, Refuse, RuleDraft } from './policy-draft.ts';
import type { PolicyMatch, PolicyRule } from './policy.ts';

const SHA256_HEX = /^[a-f0-9]{64}$/;

/**
 * Brings a rule as it was read into its one form: aliases taken over, defaults filled in,
 * what depends on several fields checked (gait-formats §4.4).
 */
export function normalizeRule(rule: RuleDraft, refuse: Refuse): void {
  if (rule.name === '') {
    throw refuse(
      ['name'],
      'a rule needs a name',
      'write name: and a word that says what it is for',
    );
  }
  const action = cleanLower(rule.action);
  if (rule.effect === '') rule.effect = action;
  if (action !== '' && rule.effect !== action) {
    throw refuse(['action'], `action and effect of ${rule.name} differ`, 'keep one of the two');
  }
  if (!(VERDICTS as readonly string[]).includes(rule.effect)) {
    const message =
      rule.effect === ''
        ? `${rule.name} has no effect`
        : `${JSON.stringify(rule.effect)} is no verdict`;
    throw refuse(['effect'], message, `one of: ${VERDICTS.join(', ')}`);
  }
  if (rule.match !== (matchBlock.empty as unknown)) {
    mergeAliases(rule.match, refuse);
    checkCommand(rule, refuse);
  }
  if (
    rule.required_agent_manifest_digest !== '' &&
    !SHA256_HEX.test(rule.required_agent_manifest_digest)
  ) {
    throw refuse(
      ['required_agent_manifest_digest'],
      'required_agent_manifest_digest is no SHA-256 digest',
      'write 64 hex digits without a prefix',
    );
  }
  if (
    rule.required_context_evidence_mode !== '' &&
    rule.required_context_evidence_mode !== 'required'
  ) {
    throw refuse(
      ['required_context_evidence_mode'],
      'required_context_evidence_mode has one value',
      'write required, or leave the field out',
    );
  }
  if (rule.require_context_evidence) rule.required_context_evidence_mode = 'required';
  if (rule.min_approvals > 1) rule.require_distinct_approvers = true;
  normalizeConstraints(rule, refuse);
}

/** `tool_name` is one more of the tool names, `endpoint_class` more of the classes. */
function mergeAliases(match: MatchDraft, refuse: Refuse): void {
  const tool = cleanLower(match.tool_name);
  if (tool !== '') match.tool_names = addTo(match.tool_names, [tool]);
  if (match.endpoint_class.length === 0) return;
  const classes = match.endpoint_class.map((name) => cleanLower(name));
  for (const [index, name] of classes.entries()) {
    if (name !== '' && !ENDPOINT_CLASSES.has(name)) {
      throw refuse(
        ['match', 'endpoint_class', index],
        `${JSON.stringify(name.slice(0, 80))} is no endpoint class`,
        `one of: ${[...ENDPOINT_CLASSES].join(', ')}`,
      );
    }
  }
  match.endpoint_classes = addTo(match.endpoint_classes, classes);
}

/** A command that may be any is no condition: the rule would look narrower than it is. */
function checkCommand({ match: { command }, name }: RuleDraft, refuse: Refuse): void {
  if (command === null || command.programs.length + command.effects.length > 0) return;
  throw refuse(
    ['match', 'command'],
    `the command of ${name} has no condition`,
    'write programs or effects; for every command match tool_names: [shell.exec]',
  );
}

function addTo(list: readonly string[], more: readonly string[]): readonly string[] {
  const all = [...list];
  for (const item of more) if (item !== '' && !all.includes(item)) all.push(item);
  return all.length === 0 ? NO_ITEMS : all.sort(compareUtf8);
}

/** The rule as the evaluator sees it: without the aliases. */
export function toRule(draft: RuleDraft): PolicyRule {
  const { action: _action, match: written, ...rule } = draft;
  if (written === (matchBlock.empty as unknown)) return { ...rule, match: ANY_CALL } as PolicyRule;
  const { tool_name: _tool, endpoint_class: _classes, ...match } = written;
  return { ...rule, match } as PolicyRule;
}

const {
  tool_name: _tool,
  endpoint_class: _classes,
  ...anyCall
} = matchBlock.empty as unknown as MatchDraft;
const ANY_CALL: PolicyMatch = anyCall;
