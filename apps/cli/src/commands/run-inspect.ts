import { isCodedError } from '@gait/canon';
import {
  inspectRunpack,
  parseChain,
  readRunpack,
  type RunInspection,
  type Runpack,
} from '@gait/evidence';
import { readWhole } from '@gait/local';
import { defineCommand, textFlag, type JsonAnswer, type Outcome } from '../command.ts';
import { chainAnswer, chainText } from '../chain-answer.ts';
import { oneName } from '../one-name.ts';
import { withRun, type OpenRun } from '../open-run.ts';
import type { Paint } from '../paint.ts';
import { parseProfile, resolveVerification, VERIFY_FLAGS } from '../verify-flags.ts';

/** `run inspect`: what the run did, call by call. */
export const command = defineCommand({
  path: ['run', 'inspect'],
  explain: 'Shows a run call by call: tools, results, verdicts, digests.',
  flags: {
    from: textFlag({ value: 'RUN', help: 'run id, runpack, or session chain' }),
    html: textFlag({
      value: 'FILE',
      help: 'write a page with the timeline and the verification result',
    }),
    ...VERIFY_FLAGS,
  },
  positionals: [{ name: 'run', help: 'run id or runpack, instead of --from', optional: true }],
  positionalsAnyCount: true,
  example: 'gait run inspect --from run_demo --html run.html',
  async run(context, { flags, positionals }): Promise<Outcome> {
    return withRun(
      context,
      oneName(flags.from, positionals, '--from <run_id|path>'),
      async (run) => {
        const runpack = readRunOrChain(run, flags.profile);
        if ('checkpoints' in runpack) {
          return {
            exit: 0,
            json: chainAnswer(runpack, run.shown),
            text: (paint) => chainText(runpack, run.shown, paint),
          };
        }
        const inspection = inspectRunpack(runpack);
        if (flags.html !== '') {
          const { writeRunPage } = await import('../write-run-page.ts');
          const verification = await resolveVerification(context, flags);
          await writeRunPage(context, flags.html, runpack, run, verification);
        }
        const html = flags.html === '' ? undefined : flags.html;
        return {
          exit: 0,
          json: { ...runAnswer(inspection, run.shown), html },
          text: (paint) => runText(inspection, run.shown, html, paint),
        };
      },
    );
  },
});

/** A file that is no runpack may be a session chain; when it is neither, the runpack's fault is the one to tell. */
function readRunOrChain(run: OpenRun, profile: string): Runpack | ReturnType<typeof parseChain> {
  try {
    return readRunpack(run.source, { profile: parseProfile(profile) });
  } catch (error) {
    if (!isCodedError(error)) throw error;
    try {
      return parseChain(readWhole(run.path));
    } catch {
      throw error.at({ file: run.shown });
    }
  }
}

function runAnswer(inspection: RunInspection, path: string): JsonAnswer {
  const { runId, captureMode, entries, unmatchedResults, repeatedResults } = inspection;
  return {
    ok: true,
    artifact_type: 'runpack',
    run_id: orNone(runId),
    path,
    capture_mode: orNone(captureMode),
    intents_total: orNone(inspection.intentsTotal),
    results_total: orNone(inspection.resultsTotal),
    entries: orNone(
      entries.map(({ outcome, args_digest, ...call }) => ({
        ...call,
        args_digest: orNone(args_digest),
        ...(outcome === undefined ? {} : sparse({ ...outcome })),
      })),
    ),
    unmatched_results: orNone(
      unmatchedResults.map(({ intent_id, ...outcome }) => ({ intent_id, ...sparse(outcome) })),
    ),
    warnings: orNone(
      repeatedResults.map((id) => `several results for intent ${id}; the first one is shown`),
    ),
  };
}

function sparse(values: Readonly<Record<string, string | readonly string[]>>): JsonAnswer {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value.length > 0));
}

function orNone<T extends string | number | readonly unknown[]>(value: T): T | undefined {
  if (typeof value === 'object') return value.length === 0 ? undefined : value;
  return value === '' || value === 0 ? undefined : value;
}

function runText(
  inspection: RunInspection,
  path: string,
  html: string | undefined,
  paint: Paint,
): string[] {
  const { runId, captureMode, intentsTotal, resultsTotal } = inspection;
  const rows = inspection.entries.map(({ index, tool_name, intent_id, outcome }) => [
    paint.dim(String(index)),
    tool_name,
    statusText(outcome?.status, paint),
    outcome?.verdict ?? '',
    [...(outcome?.reason_codes ?? []), ...(outcome?.violations ?? [])].join(', '),
    paint.dim(intent_id),
  ]);
  return [
    paint.bold(`run ${runId}`),
    ...paint.pairs({
      path,
      capture: captureMode,
      calls: intentsTotal,
      results: resultsTotal,
      page: html,
    }),
    ...paint.table(rows),
    ...inspection.unmatchedResults.map(({ intent_id, status }) =>
      paint.warn(`result without intent: ${intent_id} ${status}`),
    ),
    ...inspection.repeatedResults.map((id) =>
      paint.warn(`several results for intent ${id}; the first one is shown`),
    ),
  ];
}

function statusText(status: string | undefined, paint: Paint): string {
  if (status === undefined) return paint.warn('no result');
  return status === 'ok' || status === 'success' ? paint.good(status) : paint.bad(status);
}
