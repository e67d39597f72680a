import { writeSync } from 'node:fs';
import { handleInterrupts } from '../interruption.ts';

/** A process that says when it works, and how far it came; `mode` says what it has to undo. */
const [mode = ''] = process.argv.slice(2);
const say = (text: string): void => {
  writeSync(1, `${text}\n`);
};
const { onInterrupt, untilStopped } = handleInterrupts(() => say('cleared'));
if (mode === 'undo') onInterrupt(() => say('undone'));
if (mode === 'undid') onInterrupt(() => say('undone'))();
if (mode === 'waits') {
  const stopped = untilStopped();
  say('working');
  process.exitCode = await stopped;
  say('stopped');
} else if (mode === 'undo') {
  say('working');
  await new Promise((done) => {
    setTimeout(done, 20_000);
  });
} else {
  say('working');
  for (const end = Date.now() + 20_000; Date.now() < end;);
  say('came to its end');
}
