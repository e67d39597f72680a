import type { CodedError } from '@gait/canon';
import { decideCall } from '@gait/boundary';
import type { Verdict } from '@gait/gate';
import { defineCommand, type Args, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { gateAnswer } from '../gate/gate-answer.ts';
import { GATE_EVAL_FLAGS } from '../gate/gate-eval-flags.ts';
import { evidenceFiles } from '../gate/evidence-files.ts';
import { gateSettings, type GateSettings } from '../gate/gate-settings.ts';
import { loadCall } from '../gate/load-call.ts';
import { loadIntent } from '../gate/load-intent.ts';
import { loadGate, needsState } from '../gate/load-gate.ts';
import { toCodedError } from '../to-coded-error.ts';

/** Exit status of each verdict. */
const EXIT: Readonly<Record<Verdict, number>> = {
  allow: 0,
  dry_run: 0,
  block: 3,
  require_approval: 4,
};

/** `gate eval`: may this call run. */
export const command = defineCommand({
  path: ['gate', 'eval'],
  explain:
    'Decides one call under a policy, checks approvals and limits, and writes a signed trace.',
  explainsAsJson: true,
  flags: GATE_EVAL_FLAGS,
  example: 'gait gate eval --policy .gait.yaml --intent call.json --json',
  notes: [
    'Exit status: 0 allow or dry_run, 3 block, 4 approval required, 6 cannot be decided.',
    'Whatever is not exit 0 with verdict allow must not run.',
    'With --json, --explain prints why instead.',
  ],
  async run(context, { flags, explain = false, json = false }): Promise<Outcome> {
    const settings = await gateSettings(context, flags);
    try {
      return await decideAndAnswer(context, settings, { explain, json });
    } catch (error) {
      // Elsewhere the exit status is the fault's own, as in the reference; never one of "may run".
      if (settings.profile !== 'strict') throw error;
      return blockedByFault(toCodedError(error, context.env));
    }
  },
});

async function decideAndAnswer(
  context: Context,
  settings: GateSettings,
  { explain, json }: Required<Pick<Args, 'explain' | 'json'>>,
): Promise<Outcome> {
  const intent = loadIntent(context, settings.intentPath, settings.profile);
  const { setup, policy, warnings } = await loadGate(context, settings, {
    strictly: needsState(settings, intent),
    once: true,
    record: evidenceFiles(context, settings),
  });
  const decision = await decideCall(setup, await loadCall(context, settings, intent));
  const human = json ? undefined : await import('../gate/gate-text.ts');
  return {
    exit: EXIT[decision.ruling.verdict],
    json: explain
      ? (await import('../gate/explain-answer.ts')).explainAnswer(decision, policy, context.version)
      : gateAnswer(decision, settings, warnings),
    ...(human === undefined
      ? {}
      : { text: (paint) => human.gateText(context, settings, decision, warnings, paint) }),
  };
}

/** A call that cannot be decided is blocked, and the reason is the fault's code. */
function blockedByFault(error: CodedError): Outcome {
  return {
    exit: EXIT.block,
    json: { profile: 'strict', verdict: 'block', reason_codes: [error.code] },
    error,
  };
}
