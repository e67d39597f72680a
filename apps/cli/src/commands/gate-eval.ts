import { decideCall } from '@gait/boundary';
import type { Verdict } from '@gait/gate';
import { defineCommand, type Outcome } from '../command.ts';
import { explainAnswer, gateAnswer, gateText } from '../gate/gate-answer.ts';
import { GATE_EVAL_FLAGS } from '../gate/gate-eval-flags.ts';
import { gateSettings } from '../gate/gate-settings.ts';
import { loadCall, loadIntent } from '../gate/load-call.ts';
import { loadGate } from '../gate/load-gate.ts';

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
  async run(context, { flags, explain }): Promise<Outcome> {
    const settings = gateSettings(context, flags);
    const intent = loadIntent(context, settings.intentPath);
    const { setup, policy, warnings } = await loadGate(context, settings, intent);
    const decision = await decideCall(setup, loadCall(context, settings, intent));
    return {
      exit: EXIT[decision.ruling.verdict],
      json:
        explain === true
          ? explainAnswer(decision, policy, context.version)
          : gateAnswer(decision, settings, warnings),
      text: (paint) => gateText(decision, settings, warnings, paint),
    };
  },
});
