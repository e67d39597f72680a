import {
  fieldsOf,
  listOf,
  textOf,
  type Fields,
  type ModelRequest,
  type OfferedTool,
  type Protocol,
} from './wire.ts';

/** The protocol of a request by its path; undefined: none that is spoken here. */
export function protocolOf(path: string): Protocol | undefined {
  if (path.endsWith('/messages')) return 'messages';
  if (path.endsWith('/responses')) return 'responses';
  if (path.endsWith('/chat/completions')) return 'chat';
  return /:(?:streamG|g)enerateContent$/u.test(path) ? 'gemini' : undefined;
}

export function readRequest(protocol: Protocol, path: string, body: Fields): ModelRequest {
  const rest = {
    protocol,
    model: String(body['model'] ?? 'scripted'),
    wantsJson: false,
    wantsUsage: false,
  };
  switch (protocol) {
    case 'messages': {
      const told = listOf(body['messages'])
        .flatMap((message) => listOf(message['content']))
        .filter((part) => part['type'] === 'tool_result')
        .map((part) => textOf(part['content']));
      const tools = listOf(body['tools']).map((tool) =>
        offered(tool['name'], tool['input_schema']),
      );
      return { ...rest, streams: body['stream'] === true, tools, told, results: told.length };
    }
    case 'responses': {
      const told = listOf(body['input'])
        .filter((item) => String(item['type']).endsWith('_output'))
        .map((item) => textOf(item['output']));
      return {
        ...rest,
        streams: body['stream'] !== false,
        tools: listOf(body['tools']).flatMap(responsesTool),
        told,
        results: told.length,
      };
    }
    case 'chat': {
      const told = listOf(body['messages'])
        .filter((message) => message['role'] === 'tool')
        .map((message) => textOf(message['content']));
      const tools = listOf(body['tools']).map(({ function: of }) =>
        offered(fieldsOf(of)['name'], fieldsOf(of)['parameters']),
      );
      return {
        ...rest,
        streams: body['stream'] === true,
        tools,
        told,
        results: told.length,
        wantsUsage: fieldsOf(body['stream_options'])['include_usage'] === true,
      };
    }
    case 'gemini': {
      const parts = listOf(body['contents']).flatMap((content) => listOf(content['parts']));
      const told = parts
        .filter((part) => part['functionResponse'] !== undefined)
        .map((part) => JSON.stringify(fieldsOf(part['functionResponse'])['response'] ?? ''));
      const tools = listOf(body['tools'])
        .flatMap((group) => listOf(group['functionDeclarations']))
        .map((tool) => offered(tool['name'], tool['parametersJsonSchema'] ?? tool['parameters']));
      const wanted = fieldsOf(body['generationConfig'])['responseMimeType'];
      return {
        ...rest,
        model: /models\/([^:/]+)/u.exec(path)?.[1] ?? rest.model,
        streams: path.includes(':stream'),
        tools,
        told,
        results: told.length,
        wantsJson: wanted === 'application/json',
      };
    }
  }
}

function responsesTool(tool: Fields): readonly OfferedTool[] {
  if (tool['type'] === 'namespace') {
    return listOf(tool['tools']).map((inner) => ({
      ...offered(inner['name'], inner['parameters']),
      group: String(tool['name']),
    }));
  }
  const one = offered(tool['name'] ?? tool['type'], tool['parameters']);
  return [{ ...one, takesText: tool['type'] === 'custom' }];
}

function offered(name: unknown, schema: unknown): OfferedTool {
  return { name: String(name ?? ''), takesText: false, schema: fieldsOf(schema) };
}
