import type { ReadCall } from '../walk/call.ts';

/** `exit`: nothing follows in this shell. */
export const endShell: ReadCall = ({ state }) => ({
  ok: undefined,
  fail: undefined,
  jumps: [{ kind: 'exit', state }],
  out: '',
});

export const leaveFunction: ReadCall = ({ state }) => ({
  ok: undefined,
  fail: undefined,
  jumps: [{ kind: 'return', state }],
  out: '',
});

export const leaveLoop: ReadCall = ({ state }) => ({
  ok: undefined,
  fail: undefined,
  jumps: [{ kind: 'break', state }],
  out: '',
});
