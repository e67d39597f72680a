import { CodedError, type KeySet } from '@gait/canon';
import type { Profile } from '@gait/evidence';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { CHECKING_FLAGS, loadTrusted } from '../key-flags.ts';
import { oneName } from '../one-name.ts';
import type { Paint } from '../paint.ts';
import { parseProfile } from '../parse-profile.ts';
import { verdictText } from '../policy/verdict-text.ts';
import { decisionAnswer, decisionText, type ShownDecision } from '../trace/describe-decision.ts';
import { exportDecision } from '../trace/export-decision.ts';
import { judgeDecision } from '../trace/judge-decision.ts';
import { besideOf } from '../trace/read-beside.ts';
import { readDecisions, type RecordedDecision } from '../trace/read-decisions.ts';
import { VERIFY_FLAGS } from '../verify-flags.ts';

/** Lines of a list for a person. */
const MOST_LINES = 50;

/** `trace show`: what was decided, and why. */
export const command = defineCommand({
  path: ['trace', 'show'],
  explain: 'Shows recorded decisions: verdict, rules, reasons, and what became of the call.',
  flags: {
    id: textFlag({ value: 'ID', help: 'only this trace_id or event_id' }),
    verdict: textFlag({ value: 'VERDICT', help: 'only decisions with this verdict' }),
    export: textFlag({ value: 'DIR', help: 'write each decision shown as files of its own' }),
    decision: textFlag({ value: 'FILE', help: 'decision document of a single trace' }),
    outcome: textFlag({ value: 'FILE', help: 'outcome statement of a single trace' }),
    profile: VERIFY_FLAGS.profile,
    ...CHECKING_FLAGS,
  },
  positionals: [{ name: 'trace', help: 'trace, journal (traces-*.jsonl), or a folder of them' }],
  positionalsAnyCount: true,
  example: 'gait trace show .gait-out/traces --verdict block',
  notes: [
    'With a key every decision shown is verified, with its document and statement.',
    'Exit status: 0 shown (and verified where a key was given), 2 one does not verify, 6 not found.',
  ],
  async run(context, { flags, positionals }): Promise<Outcome> {
    const path = oneName('', positionals, '<trace|journal|folder>');
    const profile = parseProfile(flags.profile);
    const keys = await loadTrusted(context, flags, profile);
    const found: RecordedDecision[] = [];
    for (const decision of readDecisions(context, path)) {
      if (isWanted(decision, flags.id.trim(), flags.verdict.trim())) found.push(decision);
    }
    if (found.length === 0) throw nothing(path, flags);
    const shown = found.map((decision) => show(context, decision, flags, { keys, profile }));
    const folder = flags.export.trim();
    const exported =
      folder === '' ? [] : found.flatMap((decision) => exportDecision(context, folder, decision));
    const ok = shown.every(({ judged }) => judged?.report.ok !== false);
    return {
      exit: ok ? 0 : 2,
      json: {
        ok,
        path,
        decisions_total: shown.length,
        verdicts: countVerdicts(shown),
        decisions: shown.map(decisionAnswer),
        exported: exported.length === 0 ? undefined : exported,
      },
      text: (paint) => [
        ...showText(shown, ok, paint),
        ...(exported.length === 0
          ? []
          : [paint.dim(`wrote ${exported.length} files to ${folder}`)]),
      ],
    };
  },
});

function isWanted({ trace }: RecordedDecision, id: string, verdict: string): boolean {
  return (
    (id === '' || trace.trace_id === id || trace.event_id === id) &&
    (verdict === '' || trace.verdict === verdict)
  );
}

function nothing(
  path: string,
  flags: { readonly id: string; readonly verdict: string },
): CodedError {
  const filtered = flags.id.trim() !== '' || flags.verdict.trim() !== '';
  return new CodedError('trace_not_found', `${path} holds no such decision`, {
    hint: filtered
      ? 'leave --id and --verdict out to see what it holds'
      : 'name a trace or a journal',
    where: { file: path },
  });
}

function show(
  context: Context,
  decision: RecordedDecision,
  flags: { readonly decision: string; readonly outcome: string },
  check: { readonly keys: KeySet | undefined; readonly profile: Profile },
): ShownDecision {
  const beside = besideOf(context, decision, flags);
  const { keys, profile } = check;
  const judged =
    keys === undefined
      ? undefined
      : judgeDecision(decision.text, beside, { keys, profile, file: decision.place });
  return { decision, beside, judged };
}

function countVerdicts(shown: readonly ShownDecision[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = Object.create(null) as Record<string, number>;
  for (const { decision } of shown) {
    counts[decision.trace.verdict] = (counts[decision.trace.verdict] ?? 0) + 1;
  }
  return { ...counts };
}

function showText(shown: readonly ShownDecision[], ok: boolean, paint: Paint): readonly string[] {
  const [only] = shown;
  if (only !== undefined && shown.length === 1) return decisionText(only, paint);
  const counts = Object.entries(countVerdicts(shown)).map(
    ([verdict, count]) => `${count} ${verdict}`,
  );
  const last = shown.slice(-MOST_LINES);
  const failed = shown.filter(({ judged }) => judged?.report.ok === false).length;
  return [
    paint.verdict(ok, `${shown.length} decisions: ${counts.join(', ')}`),
    ...(failed === 0 ? [] : [paint.bad(`${failed} do not verify`)]),
    ...(last.length < shown.length ? [paint.dim(`the last ${last.length}:`)] : []),
    ...paint.table(
      last.map(({ decision: { trace }, beside, judged }) => [
        judged === undefined ? '' : judged.report.ok ? paint.good('✓') : paint.bad('✗'),
        trace.observed_at,
        verdictText(trace.verdict, paint),
        trace.tool_name,
        paint.dim(trace.event_id === '' ? trace.trace_id : trace.event_id),
        beside.document.value?.matched_rules?.join(', ') ?? '',
      ]),
    ),
    paint.dim('one of them: --id and its last but one column'),
  ];
}
