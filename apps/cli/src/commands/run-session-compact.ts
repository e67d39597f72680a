import { compactSession } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, textFlag } from '../command.ts';
import { refuseUnsafeOutputs } from '../check-output.ts';
import { unlessEmpty } from '../optional.ts';
import {
  JOURNAL_FLAG,
  onJournal,
  requireFlags,
  sessionContext,
  sessionPath,
} from '../session-command.ts';

const KEEP = 'keep the journal, it alone holds those events; compacting it in place is refused';

/** `run session compact`: leave out what checkpoints cover. */
export const command = defineCommand({
  path: ['run', 'session', 'compact'],
  explain: 'Takes the events that checkpoints cover out of a journal; the hash chain stays whole.',
  flags: {
    journal: JOURNAL_FLAG,
    out: textFlag({ value: 'FILE', help: 'write the compacted journal here instead of in place' }),
    'dry-run': boolFlag({ help: 'only say what would come of it' }),
  },
  errorJson: { operation: 'compact' },
  example: 'gait run session compact --journal session.jsonl --dry-run',
  notes: [
    'In place it is refused (exit 2) while the runpack of a checkpoint is missing or another one.',
  ],
  run(context, { flags }) {
    if (!flags['dry-run']) assertPerson(context);
    requireFlags(flags, ['journal']);
    return onJournal('compact', flags.journal, () => {
      const journal = sessionPath(context, flags.journal);
      const out = flags.out.trim() === '' ? journal : sessionPath(context, flags.out);
      refuseUnsafeOutputs(context, [{ path: flags.out, kind: 'other' }], []);
      const done = compactSession(
        journal.file,
        { dryRun: flags['dry-run'], outputFile: out.file },
        sessionContext(context),
      );
      const { lostRunpack } = done;
      const warnings = lostRunpack === undefined ? [] : [`${lostRunpack.message}; ${KEEP}`];
      for (const warning of warnings) context.warn(`warning: ${warning}`);
      return {
        exit: 0,
        json: {
          ok: true,
          operation: 'compact',
          journal: journal.given,
          compaction: {
            journal_path: journal.name,
            output_path: out.name,
            dry_run: flags['dry-run'],
            compacted: done.compacted,
            events_before: done.eventsBefore,
            events_after: done.eventsAfter,
            checkpoints: done.checkpoints,
            last_checkpoint_sequence: done.lastCheckpointSequence,
            bytes_before: done.bytesBefore,
            bytes_after: done.bytesAfter,
          },
          warnings: unlessEmpty(warnings),
        },
        text: (paint) => [
          paint.verdict(true, flags['dry-run'] ? 'nothing written' : `compacted into ${out.name}`),
          ...paint.pairs({
            events: `${done.eventsBefore} to ${done.eventsAfter}`,
            bytes: `${done.bytesBefore} to ${done.bytesAfter}`,
            checkpoints: done.checkpoints,
          }),
        ],
      };
    });
  },
});
