import { scanText } from '@gait/agents';
import type { Json, JsonObject } from '@gait/canon';
import { isTooMuch, toolTexts } from './tool-texts.ts';
import { makeToolRules, type ToolRule } from './tool-rules.ts';

/** Something in a tool's definition that a person has to look at before it is used. */
export interface ToolFinding {
  readonly code: string;
  readonly place: string;
  readonly about: string;
}

const LONGEST_TEXT = 64 * 1024;
/** Letters that models read and nobody sees, and those that turn what is seen around. */
const UNSEEN =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}]|[\u{1d173}-\u{1d17a}]/u;
const ODD_NAME = /[^\x21-\x7e ]/u;

let rules: readonly ToolRule[] | undefined;

/**
 * Looks for what poisons a tool: text that nobody sees, instructions to the model that are none
 * about the tool, secrets and other tools that it speaks of (gait mcp scan, gait mcp proxy). Each
 * text is looked at by itself.
 */
export function findInTool(definition: JsonObject): readonly ToolFinding[] {
  rules ??= makeToolRules();
  const findings = new Map<string, ToolFinding>();
  const add = (code: string, place: string, about: string): void => {
    if (!findings.has(code)) findings.set(code, { code, place, about });
  };
  const { name } = definition;
  if (typeof name === 'string' && ODD_NAME.test(name)) {
    add('tool_name_deceives', 'name', 'its name has letters that look like others or like nothing');
  }
  const texts = toolTexts(definition as Json);
  if (isTooMuch(texts)) add('tool_too_large', '', 'its definition is too large to be looked at');
  for (const { place, text } of texts) {
    if (text.length > LONGEST_TEXT) {
      add('tool_too_large', place, 'its text is too long to be looked at');
      continue;
    }
    if (UNSEEN.test(text)) add('tool_hidden_text', place, 'its text has letters that nobody sees');
    const plain = plainText(text);
    for (const { code, about, pattern } of rules) {
      if (pattern.test(plain)) add(code, place, about);
    }
    for (const { code, severity, message } of scanText('tool.md', text)) {
      if (severity === 'error') add(code, place, message);
    }
  }
  return [...findings.values()];
}

/** The same as texts, for what is remembered of a tool. */
export function examineTool(definition: JsonObject): readonly string[] {
  return findInTool(definition).map(
    ({ code, place, about }) => `${about} (${code}${place === '' ? '' : ` in ${place}`})`,
  );
}

/** As a model reads it: letters without their dress, what nobody sees left out, blanks made one. */
function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(new RegExp(UNSEEN.source, 'gu'), '')
    .replaceAll(/[‘’]/gu, "'")
    .replaceAll(/\s+/gu, ' ')
    .toLowerCase();
}
