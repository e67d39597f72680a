import { describeWaiting } from '../approvals/describe-waiting.ts';
import { stateWord } from '../approvals/state-words.ts';
import { ALL_FLAG, wantedCalls } from '../approvals/wanted-calls.ts';
import { defineCommand, type Outcome } from '../command.ts';
import { localTime } from '../local-time.ts';
import type { Paint } from '../paint.ts';

/** `approvals list`: what waits for a person. */
export const command = defineCommand({
  path: ['approvals', 'list'],
  explain: 'Lists the calls of AI coding tools that wait for a person, those in a hurry first.',
  flags: { all: ALL_FLAG },
  example: 'gait approvals list',
  notes: [
    'Calls of sessions that ended, and calls that nobody tried again for a day, are taken away.',
  ],
  run(context, { flags }): Outcome {
    const { calls, project, elsewhere, faults } = wantedCalls(context, flags.all);
    const shown = calls.map(({ call, state }) => ({
      call,
      state,
      view: describeWaiting(context, call),
    }));
    return {
      exit: 0,
      json: {
        ok: true,
        project,
        elsewhere,
        waiting: shown.map(({ call, state, view }) => ({
          id: call.request_id,
          state: state.kind,
          seconds_left: state.kind === 'live' ? state.secondsLeft : undefined,
          harness: call.harness,
          tool: call.tool,
          asked: view.asked,
          held: view.held,
          project: call.project,
          rules: call.rules,
          reason_codes: call.reason_codes,
          effects: view.effects,
          created_at: call.created_at,
          waits_until: call.waits_until,
          intent_digest: call.intent_digest,
        })),
        unreadable: faults.map(({ message }) => message),
      },
      text: (paint) => [
        ...(calls.length === 0
          ? [project === undefined ? 'nothing waits' : `nothing waits in ${project}`]
          : []),
        ...shown.flatMap((one) => callLines(paint, one, project)),
        ...(calls.length === 0 ? [] : ['', 'gait approvals show ID    exactly what would run']),
        ...(elsewhere === 0
          ? []
          : [`gait approvals list --all    ${elsewhere} more in other projects`]),
        ...faults.map(({ message }) => paint.warn(message)),
      ],
    };
  },
});

interface Shown {
  readonly call: Parameters<typeof describeWaiting>[1];
  readonly state: Parameters<typeof stateWord>[0];
  readonly view: ReturnType<typeof describeWaiting>;
}

/** What would run stands first; a person who reads one line reads that one. */
function callLines(
  paint: Paint,
  { call, state, view }: Shown,
  project: string | undefined,
): readonly string[] {
  const word = stateWord(state);
  const more = view.held.length - 1;
  return [
    `${paint.bold(call.request_id)}  ${state.kind === 'live' ? paint.warn(word) : paint.dim(word)}  ${call.harness} ${call.tool}`,
    ...paint.table([['   ', view.asked]]),
    ...paint.table([['   ', `${view.held[0] ?? ''}${more > 0 ? `, and ${more} more` : ''}`]]),
    ...(project === undefined ? paint.table([['   ', paint.dim(`in ${call.project}`)]]) : []),
    ...paint.table([['   ', paint.dim(`asked ${localTime(call.created_at)}`)]]),
  ];
}
