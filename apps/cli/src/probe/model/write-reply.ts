import type { ModelCall, ModelRequest } from './wire.ts';

/** What the model answers: one call, or a text. */
export type ModelReply = { readonly call: ModelCall } | { readonly text: string };

/** An answer as it goes over the wire. */
export interface WireReply {
  readonly type: 'application/json' | 'text/event-stream';
  readonly body: string;
}

/** @param id what makes ids of this reply unlike those of others */
export function writeReply(request: ModelRequest, reply: ModelReply, id: string): WireReply {
  switch (request.protocol) {
    case 'messages':
      return messagesReply(request, reply, id);
    case 'responses':
      return responsesReply(request, reply, id);
    case 'chat':
      return chatReply(request, reply, id);
    case 'gemini':
      return geminiReply(request, reply, id);
  }
}

function plain(body: object): WireReply {
  return { type: 'application/json', body: JSON.stringify(body) };
}

function events(list: readonly (readonly [string, object])[]): WireReply {
  const body = list.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  return { type: 'text/event-stream', body: body.join('') };
}

function dataLines(list: readonly object[], end = ''): WireReply {
  const lines = list.map((item) => `data: ${JSON.stringify(item)}\n\n`);
  return { type: 'text/event-stream', body: lines.join('') + end };
}

/** Anthropic Messages. */
function messagesReply({ model, streams }: ModelRequest, reply: ModelReply, id: string): WireReply {
  const isCall = 'call' in reply;
  const block = isCall
    ? { type: 'tool_use', id: `toolu_${id}`, name: reply.call.tool.name, input: reply.call.input }
    : { type: 'text', text: reply.text };
  const message = {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [block],
    stop_reason: isCall ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  };
  if (!streams) return plain(message);
  const delta = isCall
    ? { type: 'input_json_delta', partial_json: JSON.stringify(reply.call.input) }
    : { type: 'text_delta', text: reply.text };
  const opening = isCall ? { ...block, input: {} } : { type: 'text', text: '' };
  return events([
    [
      'message_start',
      { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
    ],
    ['content_block_start', { type: 'content_block_start', index: 0, content_block: opening }],
    ['content_block_delta', { type: 'content_block_delta', index: 0, delta }],
    ['content_block_stop', { type: 'content_block_stop', index: 0 }],
    [
      'message_delta',
      {
        type: 'message_delta',
        delta: { stop_reason: message.stop_reason, stop_sequence: null },
        usage: { output_tokens: 1 },
      },
    ],
    ['message_stop', { type: 'message_stop' }],
  ]);
}

/** OpenAI Responses. */
function responsesReply(
  { model, streams }: ModelRequest,
  reply: ModelReply,
  id: string,
): WireReply {
  const item = responsesItem(reply, id);
  const response = {
    id: `resp_${id}`,
    object: 'response',
    status: 'completed',
    model,
    output: [item],
    usage: {
      input_tokens: 1,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 1,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 2,
    },
  };
  if (!streams) return plain(response);
  const begun = { ...response, status: 'in_progress', output: [], usage: null };
  const opening = 'call' in reply ? item : { ...item, content: [], status: 'in_progress' };
  const text =
    'call' in reply
      ? []
      : ([
          [
            'response.output_text.delta',
            {
              type: 'response.output_text.delta',
              item_id: item.id,
              output_index: 0,
              content_index: 0,
              delta: reply.text,
            },
          ],
        ] as const);
  return events([
    ['response.created', { type: 'response.created', response: begun }],
    [
      'response.output_item.added',
      { type: 'response.output_item.added', output_index: 0, item: opening },
    ],
    ...text,
    ['response.output_item.done', { type: 'response.output_item.done', output_index: 0, item }],
    ['response.completed', { type: 'response.completed', response }],
  ]);
}

function responsesItem(reply: ModelReply, id: string): { readonly id: string } {
  if (!('call' in reply)) {
    const content = [{ type: 'output_text', text: reply.text, annotations: [] }];
    return {
      ...{ type: 'message', role: 'assistant', status: 'completed', content },
      id: `msg_${id}`,
    };
  }
  const { tool, input } = reply.call;
  const head = { call_id: `call_${id}`, name: tool.name, status: 'completed' };
  if (tool.takesText) {
    const text =
      typeof input === 'string' ? input : String((input as { input?: unknown }).input ?? '');
    return { ...head, ...{ type: 'custom_tool_call', input: text }, id: `ctc_${id}` };
  }
  const group = tool.group === undefined ? {} : { namespace: tool.group };
  const call = { type: 'function_call', arguments: JSON.stringify(input) };
  return { ...head, ...group, ...call, id: `fc_${id}` };
}

/** OpenAI Chat Completions. */
function chatReply(
  { model, streams, wantsUsage }: ModelRequest,
  reply: ModelReply,
  id: string,
): WireReply {
  const base = { id: `chatcmpl-${id}`, created: 1, model };
  const isCall = 'call' in reply;
  const calls = isCall
    ? [
        {
          index: 0,
          id: `call_${id}`,
          type: 'function',
          function: { name: reply.call.tool.name, arguments: JSON.stringify(reply.call.input) },
        },
      ]
    : [];
  const finish = isCall ? 'tool_calls' : 'stop';
  const said = isCall ? { tool_calls: calls } : { content: reply.text };
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  if (!streams) {
    const message = { role: 'assistant', content: null, ...said };
    const choices = [{ index: 0, message, finish_reason: finish }];
    return plain({ ...base, object: 'chat.completion', choices, usage });
  }
  const chunk = (delta: object, reason: string | null): object => ({
    ...base,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: reason }],
  });
  const last = { ...base, object: 'chat.completion.chunk', choices: [], usage };
  return dataLines(
    [chunk({ role: 'assistant', ...said }, null), chunk({}, finish), ...(wantsUsage ? [last] : [])],
    'data: [DONE]\n\n',
  );
}

/** Gemini. */
function geminiReply(
  { model, streams, wantsJson }: ModelRequest,
  reply: ModelReply,
  id: string,
): WireReply {
  const part =
    'call' in reply
      ? { functionCall: { id: `fc_${id}`, name: reply.call.tool.name, args: reply.call.input } }
      : { text: wantsJson ? '{}' : reply.text };
  const answer = {
    candidates: [{ index: 0, content: { role: 'model', parts: [part] }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
    modelVersion: model,
  };
  return streams ? dataLines([answer]) : plain(answer);
}
