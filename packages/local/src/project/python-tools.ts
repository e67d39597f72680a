import { createHash } from 'node:crypto';
import { sortUtf8, trimSpace } from '@gait/canon';

/** A name in a Python file that is taken for a tool. */
export interface FoundTool {
  readonly name: string;
  readonly framework: string;
  /** The same for names that differ only in case and punctuation: the first found one counts. */
  readonly id: string;
}

// Lines end at \n only and white space is ASCII, as in the reference: what one of the two
// takes for a tool the other must not miss.
const DEFINITION = /(?<![^\n])[\t\n\f\r ]*def[\t\n\f\r ]+([A-Za-z_][A-Za-z0-9_]*)[\t\n\f\r ]*\(/gu;
const TOOL_DECORATOR = /(?<![^\n])[\t\n\f\r ]*@tool(?:[\t\n\f\r ]*\(|[\t\n\f\r ]*(?![^\n]))/u;
const FUNCTION_TOOL_DECORATOR =
  /(?<![^\n])[\t\n\f\r ]*@function_tool(?:[\t\n\f\r ]*\(|[\t\n\f\r ]*(?![^\n]))/u;
const NAME_ARGUMENT = /(?:name|tool_name)[\t\n\f\r ]*=[\t\n\f\r ]*['"]([A-Za-z0-9._:-]+)['"]/gu;

/**
 * Tools in a Python file (gait-formats §7.4). Rough as the reference is: once a file uses a
 * framework, every function defined in it counts.
 *
 * @param stem the file's name without folder and ending: the name of a file without functions
 */
export function pythonTools(text: string, stem: string): FoundTool[] {
  const usesLangchain =
    text.includes('StructuredTool.from_function') ||
    text.includes('Tool(') ||
    TOOL_DECORATOR.test(text);
  const usesOpenAi =
    text.includes('from agents import') ||
    text.includes('openai.agents') ||
    text.includes('tools=[') ||
    FUNCTION_TOOL_DECORATOR.test(text);
  if (!usesLangchain && !usesOpenAi) return [];
  const defined = namesIn(text, DEFINITION);
  const names = defined.length === 0 ? [trimSpace(stem)] : sortUtf8(defined);
  const named = usesOpenAi ? [...namesIn(text, NAME_ARGUMENT), ...names] : [];
  return [
    ...(usesLangchain ? names.map((name) => found(name, 'langchain')) : []),
    ...sortUtf8([...new Set(named)].filter((name) => name !== '')).map((name) =>
      found(name, 'openai_agents'),
    ),
  ];
}

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => trimSpace(match[1] ?? ''));
}

function found(name: string, framework: string): FoundTool {
  return { name, framework, id: `tool:framework:${framework}:${identifier(name)}` };
}

function identifier(name: string): string {
  const plain = trimSpace(name)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/gu, '_')
    .replaceAll(/^_+|_+$/gu, '');
  return plain === '' ? createHash('sha256').update(name).digest('hex').slice(0, 16) : plain;
}
