import type { GateSetup } from '@gait/boundary';
import type { ApprovalInbox } from '@gait/local';
import type { HookPatience } from './decide-tool-call.ts';

/** A person does not notice it, and a file system hardly. */
const LOOK_EVERY_MS = 200;

/**
 * Waits until a person answered a call.
 *
 * @returns true: an approval or a denial is there; false: nobody answered in time
 */
export async function waitForAnswer(
  inbox: ApprovalInbox,
  setup: Pick<GateSetup, 'denials'>,
  intentDigest: string,
  { waitMs, isLate }: HookPatience,
): Promise<boolean> {
  const until = performance.now() + waitMs;
  for (;;) {
    if (inbox.granted(intentDigest).length > 0) return true;
    if ((await setup.denials(intentDigest)).length > 0) return true;
    const left = until - performance.now();
    if (left <= 0 || isLate()) return false;
    await new Promise((next) => setTimeout(next, Math.min(LOOK_EVERY_MS, left)));
  }
}
