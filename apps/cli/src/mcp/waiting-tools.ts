import type { ToolPin, ToolPins } from '@gait/boundary';

/** A tool that is withheld until a person looks at it. */
export interface WaitingTool {
  readonly server: string;
  readonly tool: string;
  readonly why: string;
  readonly digest: string;
  /** What the tool said when it was approved, and says now; members that are the same are left out. */
  readonly before: string;
  readonly now: string;
  readonly findings: readonly string[];
}

/** What of a server waits for a person. */
export function waitingTools({
  server,
  tools,
  waiting_command: moved,
}: ToolPins): readonly WaitingTool[] {
  return (tools ?? []).flatMap((pin) => {
    const { waiting, pinned, name } = pin;
    if (waiting === null) return [];
    return [
      {
        server,
        tool: name,
        why: whyOf(pin, moved !== ''),
        digest: waiting.digest,
        before: pinned === null ? '' : changedMembers(pinned.definition, waiting.definition),
        now: changedMembers(waiting.definition, pinned?.definition ?? {}),
        findings: [...(waiting.findings ?? [])],
      },
    ];
  });
}

function whyOf({ pinned }: ToolPin, moved: boolean): string {
  if (moved) return 'its server is started by another command than before';
  return pinned === null ? 'its text means no good' : 'it changed since it was first seen';
}

type Definition = Readonly<Record<string, unknown>> | null;

function changedMembers(of: Definition, other: Definition): string {
  const changed = Object.entries(of ?? {}).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(other?.[name]),
  );
  return changed.length === 0 ? 'the same' : JSON.stringify(Object.fromEntries(changed));
}
