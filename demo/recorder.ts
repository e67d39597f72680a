/** One call of a tool by the demo agent, with what came back. */
interface ToolCall {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly status: 'ok' | 'error';
  readonly result: Readonly<Record<string, unknown>>;
}

/** Collects the calls of one run and turns them into the JSON that `gait run record` reads. */
export interface Recorder {
  readonly add: (call: ToolCall) => void;
  readonly toRunJson: () => string;
}

// The agent's clock stands still between runs, so that the same work gives the same bytes.
const STARTED = Date.UTC(2026, 0, 5, 9, 0, 0);

function instant(step: number): string {
  return new Date(STARTED + step * 1000).toISOString().replace('.000Z', 'Z');
}

/** Starts the record of one run. */
export function startRecorder(runId: string): Recorder {
  const calls: ToolCall[] = [];
  const toRunJson = (): string => {
    const named = calls.map((call, index) => ({
      ...call,
      intent_id: `call_${String(index + 1).padStart(2, '0')}`,
    }));
    return `${JSON.stringify(
      {
        run: {
          run_id: runId,
          created_at: instant(0),
          producer_version: '1.0.0',
          env: { os: process.platform, arch: process.arch, runtime: 'demo-agent' },
          timeline: [
            { event: 'run_started', ts: instant(0) },
            ...named.map(({ tool, intent_id }, index) => ({
              event: tool,
              ts: instant(index + 1),
              ref: intent_id,
            })),
            { event: 'run_finished', ts: instant(named.length + 1) },
          ],
        },
        intents: named.map(({ intent_id, tool, args }, index) => ({
          intent_id,
          tool_name: tool,
          args,
          created_at: instant(index + 1),
        })),
        results: named.map(({ intent_id, status, result }, index) => ({
          intent_id,
          status,
          result,
          created_at: instant(index + 1),
        })),
        refs: { receipts: [] },
      },
      null,
      2,
    )}\n`;
  };
  return {
    add: (call) => {
      calls.push(call);
    },
    toRunJson,
  };
}
