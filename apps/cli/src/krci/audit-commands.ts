import { setDigest } from '@gait/agents';
import { judgeProofSignature, type ProofLine } from '@gait/evidence';
import { CodedError, type KeySet } from '@gait/canon';
import { AGENT_AUDIT, findAuditGaps, readAudit, writeWhole } from '@gait/local';
import { defineCommand, textFlag } from '../command.ts';
import type { Context } from '../context.ts';
import { CHECKING_FLAGS, loadTrusted } from '../key-flags.ts';
import { openInstallPlace } from './install/install-place.ts';
import { bytesAt, findLock } from './install/project-state.ts';
import { refuseAsset } from './write-page.ts';

const FOUND = 2;

/** `krci-ai audit verify`: whether the record of installs is whole. */
export const verifyAudit = defineCommand({
  path: ['audit', 'verify'],
  explain:
    'Checks every record of the audit: form, hash, links to the one before and to the lock, signature.',
  flags: CHECKING_FLAGS,
  positionals: [],
  example: 'krci-ai audit verify --trust trust.json',
  notes: [
    'With a key or trust file each record must carry a right signature.',
    'The records must lead to the lock: one that was begun anew, or lost its end, does not.',
    'Exit status: 0 whole, 2 damaged, with gaps, or not signed as asked.',
  ],
  async run(context, { flags }) {
    const keys = await loadTrusted(context, flags, 'standard');
    const { bytes, lines, root } = openAudit(context);
    const lock = findLock(root)?.lock;
    const gaps = findAuditGaps(lines, lock === undefined ? '' : setDigest(lock.files));
    const unsigned = keys === undefined ? [] : await signatureFaults(lines, keys);
    const faults = [...unsigned, ...gaps];
    const signed = lines.filter(({ record }) => record.integrity.signature !== '').length;
    const ok = faults.length === 0;
    const state =
      keys === undefined ? 'not checked' : unsigned.length === 0 ? 'verified' : 'failed';
    return {
      exit: ok ? 0 : FOUND,
      json: { ok, records: lines.length, signed, signatures: state, faults, bytes: bytes.length },
      text: (paint) => [
        paint.verdict(ok, `${lines.length} records in one chain`),
        ...paint.pairs({ signed: `${signed} of ${lines.length}`, signatures: state }),
        ...faults.map(
          ({ line, fault }) => `${paint.warn(line === 0 ? 'audit' : `line ${line}`)}  ${fault}`,
        ),
      ],
    };
  },
});

async function signatureFaults(
  lines: readonly ProofLine[],
  keys: KeySet,
): Promise<readonly { readonly line: number; readonly fault: string }[]> {
  const faults: { line: number; fault: string }[] = [];
  for (const { line, record } of lines) {
    const fault = await judgeProofSignature(record, keys);
    if (fault !== undefined) faults.push({ line, fault });
  }
  return faults;
}

/** `krci-ai audit show`: who installed what and when. */
export const showAudit = defineCommand({
  path: ['audit', 'show'],
  explain: 'Shows each install, update and removal: when, by whom, from where, which set of files.',
  flags: {},
  positionals: [],
  example: 'krci-ai audit show',
  run(context) {
    const { lines } = openAudit(context);
    return {
      exit: 0,
      json: { ok: true, records: lines.map(recordJson) },
      text: (paint) =>
        lines.length === 0
          ? [paint.dim('nothing was installed yet')]
          : paint.table([
              ['When', 'What', 'By', 'From', 'Level', 'Set', 'Signed'].map(paint.dim),
              ...lines.map(({ record }) => {
                const at = (key: string): string => textOf(record.event?.[key]);
                return [
                  record.timestamp,
                  at('action'),
                  at('by'),
                  `${at('source')} ${at('version')}`.trim(),
                  at('level'),
                  at('set_digest').slice(0, 12) || 'none',
                  record.integrity.signing_key_id.slice(0, 12) || 'no',
                ];
              }),
            ]),
    };
  },
});

function recordJson({ record }: ProofLine): object {
  return {
    record_id: record.record_id,
    at: record.timestamp,
    event: record.event,
    signing_key_id: record.integrity.signing_key_id,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** `krci-ai audit export`: the records, checked, as one file. */
export const exportAudit = defineCommand({
  path: ['audit', 'export'],
  explain: 'Checks the audit and writes its records as they are into a file of JSON lines.',
  flags: { output: textFlag({ help: 'file to write', value: 'FILE', short: 'o' }) },
  positionals: [],
  example: 'krci-ai audit export --output audit.jsonl',
  notes: ['The lines are proof records: gait and other verifiers read them as they are.'],
  run(context, { flags }) {
    if (flags.output === '') {
      throw new CodedError('flag_invalid', 'no file is named', {
        hint: 'pass --output FILE',
        where: { field: '--output' },
      });
    }
    const { root, bytes, lines } = openAudit(context);
    const output = context.resolve(flags.output);
    refuseAsset(root, output, flags.output);
    writeWhole(output, bytes);
    return {
      exit: 0,
      json: { ok: true, records: lines.length, output },
      text: (paint) => [paint.verdict(true, `wrote ${lines.length} records to ${output}`)],
    };
  },
});

function openAudit(context: Context): {
  readonly root: string;
  readonly bytes: Uint8Array;
  readonly lines: readonly ProofLine[];
} {
  const { root } = openInstallPlace(context);
  const bytes = bytesAt(root, AGENT_AUDIT);
  return { root, bytes, lines: readAudit(bytes) };
}
