import { describe, expect, test } from 'bun:test';
import { createProgress } from './progress.ts';

function watched(terminal: boolean) {
  let printed = '';
  let now = 0;
  const io = {
    out: () => undefined,
    err: (text: string) => (printed += text),
    outIsTerminal: () => false,
    errIsTerminal: () => terminal,
  };
  const progress = createProgress(io, () => now);
  return { progress, wait: (ms: number) => (now += ms), take: () => [printed, (printed = '')][0] };
}

describe('progress', () => {
  test('nothing is said about work that is done within a second', () => {
    const { progress, wait, take } = watched(true);
    progress.report('reading', 1, 2);
    wait(999);
    progress.report('reading', 2, 2);
    progress.clear();
    expect(take()).toBe('');
  });

  test('after a second the share is shown on one line, at most ten times a second, and cleared', () => {
    const { progress, wait, take } = watched(true);
    wait(1500);
    progress.report('reading a.zip', 1, 4);
    expect(take()).toBe('\r\u001b[2Kreading a.zip 25%');
    wait(50);
    progress.report('reading a.zip', 2, 4);
    expect(take()).toBe('');
    wait(60);
    progress.report('fixtures', 3);
    expect(take()).toBe('\r\u001b[2Kfixtures 3');
    progress.clear();
    expect(take()).toBe('\r\u001b[2K');
  });

  test('nothing is said when standard error is not a terminal', () => {
    const { progress, wait, take } = watched(false);
    wait(5000);
    progress.report('reading', 1, 2);
    progress.clear();
    expect(take()).toBe('');
  });
});
