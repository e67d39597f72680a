import { existsSync } from 'node:fs';
import { CodedError, encodeRecord, prettyJson, trimSpace } from '@gait/canon';
import { decisionRecord, traceRecord } from '@gait/evidence';
import type { Evidence, EvidencePlaces } from '@gait/boundary';
import { writeWhole } from '@gait/local';
import type { Context } from '../context.ts';
import type { GateSettings } from './gate-settings.ts';

/**
 * Writes the evidence of a decision as files, the decision document before the trace that commits
 * to it, then what names the trace. A file of an earlier event is never replaced, unless the caller named it and
 * the profile is not `strict`.
 *
 * @throws CodedError `path_unsafe`, `disk_full`, `file_permission`, …
 */
export function evidenceFiles(
  context: Context,
  settings: GateSettings,
): (evidence: Evidence) => Promise<EvidencePlaces> {
  return async (evidence) => {
    const { trace, document, ...writer } = writeDecision(context, settings, evidence);
    const { approvalAudit, delegationAudit, credential } = evidence;
    const further = approvalAudit ?? delegationAudit ?? credential;
    const audits =
      further === undefined
        ? NO_AUDITS
        : (await import('./write-audits.ts')).writeAudits(settings, evidence, writer);
    if (evidence.killSwitch !== null && trimSpace(settings.flags['kill-switch-state']) !== '') {
      const { journalKillSwitch } = await import('./journal-kill-switch.ts');
      journalKillSwitch(context, settings.flags['kill-switch-state'], evidence, 'gate_eval');
    }
    return { trace, document, ...audits };
  };
}

const NO_AUDITS = { approvalAudit: '', delegationAudit: '', credential: '' };

/** How a file of evidence is placed and written. */
export interface EvidenceWriter {
  /** The path for a kind of file, as it was named or by the trace. Errors: `path_unsafe`. */
  readonly place: (named: string, kind: string) => string;
  /** Writes it whole; gives the path back. */
  readonly put: (path: string, text: string) => string;
}

function writeDecision(
  context: Context,
  { flags, profile }: GateSettings,
  { trace, document }: Evidence,
): EvidenceWriter & Pick<EvidencePlaces, 'trace' | 'document'> {
  const place = (named: string, kind: string): string => {
    const given = trimSpace(named);
    const wanted = given === '' ? `${kind}_${trace.trace_id}.json` : checkTracePath(given);
    const mayReplace = given !== '' && profile !== 'strict';
    return mayReplace || !existsSync(context.resolve(wanted))
      ? wanted
      : besides(wanted, trace.event_id);
  };
  const put = (path: string, text: string): string => {
    writeWhole(context.resolve(path), text, { makeFolders: true });
    return path;
  };
  const tracePath = place(flags['trace-out'], 'trace');
  const documentPath =
    document === undefined
      ? ''
      : put(
          flags['decision-out'] === ''
            ? tracePath.replace(/(\.json)?$/u, '.decision.json')
            : place(flags['decision-out'], 'decision'),
          prettyJson(encodeRecord(decisionRecord, document)),
        );
  put(tracePath, prettyJson(encodeRecord(traceRecord, trace)));
  return { place, put, trace: tracePath, document: documentPath };
}

/** The same name for a further event. */
function besides(path: string, eventId: string): string {
  return path.replace(/(\.json)?$/u, `_${eventId}$1`);
}

/** A relative path stays in the folder it starts from: it may come from a file of the project. */
function checkTracePath(path: string): string {
  const climbs = !path.startsWith('/') && path.split(/[/\\]/u).includes('..');
  if (!climbs && path !== '.' && path !== '/') return path;
  throw new CodedError('path_unsafe', `not a place for evidence: ${path}`, {
    hint: 'give a path inside the current folder, or an absolute one',
    where: { file: path },
  });
}
