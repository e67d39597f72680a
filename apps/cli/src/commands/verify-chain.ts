import { CodedError, isCodedError, type KeySet } from '@gait/canon';
import {
  compareParts,
  verifyGuardPack,
  verifyRunpack,
  verifyTrace,
  type ChainParts,
  type GuardReport,
  type TraceReport,
} from '@gait/evidence';
import { readWhole } from '@gait/local';
import { foundAnswer, foundLines, type Found } from '../found-lines.ts';
import { defineCommand, textFlag, type JsonAnswer, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { guardAnswer, guardText } from '../guard-answer.ts';
import { withArtifact } from '../open-artifact.ts';
import { withRun } from '../open-run.ts';
import type { Paint } from '../paint.ts';
import { runpackAnswer, runpackText } from '../runpack-answer.ts';
import { traceAnswer, traceText } from '../trace-answer.ts';
import { resolveVerification, VERIFY_FLAGS, type Verification } from '../verify-flags.ts';

interface Part {
  readonly ok: boolean;
  readonly json: JsonAnswer;
  readonly text: (paint: Paint) => readonly string[];
  /** What the part says of the others. */
  readonly links: Partial<ChainParts>;
}

/** `verify chain`: a run, the trace of a decision and an evidence pack, one verdict. */
export const command = defineCommand({
  path: ['verify', 'chain'],
  explain:
    'Checks a runpack, a trace and a guard pack, and that they belong together; one verdict.',
  flags: {
    run: textFlag({ value: 'RUN', help: 'run id or runpack' }),
    trace: textFlag({ value: 'FILE', help: 'trace' }),
    pack: textFlag({ value: 'FILE', help: 'guard pack' }),
    ...VERIFY_FLAGS,
  },
  errorJson: { run: { ok: false } },
  example:
    'gait verify chain --run run_demo --trace trace.json --pack evidence_pack.zip --public-key key.pub',
  notes: [
    'Parts belong together when they name one run and one manifest, and the pack names the trace.',
    'Exit status: 0 verified, 2 read and found false, 6 cannot be read.',
  ],
  async run(context, { flags }): Promise<Outcome> {
    if (flags.run.trim() === '') {
      throw new CodedError('invalid_input', '--run is required', {
        hint: 'name a run id or a runpack',
      });
    }
    const verification = await resolveVerification(context, flags);
    const parts: Record<string, Part> = { run: await checkRun(context, flags.run, verification) };
    try {
      if (flags.trace.trim() !== '')
        parts['trace'] = checkTrace(context, flags.trace.trim(), verification);
      if (flags.pack.trim() !== '')
        parts['pack'] = await checkPack(context, flags.pack, verification);
    } catch (error) {
      if (!isCodedError(error)) throw error;
      return { json: answersOf(parts), error };
    }
    const sound = Object.values(parts).every((part) => part.ok);
    const together = compareLinks(parts, verification.profile);
    const ok = sound && together.refusals.length === 0;
    return {
      exit: ok ? 0 : 2,
      json: { ok, ...answersOf(parts), ...foundAnswer(together) },
      text: (paint) => [
        paint.verdict(ok, headline(sound, ok)),
        ...foundLines(together, paint),
        ...Object.values(parts).flatMap((part) => part.text(paint)),
      ],
    };
  },
});

function headline(sound: boolean, ok: boolean): string {
  if (ok) return 'all parts verify';
  return sound ? 'each part verifies, and they do not belong together' : 'not all parts verify';
}

function compareLinks(
  parts: Readonly<Record<string, Part>>,
  profile: Verification['profile'],
): Found {
  const { run, ...others } = Object.assign(
    {},
    ...Object.values(parts).map(({ links }) => links),
  ) as Partial<ChainParts>;
  if (run === undefined) return { refusals: [], tolerated: [], notes: [] };
  return { ...compareParts({ run, ...others }, profile), notes: [] };
}

function answersOf(parts: Readonly<Record<string, Part>>): JsonAnswer {
  return Object.fromEntries(Object.entries(parts).map(([name, { json }]) => [name, json]));
}

async function checkRun(context: Context, name: string, verification: Verification): Promise<Part> {
  return withRun(context, name, async ({ source, shown }) => {
    // The key is for the trace and the pack: a run without signature is what `run record` writes by default.
    const report = await verifyRunpack(source, { ...verification, allowUnsigned: true });
    if (report.fault !== undefined) throw report.fault.at({ file: shown });
    const { requireSignature } = verification;
    return {
      ok: report.ok,
      json: runpackAnswer(report, shown, requireSignature, name),
      text: (paint) => runpackText(report, shown, requireSignature, name, paint),
      links: { run: { runId: report.runId, manifestDigest: report.manifestDigest } },
    };
  });
}

function checkTrace(context: Context, path: string, { profile, keys }: Verification): Part {
  const report = judgeTrace(context, path, profile, keys);
  if (report.fault !== undefined && report.trace === undefined) throw report.fault;
  const { fault } = report;
  return {
    ok: report.ok,
    json: { ...traceAnswer(report, path), error: fault?.message },
    text: (paint) => traceText(report, path, paint),
    links: { trace: report.trace },
  };
}

function judgeTrace(
  context: Context,
  path: string,
  profile: Verification['profile'],
  keys: KeySet | undefined,
): TraceReport {
  if (keys === undefined) {
    throw new CodedError('key_missing', 'a trace needs a key to be checked with', {
      hint: 'pass --public-key FILE, --public-key-env NAME or --trust FILE',
    });
  }
  return verifyTrace(readWhole(context.resolve(path)), { profile, keys, file: path });
}

async function checkPack(
  context: Context,
  path: string,
  verification: Verification,
): Promise<Part> {
  return withArtifact(context, path, async (source) => {
    const report: GuardReport = await verifyGuardPack(source, verification);
    if (report.fault !== undefined) throw report.fault;
    const links = report.result?.links;
    return {
      ok: report.ok,
      json: guardAnswer(report, path),
      text: (paint) => guardText(report, path, paint),
      links: links === undefined ? {} : { pack: { runId: report.result?.runId ?? '', links } },
    };
  });
}
