import { afterEach, expect, test } from 'bun:test';
import { startScriptedModel, type ScriptedModel } from './scripted-model.ts';

let model: ScriptedModel | undefined;
afterEach(async () => await model?.stop());

const SCRIPT = [
  { kind: 'shell', command: 'echo a' },
  { kind: 'mcp', part: 'echo', input: { message: 'hi' } },
  { kind: 'tool', name: 'Write', input: { file_path: '/a' } },
] as const;

const SCHEMA = {
  type: 'object',
  properties: { command: { type: 'string' }, why: { type: 'string' } },
  required: ['command', 'why'],
};

/** Asks as a client of each protocol would, with so many results of tools behind it. */
const ASK = {
  messages: (results: number) => [
    '/v1/messages',
    {
      model: 'm',
      tools: [{ name: 'Bash', input_schema: SCHEMA }, { name: 'mcp__ev__echo' }],
      messages: Array.from({ length: results }, (_, at) => ({
        role: 'user',
        content: [{ type: 'tool_result', content: `result ${at}` }],
      })),
    },
  ],
  responses: (results: number) => [
    '/v1/responses',
    {
      stream: false,
      tools: [
        {
          type: 'function',
          name: 'shell',
          parameters: { properties: { command: { type: 'array' } } },
        },
        { type: 'namespace', name: 'ev', tools: [{ name: 'echo' }] },
      ],
      input: Array.from({ length: results }, (_, at) => ({
        type: 'function_call_output',
        output: `result ${at}`,
      })),
    },
  ],
  chat: (results: number) => [
    '/v1/chat/completions',
    {
      tools: [
        { function: { name: 'bash', parameters: SCHEMA } },
        { function: { name: 'ev_echo' } },
      ],
      messages: Array.from({ length: results }, (_, at) => ({
        role: 'tool',
        content: `result ${at}`,
      })),
    },
  ],
  gemini: (results: number) => [
    '/v1beta/models/g:generateContent',
    {
      tools: [
        {
          functionDeclarations: [
            { name: 'run_shell_command', parametersJsonSchema: SCHEMA },
            { name: 'mcp_ev_echo' },
          ],
        },
      ],
      contents: Array.from({ length: results }, (_, at) => ({
        role: 'user',
        parts: [{ functionResponse: { response: { output: `result ${at}` } } }],
      })),
    },
  ],
} as const;

async function ask(name: keyof typeof ASK, results: number, more: object = {}): Promise<string> {
  const [path, body] = ASK[name](results);
  const answer = await fetch(`${model?.url}${path as string}`, {
    method: 'POST',
    body: JSON.stringify({ ...(body as object), ...more }),
  });
  return await answer.text();
}

test.each(['messages', 'responses', 'chat', 'gemini'] as const)(
  'the script is played turn by turn in %s',
  async (name) => {
    model = await startScriptedModel(SCRIPT);
    expect(model.wasAsked()).toBe(false);
    const turns = [];
    for (let results = 0; results < 4; results++) turns.push(await ask(name, results));
    expect(turns[0]).toContain('echo a');
    expect(turns[1]).toContain('echo');
    expect(turns[1]).toContain('hi');
    expect(turns[2]).toContain('file_path');
    expect(turns[3]).toContain('The script is done.');
    expect(model.told()).toHaveLength(3);
    expect(model.told()[2]).toContain('result 2');
    expect(model.wasAsked()).toBe(true);
  },
);

test.each(['messages', 'chat'] as const)('%s is streamed where it is asked for', async (name) => {
  model = await startScriptedModel(SCRIPT);
  const text = await ask(name, 0, { stream: true });
  expect(text).toContain('data: ');
  expect(text).toContain('echo a');
});

test('a request without tools gets words, and what is no request of a model an empty answer', async () => {
  model = await startScriptedModel(SCRIPT);
  expect(await ask('messages', 0, { tools: [] })).toContain('canary');
  for (const [method, path] of [
    ['GET', '/v1/models'],
    ['POST', '/odd'],
    ['POST', '/v1/messages/count_tokens'],
  ]) {
    const answer = await fetch(`${model.url}${path}`, { method: method ?? 'GET' });
    expect(answer.status).toBe(200);
  }
  const broken = await fetch(`${model.url}/v1/messages`, { method: 'POST', body: '{' });
  expect(broken.status).toBe(200);
});

test('what is to happen before a step happens once, and is waited for', async () => {
  const steps: number[] = [];
  model = await startScriptedModel(SCRIPT, {
    before: async (step) => {
      await Bun.sleep(20);
      steps.push(step);
    },
  });
  expect(await ask('messages', 0)).toContain('echo a');
  expect(await ask('messages', 0)).toContain('echo a');
  expect(await ask('messages', 1)).toContain('hi');
  expect(steps).toEqual([0, 1]);
});
