import { CodedError } from '@gait/canon';
import { defineCommand, type Outcome } from '../command.ts';
import { durationFlag } from '../duration-flag.ts';
import { warmPlace } from '../warm/warm-place.ts';
import { serveWarmGate } from '../warm/serve-warm-gate.ts';

/** `hooks warm`: the gate that stays, so that a hook need not load it for each call. */
export const command = defineCommand({
  path: ['hooks', 'warm'],
  explain:
    'Answers the hooks of this user from a process that stays; hooks start it by themselves.',
  flags: {
    idle: durationFlag({ default: '20m', help: 'ends after so long without a call' }),
  },
  example: 'gait hooks warm --idle 8h',
  notes: [
    'Keeps nothing between two calls: policy, keys and trust are read for each, as without it.',
    'GAIT_WARM=off in the environment of the tool: each hook decides by itself.',
  ],
  async run(context, { flags }): Promise<Outcome> {
    const place = warmPlace(context);
    if (place === undefined) {
      throw new CodedError('hook_gate_unavailable', 'hooks cannot share a gate here', {
        hint: 'it needs a state folder with a short path, and GAIT_WARM must not be off; Windows has none',
      });
    }
    // The executable starts with compilation put off, which suits short commands only.
    Bun.unsafe.setJITPolicy(1);
    await serveWarmGate(context, place, { idleMs: flags.idle, stopped: context.untilStopped() });
    return { json: { ok: true, socket: place }, text: () => ['ended: nobody asked any more'] };
  },
});
