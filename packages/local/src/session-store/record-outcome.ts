import { CodedError, toLower, trimSpace } from '@gait/canon';
import type { SessionEvent } from '@gait/evidence';
import type { SessionOutcome } from '@gait/gate';
import { appendEvent, type AppendedEvent } from './append-event.ts';
import { readJournal } from './read-journal.ts';
import { OUTCOME_TOOL } from './session-entries.ts';
import type { SessionContext } from './session-context.ts';

/** Which call: by its place in the journal, or by its trace. */
export type CallName = { readonly sequence: number } | { readonly traceId: string };

/** What came of it. */
export interface ToldOutcome {
  readonly outcome: SessionOutcome['outcome'];
  /** SHA-256 of the result, hex; lets later arguments be known by their content. */
  readonly resultDigest?: string;
}

/**
 * Appends what came of a call that the gate allowed. A trace that several calls share means the
 * last of them of which nothing was told.
 *
 * @throws CodedError `session_call_unknown`, `session_call_not_allowed`, those of `readJournal`
 *   and `appendEvent`.
 */
export function recordOutcome(
  path: string,
  name: CallName,
  { outcome, resultDigest }: ToldOutcome,
  context: SessionContext,
): AppendedEvent {
  const call = findCall(path, name);
  return appendEvent(
    path,
    {
      toolName: OUTCOME_TOOL,
      verdict: 'allow',
      traceId: call.trace_id,
      policyDigest: call.policy_digest,
      outcome: {
        sequence: call.sequence,
        outcome,
        result_digest: toLower(trimSpace(resultDigest ?? '')),
      },
    },
    context,
  );
}

function findCall(path: string, name: CallName): SessionEvent {
  const told = new Set<number>();
  const named: SessionEvent[] = [];
  readJournal(path, {
    visit: ({ entry }) => {
      if (entry.kind !== 'event') return;
      const { event } = entry;
      if (event.outcome !== null) told.add(event.outcome.sequence);
      else if ('sequence' in name ? event.sequence === name.sequence : isTrace(event, name)) {
        named.push(event);
      }
    },
  });
  const call = named.findLast(({ sequence }) => !told.has(sequence)) ?? named.at(-1);
  if (call === undefined) {
    throw new CodedError('session_call_unknown', 'the journal holds no such call', {
      hint: 'take trace_id or session_sequence from the answer of the gate',
      where: { file: path },
    });
  }
  if (call.verdict === 'allow') return call;
  throw new CodedError(
    'session_call_not_allowed',
    `the verdict on call ${call.sequence} was ${call.verdict}: it may not have run`,
    { hint: 'tell only what came of calls that the gate allowed', where: { file: path } },
  );
}

function isTrace(event: SessionEvent, name: { readonly traceId: string }): boolean {
  return event.trace_id !== '' && event.trace_id === name.traceId;
}
