import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError, encodeRecord, isCodedError, prettyJson, trimSpace } from '@gait/canon';
import { decisionRecord, traceRecord } from '@gait/evidence';
import type { Evidence, EvidencePlaces } from '@gait/boundary';
import { writeWhole } from '@gait/local';
import type { Context } from '../context.ts';
import type { GateSettings } from './gate-settings.ts';

/**
 * Writes the evidence of a decision as files: what names the trace first, the decision document
 * that the trace commits to, and the trace last. A trace that is there therefore says that all of
 * it is. A file of an earlier event is never replaced, however many processes decide at once,
 * unless the caller named it and the profile is not `strict`. When one cannot be written, those
 * that were made are taken away again.
 *
 * @throws CodedError `path_unsafe`, `disk_full`, `file_permission`, …
 */
export function evidenceFiles(
  context: Context,
  settings: GateSettings,
): (evidence: Evidence) => Promise<EvidencePlaces> {
  return async (evidence) => {
    const writer = createWriter(context, settings, evidence);
    const named = checkNames(settings);
    try {
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
      return { ...writeDecision(writer, evidence, named), ...audits };
    } catch (error) {
      writer.takeAway();
      throw error;
    }
  };
}

const NO_AUDITS = { approvalAudit: '', delegationAudit: '', credential: '' };

/** Names for one event; more than one has them only when many processes decide at one moment. */
const MOST_NAMES = 10_000;

/** How a file of evidence is placed and written. */
export interface EvidenceWriter {
  /**
   * Writes it whole under the name that was given, or one for its kind; gives the path back.
   * Errors: `path_unsafe`, those of `writeWhole`.
   */
  readonly put: (given: string, kind: string, text: string) => string;
}

interface Writer extends EvidenceWriter {
  /** Where evidence of this kind goes that nobody named. */
  readonly defaultName: (kind: string) => string;
  /** Writes under the first of the names that `make` does not find taken (undefined). */
  readonly firstFree: <T>(wanted: string, make: (path: string) => T | undefined) => T;
  /** A new file; false when the name is taken. `sync` as `writeWhole` takes it. */
  readonly create: (path: string, text: string, sync?: true | 'content') => boolean;
  readonly remove: (path: string) => void;
  /** Removes every file that was made. */
  readonly takeAway: () => void;
}

function createWriter(
  context: Context,
  { flags, profile }: GateSettings,
  { trace }: Evidence,
): Writer {
  const made = new Set<string>();
  const remove = (path: string): void => {
    rmSync(context.resolve(path), { force: true });
    made.delete(path);
  };
  const create: Writer['create'] = (path, text, sync = true) => {
    // Usually this tells before a file is written in vain; writing decides.
    if (existsSync(context.resolve(path))) return false;
    try {
      writeWhole(context.resolve(path), text, { makeFolders: true, overwrite: false, sync });
    } catch (error) {
      if (isCodedError(error) && error.code === 'file_exists') return false;
      throw error;
    }
    made.add(path);
    return true;
  };
  const firstFree: Writer['firstFree'] = (wanted, make) => {
    for (const path of namesFor(wanted, trace.event_id)) {
      const done = make(path);
      if (done !== undefined) return done;
    }
    throw new CodedError('file_exists', `every name for ${wanted} is taken`, {
      hint: 'move the evidence of earlier calls to another folder',
      where: { file: context.resolve(wanted) },
    });
  };
  // A folder for the evidence of many calls names it by event; else the reference's names.
  const folder = checkTracePath(trimSpace(flags['trace-dir']));
  const defaultName = (kind: string): string =>
    folder === ''
      ? `${kind}_${trace.trace_id}.json`
      : join(folder, `${kind}_${trace.event_id || trace.trace_id}.json`);
  return {
    create,
    defaultName,
    firstFree,
    remove,
    put(given, kind, text) {
      const named = checkTracePath(trimSpace(given));
      if (named !== '' && profile !== 'strict') {
        writeWhole(context.resolve(named), text, { makeFolders: true });
        return named;
      }
      const wanted = named === '' ? defaultName(kind) : named;
      return firstFree(wanted, (path) => (create(path, text) ? path : undefined));
    },
    takeAway: () => {
      for (const path of [...made]) quietly(() => remove(path));
    },
  };
}

/** Names are looked at before anything is written. */
function checkNames({ flags }: GateSettings): {
  readonly trace: string;
  readonly document: string;
} {
  return {
    trace: checkTracePath(trimSpace(flags['trace-out'])),
    document: checkTracePath(trimSpace(flags['decision-out'])),
  };
}

function writeDecision(
  { put, create, defaultName, firstFree, remove }: Writer,
  { trace, document }: Evidence,
  named: { readonly trace: string; readonly document: string },
): Pick<EvidencePlaces, 'trace' | 'document'> {
  const text = prettyJson(encodeRecord(traceRecord, trace));
  if (document === undefined) return { trace: put(named.trace, 'trace', text), document: '' };
  const decision = prettyJson(encodeRecord(decisionRecord, document));
  if (named.document !== '') {
    const path = put(named.document, 'decision', decision);
    return { trace: put(named.trace, 'trace', text), document: path };
  }
  // Both get names that belong together, or neither does: a document beside the trace of another
  // event would not be the one that this trace commits to.
  return firstFree(named.trace || defaultName('trace'), (path) => {
    const beside = path.replace(/(\.json)?$/u, '.decision.json');
    // The trace that follows brings both names to the disk before anybody learns the verdict.
    if (!create(beside, decision, 'content')) return undefined;
    if (create(path, text)) return { trace: path, document: beside };
    remove(beside);
    return undefined;
  });
}

/** After a failure, which is what gets told. */
function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // What is left names a trace that is not there.
  }
}

/** The name that is wanted, then those that the event gives. */
function* namesFor(wanted: string, eventId: string): Iterable<string> {
  yield wanted;
  const further = besides(wanted, eventId);
  yield further;
  for (let count = 2; count <= MOST_NAMES; count += 1) yield besides(further, String(count));
}

/** The same name for a further event. */
function besides(path: string, eventId: string): string {
  return path.replace(/(\.json)?$/u, `_${eventId}$1`);
}

/** A relative path stays in the folder it starts from: it may come from a file of the project. `''` stays. */
function checkTracePath(path: string): string {
  const climbs = !path.startsWith('/') && path.split(/[/\\]/u).includes('..');
  if (!climbs && path !== '.' && path !== '/') return path;
  throw new CodedError('path_unsafe', `not a place for evidence: ${path}`, {
    hint: 'give a path inside the current folder, or an absolute one',
    where: { file: path },
  });
}
