import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Judgement } from './judge-vector.ts';

/**
 * The cases that are answered more strictly than the reference does, and the codes of each
 * refusal. A refusal for another reason than the one listed is a difference, not strictness.
 */
export const STRICTER: Readonly<Record<string, readonly string[]>> = {
  'approval-tamper-unknown': ['approval_chain_insufficient', 'approval_token_unknown_field'],
  'guard-tamper-extra': ['guard_entry_undeclared'],
  'kill-tool-script': ['kill_switch_active', 'kill_switch_tool_name_active'],
  'pack-tamper-payload-manifest-digest': ['pack_embedded_mismatch', 'proof_record_event'],
  'pack-tamper-proof-truncated-tail': ['proof_record_missing'],
  'tamper-extra-entry': ['runpack_undeclared_entry'],
  'tamper-field-case': ['runpack_field_case', 'signature_stripped'],
  'tamper-run-id-disagrees': ['runpack_run_id_mismatch'],
  'trace-tamper-unknown': ['record_unknown_field'],
};

/**
 * Whether a judgement is what the list says of its case.
 *
 * @returns what is wrong, or undefined; a case that differs is no matter of the list
 */
export function stricterFault(
  id: string,
  judgement: Judgement,
  list: Readonly<Record<string, readonly string[]>> = STRICTER,
): string | undefined {
  const expected = Object.hasOwn(list, id) ? list[id] : undefined;
  if (judgement.verdict === 'differs') return undefined;
  if (judgement.verdict === 'agrees')
    return expected === undefined ? undefined : 'is listed as stricter and agrees: a stale entry';
  const codes = judgement.codes.toSorted().join(', ');
  if (expected === undefined) return `is stricter (${codes}) and not listed`;
  const listed = expected.toSorted().join(', ');
  return codes === listed ? undefined : `is stricter with ${codes}, listed with ${listed}`;
}

/** The document that tells readers about every refusal. */
export function readCompatibility(): string {
  return readFileSync(join(import.meta.dirname, '..', 'docs', 'COMPATIBILITY.md'), 'utf8');
}

/** The words in the first column of a document's tables: the codes and cases it has a row for. */
export function rowsOf(markdown: string): ReadonlySet<string> {
  const rows = markdown.split('\n').filter((line) => line.startsWith('| '));
  return new Set(
    rows.flatMap((row) =>
      (row.split('|')[1] ?? '').split(',').map((word) => word.trim().replaceAll('`', '')),
    ),
  );
}
