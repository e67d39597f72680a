import { existsSync } from 'node:fs';
import { isCodedError } from '@gait/canon';
import {
  parseDecisionDocument,
  parseOutcome,
  type DecisionDocument,
  type OutcomeStatement,
} from '@gait/evidence';
import { readWhole } from '@gait/local';
import type { Context } from '../context.ts';
import type { Beside } from './judge-decision.ts';
import type { BesideTrace } from '../trace-answer.ts';
import { documentBeside, outcomeBeside } from './beside-paths.ts';
import type { RecordedDecision } from './read-decisions.ts';

/**
 * Reads the decision document of a trace file: the one that was named, else the one beside it.
 *
 * @throws CodedError `file_missing` when a named one is not there
 */
export function readDocumentBeside(
  context: Context,
  trace: string,
  named: string,
): Beside<DecisionDocument> {
  return readBeside(context, named, documentBeside(trace), parseDecisionDocument);
}

/** The same for the statement of what became of the call. */
export function readOutcomeBeside(
  context: Context,
  trace: string,
  named: string,
): Beside<OutcomeStatement> {
  return readBeside(context, named, outcomeBeside(trace), parseOutcome);
}

function readBeside<T>(
  context: Context,
  given: string,
  usual: string,
  parse: (text: Uint8Array, file: string) => T,
): Beside<T> {
  const named = given.trim() !== '';
  const path = named ? given.trim() : usual;
  const none = { path: '', value: undefined, fault: undefined, named };
  if (!named && !existsSync(context.resolve(path))) return none;
  const bytes = readWhole(context.resolve(path));
  return parsed(path, named, () => parse(bytes, path));
}

function parsed<T>(path: string, named: boolean, parse: () => T): Beside<T> {
  try {
    return { path, value: parse(), fault: undefined, named };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { path, value: undefined, fault: error, named };
  }
}

/**
 * What stands beside a recorded decision: in its line of a journal, or in the files beside it.
 * Files that are named count only for a trace of its own.
 */
export function besideOf(
  context: Context,
  decision: RecordedDecision,
  named: { readonly decision: string; readonly outcome: string },
): BesideTrace {
  const { line, place, document, documentFault } = decision;
  if (line === undefined) {
    return {
      document: readDocumentBeside(context, place, named.decision),
      outcome: readOutcomeBeside(context, place, named.outcome),
    };
  }
  const { outcome } = line;
  return {
    document: {
      path: document === undefined ? '' : place,
      value: document,
      fault: documentFault,
      named: false,
    },
    outcome:
      outcome === undefined
        ? { path: '', value: undefined, fault: undefined, named: false }
        : parsed(place, false, () => parseOutcome(JSON.stringify(outcome), place)),
  };
}
