import type { PreparedIntent } from '../intent/intent-record.ts';
import { natureOf } from '../protect/tool-nature.ts';

/** True when a call runs programs, as its name or a target says, and nobody read what they would do. */
export function isUnread({ intent, command }: PreparedIntent): boolean {
  if (command !== undefined) return false;
  const parts = [intent, ...(intent.script?.steps ?? [])];
  return parts.some(
    ({ tool_name: tool, targets }) =>
      natureOf(tool).executes ||
      (targets ?? []).some((target) => target.endpoint_class === 'proc.exec'),
  );
}
