import { describe, expect, test } from 'bun:test';
import { CODE_CASES, CODE_FILES } from '../testing/code-cases.ts';
import { describeShell } from '../testing/describe-shell.ts';

describe('readShell: scripts and code of interpreters', () => {
  for (const [text, description] of CODE_CASES) {
    test(JSON.stringify(text), () => {
      expect(describeShell(text, CODE_FILES)).toBe(description);
    });
  }
});
