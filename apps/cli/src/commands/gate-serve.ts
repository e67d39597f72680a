import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CodedError } from '@gait/canon';
import {
  createDecisionQueue,
  createGateMetrics,
  journalEvidence,
  serveGate,
  strictClock,
  type ServingGate,
} from '@gait/boundary';
import { makeFolder, openTraceJournal, stateHome } from '@gait/local';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { durationFlag } from '../duration-flag.ts';
import { intFlag } from '../flag-spec.ts';
import { admitCallers, keepToken } from '../gate/admit-callers.ts';
import { journalKillSwitch } from '../gate/journal-kill-switch.ts';
import { gateAddress } from '../gate/gate-address.ts';
import { GATE_FLAGS } from '../gate/gate-eval-flags.ts';
import { servingSettings } from '../gate/gate-settings.ts';
import { loadGate } from '../gate/load-gate.ts';

/** Connections get so long to end after the last answer, milliseconds. */
const GRACE_MS = 10_000;

/** `gate serve`: the same decision for programs in any language. */
export const command = defineCommand({
  path: ['gate', 'serve'],
  explain: 'Decides calls over a Unix socket or a loopback port until it is stopped.',
  flags: {
    listen: textFlag({
      value: 'ADDRESS',
      help: 'unix:PATH or HOST:PORT; default: a socket of this user',
    }),
    identity: textFlag({ value: 'NAME', help: 'who calls over the socket; default: the user' }),
    workspace: textFlag({ value: 'DIR', help: 'where the caller works; default: this folder' }),
    tokens: textFlag({
      value: 'FILE',
      help: 'callers by the digest of their token; over TCP one is made without it',
    }),
    'tls-cert': textFlag({ value: 'FILE', help: 'certificate, PEM; needed off this machine' }),
    'tls-key': textFlag({ value: 'FILE', help: 'its private key, PEM' }),
    journal: textFlag({ value: 'DIR', help: 'folder of the trace journals' }),
    concurrency: intFlag({ default: 64, help: 'calls decided at the same time' }),
    queue: intFlag({ default: 1024, help: 'calls that may wait; more are refused' }),
    deadline: durationFlag({ default: '5s', help: 'longest time to an answer' }),
    ...GATE_FLAGS,
  },
  example: 'gait gate serve --policy .gait.yaml --listen 127.0.0.1:7981',
  notes: [
    'POST /v1/decide with {"intent": {…}}; only the verdict "allow" may run.',
    'GET /healthz and GET /metrics (Prometheus) tell how it is.',
    'Prints one line of JSON with its address when it is ready. Ctrl-C: finishes what it took on.',
  ],
  async run(context, { flags }): Promise<Outcome> {
    const settings = await servingSettings(context, flags);
    const address = gateAddress(context, flags);
    const folder =
      flags.journal === '' ? join(stateHome(context), 'traces') : context.resolve(flags.journal);
    const { setup, warnings } = await loadGate(context, settings, {
      strictly: true,
      once: false,
      record: (evidence) => record(evidence),
    });
    for (const warning of warnings) context.warn(`warning: ${warning}`);
    const { admission, token } = admitCallers(context, flags, address);
    const queue = createDecisionQueue({
      concurrent: atLeastOne(flags.concurrency, '--concurrency'),
      waiting: flags.queue,
      deadlineMs: flags.deadline,
    });
    const service = {
      setup: { ...setup, clock: strictClock(setup.clock) },
      admission,
      queue,
      metrics: createGateMetrics(),
      evidenceFault: () => journal.fault(),
    };
    if (address.kind === 'socket') makeFolder(dirname(address.path));
    // Last, so that a gate that cannot start leaves no empty journal behind.
    const journal = openTraceJournal(folder, { label: journalLabel(context), chained: true });
    const write = journalEvidence(journal);
    const record: typeof write = async (evidence) => {
      const places = await write(evidence);
      journalKillSwitch(context, settings.flags['kill-switch-state'], evidence, 'gate_serve');
      return places;
    };
    // The executable starts with compilation put off, which suits short commands only.
    Bun.unsafe.setJITPolicy(1);
    const stopped = context.untilStopped();
    try {
      const serving = await serveGate(service, address);
      try {
        const tokenPath = token === undefined ? undefined : keepToken(context, token, serving);
        context.io.out(
          `${JSON.stringify(ready(serving, setup.policy.digest, journal.path, tokenPath))}\n`,
        );
        await stopped;
        if (tokenPath !== undefined) rmSync(tokenPath, { force: true });
      } finally {
        await serving.close(GRACE_MS);
      }
    } finally {
      await journal.close();
    }
    return { exit: 0, json: { ok: true, stopped: true }, text: () => ['stopped'] };
  },
});

function ready(
  serving: ServingGate,
  policyDigest: string,
  journal: string,
  tokenPath: string | undefined,
) {
  return {
    ok: true,
    address: serving.address,
    policy_digest: policyDigest,
    journal,
    ...(tokenPath === undefined ? {} : { token_path: tokenPath }),
  };
}

/** Unlike the label of any process before or beside this one. */
function journalLabel(context: Context): string {
  const salt = Buffer.from(context.randomBytes(4)).toString('hex');
  return `${context.now() / 1_000_000n}-${salt}`;
}

function atLeastOne(value: number, flag: string): number {
  if (value >= 1) return value;
  throw new CodedError('flag_invalid', `${flag} must be at least 1`, {
    hint: 'give a whole number',
    where: { field: flag },
  });
}
