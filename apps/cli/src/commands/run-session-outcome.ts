import { CodedError, encodeRecord } from '@gait/canon';
import { sessionEventRecord } from '@gait/evidence';
import { recordOutcome, type CallName } from '@gait/local';
import { defineCommand, textFlag } from '../command.ts';
import {
  JOURNAL_FLAG,
  onJournal,
  requireFlags,
  sessionContext,
  sessionPath,
} from '../session-command.ts';

const OUTCOMES = ['success', 'failure', 'unknown'] as const;
const DIGEST = /^[0-9a-f]{64}$/u;

/** `run session outcome`: what came of a call that the gate allowed. */
export const command = defineCommand({
  path: ['run', 'session', 'outcome'],
  explain: 'Appends to a session what came of a call that was allowed.',
  flags: {
    journal: JOURNAL_FLAG,
    'trace-id': textFlag({ value: 'ID', help: 'trace of the call' }),
    sequence: textFlag({ value: 'N', help: 'or its place: session_sequence of the answer' }),
    outcome: textFlag({ value: 'WORD', help: 'success, failure or unknown' }),
    'result-digest': textFlag({
      value: 'SHA256',
      help: 'digest of the result, so that later arguments are known by it',
    }),
  },
  errorJson: { operation: 'outcome' },
  example: 'gait run session outcome --journal session.jsonl --sequence 3 --outcome success',
  notes: ['Rules that demand the success of an earlier call count only what was told here.'],
  run(context, { flags }) {
    requireFlags(flags, ['journal', 'outcome']);
    const told = {
      outcome:
        OUTCOMES.find((word) => word === flags.outcome.trim().toLowerCase()) ??
        refuse('--outcome', flags.outcome, `use ${OUTCOMES.join(', ')}`),
      resultDigest: digestOf(flags['result-digest']),
    };
    const name = nameOf(flags);
    return onJournal('outcome', flags.journal, () => {
      const { given, file } = sessionPath(context, flags.journal);
      const { event } = recordOutcome(file, name, told, sessionContext(context));
      return {
        exit: 0,
        json: {
          ok: true,
          operation: 'outcome',
          journal: given,
          event: encodeRecord(sessionEventRecord, event),
        },
        text: (paint) => [
          paint.verdict(true, `call ${event.outcome?.sequence}: ${told.outcome}`),
          ...paint.pairs({ event: event.sequence, hash: event.event_hash }),
        ],
      };
    });
  },
});

function nameOf(flags: { readonly sequence: string; readonly 'trace-id': string }): CallName {
  const traceId = flags['trace-id'].trim();
  const sequence = flags.sequence.trim();
  if ((traceId === '') === (sequence === '')) {
    throw new CodedError('arguments_invalid', 'one of --trace-id and --sequence is required', {
      hint: 'name the call by one of them',
    });
  }
  if (traceId !== '') return { traceId };
  if (!/^[1-9]\d{0,14}$/u.test(sequence)) refuse('--sequence', sequence, 'write a whole number');
  return { sequence: Number(sequence) };
}

function digestOf(text: string): string {
  const digest = text.trim().toLowerCase();
  if (digest !== '' && !DIGEST.test(digest)) {
    refuse('--result-digest', text, 'write 64 hex digits of SHA-256');
  }
  return digest;
}

function refuse(field: string, value: string, hint: string): never {
  throw new CodedError('flag_invalid', `invalid ${field}: ${JSON.stringify(value)}`, {
    hint,
    where: { field },
  });
}
