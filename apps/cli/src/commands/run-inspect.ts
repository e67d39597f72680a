import { CodedError, isCodedError } from '@gait/canon';
import {
  inspectRunpack,
  parseChain,
  readRunpack,
  verifyRunpack,
  type RunInspection,
  type Runpack,
  type RunpackReport,
} from '@gait/evidence';
import { readWhole } from '@gait/local';
import { keyFilesOf, refuseUnsafeOutputs } from '../check-output.ts';
import { defineCommand, textFlag, type JsonAnswer, type Outcome } from '../command.ts';
import { chainAnswer, chainText } from '../chain-answer.ts';
import type { Context } from '../context.ts';
import { oneName } from '../one-name.ts';
import { withRun, type OpenRun } from '../open-run.ts';
import type { Paint } from '../paint.ts';
import { findingLines, verificationAnswer, verificationLine } from '../runpack-answer.ts';
import { shellWord } from '../shell-word.ts';
import { parseProfile } from '../parse-profile.ts';
import {
  asksForVerification,
  keyOrigin,
  resolveVerification,
  VERIFY_FLAGS,
  type VerifyFlagValues,
} from '../verify-flags.ts';

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
  notes: [
    'With a key, --require-signature, --profile strict or --html the run is verified too.',
    'Exit status: 0 shown (and verified where asked), 2 does not verify, 6 cannot be read.',
  ],
  async run(context, { flags, positionals }): Promise<Outcome> {
    return withRun(
      context,
      oneName(flags.from, positionals, '--from <run_id|path>'),
      async (run) => {
        const inputs = [run.path, ...keyFilesOf(flags)];
        refuseUnsafeOutputs(context, [{ path: flags.html, kind: 'other' }], inputs);
        const read = readRunOrChain(run, flags.profile);
        const asked = asksForVerification(flags) || flags.html !== '';
        if ('chain' in read) {
          if (asked) throw chainUnverified(run.shown);
          const { chain } = read;
          return {
            exit: 0,
            json: chainAnswer(chain, run.shown),
            text: (paint) => chainText(chain, run.shown, paint),
          };
        }
        const checked = asked ? await verifyRun(context, flags, read.runpack, run) : undefined;
        if (read.runpack === undefined) return unreadable(read.fault, checked);
        const inspection = inspectRunpack(read.runpack);
        return {
          exit: checked === undefined || checked.report.ok ? 0 : 2,
          json: { ...runAnswer(inspection, run.shown), ...checkedAnswer(checked) },
          text: (paint) => runText(inspection, run.shown, checked, paint),
        };
      },
    );
  },
});

/** A verification that was asked for beside the inspection. */
interface CheckedRun {
  readonly report: RunpackReport;
  readonly required: boolean;
  /** Page that was written, as given. */
  readonly html: string | undefined;
}

async function verifyRun(
  context: Context,
  flags: VerifyFlagValues & { readonly html: string },
  runpack: Runpack | undefined,
  run: OpenRun,
): Promise<CheckedRun> {
  const verification = await resolveVerification(context, flags);
  const report = await verifyRunpack(run.source, verification);
  const checked = { report, required: verification.requireSignature };
  if (flags.html === '') return { ...checked, html: undefined };
  const { writeRunPage } = await import('../write-run-page.ts');
  writeRunPage(context, flags.html, { runpack, report, run, keyOrigin: keyOrigin(flags) });
  return { ...checked, html: flags.html };
}

/** What cannot be read can still be judged: the findings say what is wrong with it. */
function unreadable(fault: CodedError, checked: CheckedRun | undefined): Outcome {
  if (checked === undefined) throw fault;
  // What the verification could read it found false; `gait verify` ends so too.
  const exit = checked.report.fault === undefined ? 2 : fault.facts.exit;
  return {
    exit,
    json: checkedAnswer(checked),
    text: (paint) => checkedText(checked, paint),
    error: fault,
  };
}

function chainUnverified(file: string): CodedError {
  return new CodedError('flag_invalid', 'a session chain is not verified by this command', {
    hint: `gait verify session-chain --chain ${shellWord(file)} verifies it`,
    where: { file },
  });
}

function checkedAnswer(checked: CheckedRun | undefined): JsonAnswer {
  if (checked === undefined) return {};
  const { report, required, html } = checked;
  const verification = verificationAnswer(report, required);
  return report.ok ? { verification, html } : { ok: false, verification, html };
}

function checkedText({ report, required, html }: CheckedRun, paint: Paint): string[] {
  return [
    verificationLine(report, required, paint),
    ...findingLines(report, required, paint),
    ...(html === undefined ? [] : paint.pairs({ page: html })),
  ];
}

/** A file that is no runpack may be a session chain; when it is neither, the runpack's fault is the one to tell. */
function readRunOrChain(run: OpenRun, profile: string): ReadRun {
  const parsed = parseProfile(profile);
  try {
    return { runpack: readRunpack(run.source, { profile: parsed }) };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    // What is a zip is no chain: reading all of it as JSON would only cost memory.
    if (error.code !== 'zip_malformed')
      return { runpack: undefined, fault: error.at({ file: run.shown }) };
    try {
      return { chain: parseChain(readWhole(run.path)) };
    } catch {
      return { runpack: undefined, fault: error.at({ file: run.shown }) };
    }
  }
}

type ReadRun =
  | { readonly chain: ReturnType<typeof parseChain> }
  | { readonly runpack: Runpack }
  | { readonly runpack: undefined; readonly fault: CodedError };

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
  checked: CheckedRun | undefined,
  paint: Paint,
): string[] {
  const { runId, captureMode, intentsTotal, resultsTotal } = inspection;
  const rows = inspection.entries.map(({ index, tool_name, intent_id, outcome }) => [
    `  ${paint.dim(String(index))}`,
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
    }),
    ...(checked === undefined ? [] : checkedText(checked, paint)),
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
