import { CodedError, findNearest, trimSpace } from '@gait/canon';
import { policyTemplateNames, resolveTemplateName } from '@gait/gate';

/** The own name of the policy template that is meant. Error: `policy_template_unknown`. */
export function findTemplate(given: string): string {
  const word = trimSpace(given).toLowerCase();
  const name = resolveTemplateName(word);
  if (name !== undefined) return name;
  const names = policyTemplateNames();
  const nearest = findNearest(word, names);
  const quoted = JSON.stringify(word.slice(0, 80));
  throw new CodedError('policy_template_unknown', `no template ${quoted}`, {
    hint: nearest === undefined ? `one of: ${names.join(', ')}` : `did you mean ${nearest}?`,
  });
}
