import { compareUtf8 } from '@gait/canon';
import { clean, cleanLower } from '../text/clean-text.ts';
import { checkHexDigest, refuse, shown } from './intent-fault.ts';
import type { ArgProvenance, SkillProvenance } from './intent-record.ts';
import { PROVENANCE_SOURCES } from './intent-words.ts';

const NONE: readonly ArgProvenance[] = [];

/** Normalises where arguments came from (gait-formats §4.2.5). Errors: `intent_provenance`. */
export function normalizeArgProvenance(
  given: readonly ArgProvenance[] | null,
  field: string,
): readonly ArgProvenance[] {
  if (given === null || given.length === 0) return NONE;
  const entries: ArgProvenance[] = [];
  for (let i = 0; i < given.length; i++)
    entries.push(normalizeEntry(given[i] as ArgProvenance, field));
  if (entries.length === 1) return entries;
  entries.sort(compareEntries);
  return entries.filter(
    (entry, i) => i === 0 || compareEntries(entries[i - 1] as ArgProvenance, entry) !== 0,
  );
}

function normalizeEntry(given: ArgProvenance, field: string): ArgProvenance {
  const argPath = clean(given.arg_path);
  const source = cleanLower(given.source);
  if (argPath === '' || source === '') {
    refuse('intent_provenance', field, 'every entry needs arg_path and source');
  }
  if (!PROVENANCE_SOURCES.has(source)) {
    refuse(
      'intent_provenance',
      `${field}.source`,
      `${shown(source)} is not known`,
      `use one of ${[...PROVENANCE_SOURCES].join(', ')}`,
    );
  }
  return {
    arg_path: argPath,
    source,
    source_ref: clean(given.source_ref),
    integrity_digest: checkHexDigest(
      'intent_provenance',
      `${field}.integrity_digest`,
      cleanLower(given.integrity_digest),
    ),
  };
}

function compareEntries(a: ArgProvenance, b: ArgProvenance): number {
  return (
    compareUtf8(a.arg_path, b.arg_path) ||
    compareUtf8(a.source, b.source) ||
    compareUtf8(a.source_ref, b.source_ref) ||
    compareUtf8(a.integrity_digest, b.integrity_digest)
  );
}

/** Normalises whose skill asks (gait-formats §4.2.7). Errors: `intent_skill_provenance`. */
export function normalizeSkillProvenance(given: SkillProvenance | null): SkillProvenance | null {
  if (given === null) return null;
  const skill = {
    skill_name: clean(given.skill_name),
    skill_version: clean(given.skill_version),
    source: cleanLower(given.source),
    publisher: clean(given.publisher),
    digest: checkHexDigest(
      'intent_skill_provenance',
      'skill_provenance.digest',
      cleanLower(given.digest),
    ),
    signature_key_id: clean(given.signature_key_id),
  };
  if (skill.skill_name === '' || skill.source === '' || skill.publisher === '') {
    refuse('intent_skill_provenance', 'skill_provenance', 'needs skill_name, source and publisher');
  }
  return skill;
}
