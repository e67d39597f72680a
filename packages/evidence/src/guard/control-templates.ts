import { CodedError, findNearest, sortUtf8, toLower, trimSpace } from '@gait/canon';
import type { PackEntry } from '../pack/pack-manifest.ts';
import type { EvidencePointer, GuardControl } from './guard-manifest.ts';

/** Control templates of a guard pack and the indexes made from them (gait-formats §7.2). */

interface ControlTemplate {
  readonly id: string;
  readonly title: string;
  /** Types of files that speak for the control. */
  readonly types: readonly string[];
  /** Parts of names of files that speak for it whatever their type. */
  readonly names: readonly string[];
}

const TEMPLATES: ReadonlyMap<string, readonly ControlTemplate[]> = new Map([
  [
    'soc2',
    [
      {
        id: 'CC6.6',
        title: 'Change Management Evidence',
        types: ['trace', 'evidence'],
        names: ['approval_audit_', 'credential_evidence_'],
      },
      {
        id: 'CC7.2',
        title: 'Operational Monitoring',
        types: ['report'],
        names: ['regress_summary.json', 'trace_summary.json'],
      },
      {
        id: 'CC8.1',
        title: 'Incident Evidence Integrity',
        types: ['runpack', 'evidence'],
        names: ['runpack_summary.json', 'referenced_runpacks.json'],
      },
    ],
  ],
  [
    'pci',
    [
      {
        id: 'PCI-10',
        title: 'Audit Trail and Monitoring',
        types: ['trace', 'report'],
        names: ['trace_summary.json'],
      },
      {
        id: 'PCI-7',
        title: 'Access and Approval Controls',
        types: ['evidence'],
        names: ['approval_audit_', 'credential_evidence_'],
      },
      {
        id: 'PCI-12',
        title: 'Incident Handling Evidence',
        types: ['runpack', 'report'],
        names: ['runpack_summary.json', 'regress_summary.json'],
      },
    ],
  ],
  [
    'incident_response',
    [
      {
        id: 'IR-CHAIN',
        title: 'Reconstruction Chain',
        types: ['runpack', 'trace', 'evidence'],
        names: [
          'runpack_summary.json',
          'trace_summary.json',
          'approval_audit_',
          'credential_evidence_',
        ],
      },
      {
        id: 'IR-ROOTCAUSE',
        title: 'Root Cause and Regression',
        types: ['report'],
        names: ['regress_summary.json', 'policy_digests.json'],
      },
    ],
  ],
]);

/**
 * Refuses a name that is no template: a pack with other controls than were asked for is worse
 * than none.
 *
 * @throws CodedError `guard_template_unknown`
 */
export function refuseUnknownTemplate(given: string): void {
  const id = toLower(trimSpace(given));
  if (id === '' || TEMPLATES.has(id)) return;
  const nearest = findNearest(id, TEMPLATES.keys());
  throw new CodedError('guard_template_unknown', `there is no template ${JSON.stringify(given)}`, {
    hint: `${nearest === undefined ? '' : `did you mean ${nearest}? `}templates are ${[...TEMPLATES.keys()].join(', ')}`,
    where: { field: '--template' },
  });
}

/** The template that is meant, as the reference reads it: `soc2` for none, `incident_response` for an unknown one. */
export function resolveTemplate(given: string): string {
  const id = toLower(trimSpace(given));
  if (id === '') return 'soc2';
  return TEMPLATES.has(id) ? id : 'incident_response';
}

/** The controls of a template, each with the files that speak for it. */
export function buildControlIndex(
  templateId: string,
  entries: readonly PackEntry[],
): GuardControl[] {
  return (TEMPLATES.get(templateId) ?? []).map(({ id, title, types, names }) => ({
    control_id: id,
    title,
    evidence_paths: sortUtf8(
      entries
        .filter(
          ({ path, type }) => types.includes(type) || names.some((name) => path.includes(name)),
        )
        .map(({ path }) => path),
    ),
  }));
}

/** A numbered pointer to every file; entries are in path order. */
export function buildEvidencePointers(entries: readonly PackEntry[]): EvidencePointer[] {
  return entries.map(({ path, type, sha256 }, i) => ({
    pointer_id: `ev_${String(i + 1).padStart(3, '0')}`,
    path,
    type,
    sha256,
  }));
}

/** The type of a file of a guard pack by its name. */
export function guardEntryType(path: string): string {
  switch (path) {
    case 'runpack_summary.json':
      return 'runpack';
    case 'trace_summary.json':
      return 'trace';
    case 'regress_summary.json':
    case 'control_index.json':
    case 'evidence_pointers.json':
    case 'policy_digests.json':
    case 'summary.pdf':
      return 'report';
    default:
      return 'evidence';
  }
}
