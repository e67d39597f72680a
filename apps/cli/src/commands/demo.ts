import { CodedError } from '@gait/canon';
import { DEMO_RUN_ID, demoRun, formatTicketFooter, recordRun } from '@gait/evidence';
import { boolFlag, defineCommand, type Outcome } from '../command.ts';
import { recordDefaults } from '../record-defaults.ts';
import { storeRun } from '../store-run.ts';

const BUNDLE = `gait-out/runpack_${DEMO_RUN_ID}.zip`;

/** `demo`: a first runpack in a second, offline. */
export const command = defineCommand({
  path: ['demo'],
  explain: 'Records a small fixed run offline, verifies it, and prints its ticket line.',
  flags: {
    durable: boolFlag({ help: 'show a durable job (not in this version)' }),
    policy: boolFlag({ help: 'show a call that a policy blocks' }),
  },
  example: 'gait demo',
  async run(context, { flags }): Promise<Outcome> {
    refuseModes(flags);
    if (flags.policy) {
      const { demoPolicy } = await import('../demo/demo-policy.ts');
      return demoPolicy(context);
    }
    const started = context.now();
    const recorded = recordRun(demoRun(context.version), recordDefaults(context));
    await storeRun(context, BUNDLE, recorded);
    const { manifest_digest: manifestDigest } = recorded.manifest;
    const footer = formatTicketFooter({ runId: DEMO_RUN_ID, manifestDigest });
    const next = [
      `gait verify ${DEMO_RUN_ID} --json`,
      `gait regress bootstrap --from ${DEMO_RUN_ID} --json --junit ./gait-out/junit.xml`,
      `gait run inspect ${DEMO_RUN_ID}`,
      `gait run inspect ${DEMO_RUN_ID} --html run.html`,
    ];
    return {
      exit: 0,
      json: {
        ok: true,
        mode: 'standard',
        run_id: DEMO_RUN_ID,
        bundle: `./${BUNDLE}`,
        ticket_footer: footer,
        verify: 'ok',
        next_commands: next,
        metrics_opt_in: 'export GAIT_ADOPTION_LOG=./gait-out/adoption.jsonl',
        duration_ms: Number((context.now() - started) / 1_000_000n),
      },
      text: (paint) => [
        paint.verdict(true, 'recorded three calls and verified the runpack, offline'),
        ...paint.pairs({ runpack: `./${BUNDLE}` }),
        footer,
        ...next.map((line) => paint.dim(`next: ${line}`)),
      ],
    };
  },
});

function refuseModes({
  durable,
  policy,
}: {
  readonly durable: boolean;
  readonly policy: boolean;
}): void {
  if (durable && policy) {
    throw new CodedError('flag_invalid', '--durable and --policy exclude each other', {
      hint: 'choose one',
    });
  }
  if (!durable) return;
  throw new CodedError('demo_mode_unavailable', 'demo --durable is not in this version', {
    hint: 'run `gait demo` without it',
  });
}
