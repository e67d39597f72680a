import { addObscurity, addProgramEffect } from '../run.ts';
import { endBoth } from '../state.ts';
import { isKnown } from '../marks.ts';
import type { ReadCall } from '../walk/call.ts';

/** What a container's clients run inside: `docker exec`, `docker compose run`, `kubectl exec`. */
const INSIDE = ['exec', 'run', 'debug', 'attach', 'cp-exec'];
const VALUED =
  /^(?:-H|-c|-l|-n|-s|-f|-p|--host|--context|--config|--log-level|--namespace|--kubeconfig|--cluster|--user|--server|--token|--file|--project-name|--profile|--env-file|--project-directory)$/;

/** A program inside a container: what it does is not read here. Other uses are the table's. */
export const readContainer: ReadCall = ({ run, name, args, state }) => {
  const words: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] as string;
    if (VALUED.test(arg)) at += 1;
    else if (!arg.startsWith('-')) words.push(arg);
    if (words.length === 2) break;
  }
  const [first, second] = words;
  const sub = first === 'compose' || first === 'container' ? second : first;
  if (sub !== undefined && !isKnown(sub)) addObscurity(run, 'program_unknown');
  if (sub === undefined || !INSIDE.includes(sub)) return undefined;
  run.programs.add(name);
  addProgramEffect(run, 'execute', name, `${name} ${sub}`);
  return endBoth(state, undefined);
};
