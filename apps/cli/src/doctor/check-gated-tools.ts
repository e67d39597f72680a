import { forgetEndedTools, gatedTools } from '@gait/local';
import type { Context } from '../context.ts';
import { shownTime } from '../shown-time.ts';
import { pass, type Check } from './check.ts';

/**
 * The processes that count as coding tools because the hook was called below them: whoever stands
 * below one of them may not approve. Those that ended are forgotten here.
 */
export function checkGatedTools(context: Context): Check[] {
  const name = 'gated_tools';
  const ended = forgetEndedTools(context);
  const forgotten =
    ended === 0 ? '' : `; ${ended} that ended ${ended === 1 ? 'was' : 'were'} forgotten`;
  const tools = gatedTools(context);
  if (tools.length === 0) return [pass(name, `no coding tool runs behind the gate${forgotten}`)];
  const told = tools.map(({ pid, program, harness, project, since }) => {
    const whose = harness === '' ? '' : `, hook of ${harness} in ${project}`;
    const when = since === '' ? '' : `, since ${shownTime(since, context.io.outIsTerminal())}`;
    return `${program === '' ? 'a process' : program} (pid ${pid}${whose}${when})`;
  });
  return [
    pass(
      name,
      `behind the gate, so that nobody approves below: ${told.join('; ')}${forgotten}. Each counts until it ends`,
    ),
  ];
}
