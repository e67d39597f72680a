/** How AI coding tools speak to their models. Facts of each vendor's public interface. */
export type Protocol = 'messages' | 'responses' | 'chat' | 'gemini';

/** A tool that a request offers to the model. */
export interface OfferedTool {
  readonly name: string;
  /** OpenAI Responses puts tools of MCP servers into named groups. */
  readonly group?: string;
  /** Takes one text instead of JSON (OpenAI Responses). */
  readonly takesText: boolean;
  /** JSON Schema of its input; `{}` when none is told. */
  readonly schema: Fields;
}

/** What of a request a scripted model looks at. */
export interface ModelRequest {
  readonly protocol: Protocol;
  readonly model: string;
  readonly streams: boolean;
  readonly tools: readonly OfferedTool[];
  /** Results of tools that the conversation holds: which turn of the script it is. */
  readonly results: number;
  /** Texts of those results, oldest first: what the model was told. */
  readonly told: readonly string[];
  /** The tool wants its answer as a JSON document, and calls nothing (Gemini). */
  readonly wantsJson: boolean;
  readonly wantsUsage: boolean;
}

/** A call that the model makes. */
export interface ModelCall {
  readonly tool: OfferedTool;
  readonly input: unknown;
}

/** A JSON object of somebody else. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}

export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value))
    return value
      .map(textOf)
      .filter((text) => text !== '')
      .join('\n');
  const { text, content, output } = fieldsOf(value);
  return typeof text === 'string' ? text : textOf(content ?? output ?? '');
}
