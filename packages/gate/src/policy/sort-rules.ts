import { compareUtf8 } from '@gait/canon';
import type { RuleDraft } from './policy-draft.ts';

/** A new list: by priority, then by name in UTF-8 bytes; equal ones keep their order. */
export function sortRules(rules: readonly RuleDraft[]): readonly RuleDraft[] {
  return [...rules].sort((a, b) => a.priority - b.priority || compareUtf8(a.name, b.name));
}
