import { isCodedError } from '@gait/canon';
import { parsePolicy, policyDigest } from '@gait/gate';
import { isThere, readWhole } from '@gait/local';
import type { Context } from '../context.ts';
import { configGaps } from '../onboard/config-gaps.ts';
import { judgeTrust } from '../onboard/judge-trust.ts';
import { initCommand, projectDefaults } from '../onboard/project-places.ts';
import { edit, messageOf } from '../onboard/ungated-finding.ts';
import { shellWord } from '../shell-word.ts';

/** Why calls are denied, or wait in vain, though the hook stands there; and what repairs it. */
export interface BeforeCalls {
  readonly code: string;
  readonly why: string;
  readonly command: string;
}

const POLICY = '.gait.yaml';
/** What of the set-up keeps a person from approving, or the gate from deciding. */
const TOLD = /^(?:approval_trust_(?:unset|missing|empty|unreadable)|key_(?:unset|missing))$/u;

/**
 * What a project lacks before its coding tools can work behind the gate. Never throws for what it finds.
 *
 * @param context with the project as its current folder
 */
export function beforeCalls(context: Context): readonly BeforeCalls[] {
  try {
    const defaults = projectDefaults(context);
    const path = defaults?.policy || POLICY;
    const file = context.resolve(path);
    const init = `${initCommand(context)} --template coding-agent --approver NAME`;
    if (!isThere(file) || defaults === undefined) {
      const why = `${isThere(file) ? '.gait/config.yaml' : path} is missing: every call is denied until gait init made it`;
      return [{ code: 'policy_missing', why, command: init }];
    }
    const policy = parsePolicy(readWhole(file), { file: path });
    const digest = policyDigest(policy);
    const untrusted = judgeTrust(context, { file, digest, shown: path });
    const gaps = configGaps(context, defaults, { policyPath: path, policy });
    return [
      ...gaps.filter(({ code }) => TOLD.test(code)),
      ...(untrusted === undefined
        ? []
        : [
            {
              code: 'policy_untrusted',
              why: `every call is denied: ${untrusted.why}`,
              command: untrusted.repair,
            },
          ]),
    ].map(({ code, why, command }) => ({ code, why, command }));
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const why = `every call is denied: ${messageOf(context, error)}`;
    return [{ code: error.code, why, command: edit(shellWord(error.where.file ?? POLICY)) }];
  }
}
