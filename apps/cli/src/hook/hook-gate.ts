import { join } from 'node:path';
import { isCodedError } from '@gait/canon';
import type { GateSetup } from '@gait/boundary';
import { findHookSession, openHookSession, openSessionJournal } from '@gait/local';
import type { Context } from '../context.ts';
import { evidenceFiles } from '../gate/evidence-files.ts';
import { GATE_EVAL_FLAGS } from '../gate/gate-eval-flags.ts';
import { gateSettings, type GateEvalFlags, type GateSettings } from '../gate/gate-settings.ts';
import { loadGate } from '../gate/load-gate.ts';
import { sessionContext } from '../session-command.ts';
import { dayOf } from './day-of.ts';
import { wordsRead } from './whole-readings.ts';

/** The gate of a project, for one call of a coding tool. */
export interface HookGate {
  readonly setup: GateSetup;
  readonly settings: GateSettings;
  readonly warnings: readonly string[];
  /** Journal of the tool's session, and its name there. */
  readonly journal: string;
  readonly sessionId: string;
  /** Says that the command of the call was read wholly: its targets are the gate's own words. */
  readonly trustReading: () => void;
}

/** Whose call it is. */
export interface HookCaller {
  readonly harness: string;
  /** The tool's own session; `''`: it tells none. */
  readonly sessionId: string;
}

const POLICY = '.gait.yaml';

/**
 * The settings of a project's gate as a hook takes them: always profile `strict`, the policy that
 * the project names, else `.gait.yaml`. Nothing of it comes from the call or from the folder that
 * the call works in.
 *
 * @param context with the project as its current folder
 * @throws CodedError those of `gateSettings`
 */
export async function hookSettings(context: Context): Promise<GateSettings> {
  const flags: Record<string, string | boolean> = {};
  for (const [name, spec] of Object.entries(GATE_EVAL_FLAGS)) {
    flags[name] = spec.kind === 'bool' ? spec.defaultText === 'true' : spec.defaultText;
  }
  const given = { ...flags, profile: 'strict', intent: '-' } as unknown as GateEvalFlags;
  return await gateSettings(context, given, { policy: join(context.cwd, POLICY) });
}

/**
 * Loads the gate of a project for one call.
 *
 * @param context with the project as its current folder
 * @throws CodedError those of `hookSettings`, `loadGate` and `openHookSession`
 */
export async function loadHookGate(context: Context, caller: HookCaller): Promise<HookGate> {
  const settings = await hookSettings(context);
  let isRead = false;
  const { setup, warnings } = await loadGate(context, settings, {
    commandsRead: () => (isRead ? wordsRead(context) : undefined),
    strictly: true,
    once: true,
    record: evidenceFiles(context, settings),
  });
  const sessions = sessionContext(context);
  const session = { ...caller, project: context.cwd };
  // Of what is not kept no journal is begun.
  const { journal, sessionId } =
    settings.record === 'off'
      ? findHookSession(session, dayOf(context), context)
      : openHookSession(session, dayOf(context), context, sessions);
  const policies = [setup.policy, ...(setup.overlays ?? [])];
  const history = policies.some(({ asksForSession }) => asksForSession);
  const noApprovers: string[] = [];
  return {
    setup: {
      ...setup,
      // Rules over earlier calls block where nothing is kept of them.
      session:
        settings.record === 'off' ? undefined : openSessionJournal(journal, sessions, { history }),
      approvalKeys: async () => {
        try {
          return await setup.approvalKeys();
        } catch (error) {
          if (!isCodedError(error) || error.code !== 'file_missing') throw error;
          // Without approvers no approval counts; the call is not blocked for a fault, it waits in vain.
          noApprovers.push(
            'nobody can approve here yet: a person makes that with gait init --approver NAME',
          );
          return undefined;
        }
      },
    },
    settings,
    // Filled while the call is decided.
    get warnings() {
      return [...warnings, ...noApprovers];
    },
    trustReading: () => {
      isRead = true;
    },
    journal,
    sessionId,
  };
}
